// The examples that do without the SDK are written against what is generated today.

import Bindings
import Foundation
import TestSupport
import Testing
import WIT

@Suite("The examples without the SDK")
struct ExampleTests {
    private static let effects = Stage.root + "/Effects"
    private let folder: TemporaryFolder
    private let generated: Generated

    init() throws {
        folder = try TemporaryFolder()
        let resolution = try Resolution(SourceTree(reading: Self.effects + "/wit/effect.wit"))
        generated = try Generated(resolution, world: "effect", module: "CEffect")
        try folder.write(generated.header.text, generated.header.fileName)
        try folder.write(generated.glue.moduleMap, "module.modulemap")
        try folder.write(generated.glue.text, generated.glue.fileName)
    }

    @Test("compile in C")
    func c() throws {
        let said = try Bench.clang(
            ["-I", folder.path, Self.effects + "/examples/component-c/level.c"], in: folder)
        #expect(said.isEmpty, "\(said.prefix(2_000))")
    }

    @Test("compile in Swift, in the module that the header has by default")
    func swift() throws {
        let binding = try WorldBinding(
            Resolution(SourceTree(reading: Self.effects + "/wit/effect.wit")), world: "effect")
        #expect(SwiftGlue.moduleName(binding) == "CEffect")
        let said = try Bench.swiftc(
            [folder.file("Effect.swift"), Self.effects + "/examples/component-swift/Level.swift"], in: folder)
        #expect(said.isEmpty, "\(said.prefix(2_000))")
    }
}

// Generates, and asks the compilers what they think of it. Any thread.

import Bindings
import EffectBuild
import Foundation
import TestSupport
import WIT

/// What is made of a world.
struct Generated {
    let header: CHeader
    let glue: SwiftGlue

    init(_ resolution: Resolution, world: String, names: BindingNames? = nil, module: String = "CWorld") throws {
        let binding = try WorldBinding(resolution, world: world)
        header = try CHeader(binding, names: names ?? BindingNames())
        glue = SwiftGlue(binding, header: header, module: module)
    }
}

enum Bench {
    static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func resolution(golden name: String) throws -> Resolution {
        try Resolution(SourceTree(reading: golden.appending(path: "\(name).wit").path))
    }

    /// Compares with a file of the repository, or, with `CAJON_BLESS=1`, writes it.
    static func differs(_ text: String, from file: URL) throws -> Bool {
        if ProcessInfo.processInfo.environment["CAJON_BLESS"] == "1" { try Data(text.utf8).write(to: file) }
        return try text != String(decoding: Data(contentsOf: file), as: UTF8.self)
    }

    /// What clang says of C files for wasm32, without making anything; empty when all is well.
    static func clang(_ files: [String], target: String? = "wasm32", in folder: TemporaryFolder) throws -> String {
        let flags =
            (target.map { ["--target=\($0)"] } ?? [])
            + ["-std=gnu17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-fno-color-diagnostics"]
        return try run(Toolchain.find().clang, flags + files, in: folder)
    }

    /// What swiftc says of Embedded Swift for wasm32.
    static func swiftc(_ files: [String], in folder: TemporaryFolder) throws -> String {
        try run(
            Toolchain.find().swiftc,
            [
                "-typecheck", "-target", "wasm32-unknown-none-wasm", "-enable-experimental-feature", "Embedded",
                "-parse-as-library", "-wmo", "-swift-version", "6", "-warnings-as-errors",
                "-enable-upcoming-feature", "InternalImportsByDefault", "-I", folder.path,
                "-module-cache-path", folder.file("cache"), "-no-color-diagnostics",
            ] + files, in: folder)
    }

    /// What a program of the toolchain writes; empty when it has nothing to say and ends well.
    static func run(_ tool: URL, _ arguments: [String], in folder: TemporaryFolder) throws -> String {
        let log = folder.file("log-\(UUID().uuidString)")
        try Data().write(to: URL(filePath: log))
        let handle = try FileHandle(forWritingTo: URL(filePath: log))
        let process = Process()
        process.executableURL = tool
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let said = String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self)
        return process.terminationStatus == 0 ? said : "status \(process.terminationStatus)\n\(said)"
    }
}

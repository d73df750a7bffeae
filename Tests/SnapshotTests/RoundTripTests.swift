// Real modules, read and written again.
import ComponentBinary
import EffectHost
import Foundation
import Snapshot
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct RoundTripTests {
    /// What ships with Cajon, from several compilers, and what the tests generate.
    private static func modules() throws -> [(name: String, wasm: [UInt8])] {
        let shipped = try ["effects", "engines"].flatMap { kind in
            let folder = "\(Stage.folder)/share/cajon/\(kind)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return try names.sorted().filter { $0.hasSuffix(".wasm") }.map { name -> (String, [UInt8]) in
                let wasm = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
                // Effects are components; what snapshots know of is the module in them.
                return (name, Component.isComponent(wasm) ? Array(try Component(parsing: wasm).coreModules[0]) : wasm)
            }
        }
        try #require(shipped.count >= 4, "run `make build` first")
        var generator = ModuleGenerator(seed: 0x2007)
        return try shipped
            + (0..<100).map { ("generated \($0)", try WasmEngine.wasm(fromText: generator.text())) }
            + SampleModules.texts.map { ("sample", try WasmEngine.wasm(fromText: $0)) }
    }

    @Test func `a module that nothing was changed in has its bytes, and its code can be read to the end`() throws {
        for (name, wasm) in try Self.modules() {
            let module = try ModuleBinary(parsing: wasm, limits: .forTools)
            #expect(module.replacing([:]) == wasm, "\(name)")
            for body in module.layout.functionBodies.indices {
                var reader = module.instructions(ofBody: body)
                var last: Instruction?
                while let instruction = try reader.next() { last = instruction }
                #expect(last?.opcode == .end, "\(name), body \(body)")
            }
        }
    }

    @Test func `a module whose sections are all written anew is an equivalent one`() throws {
        let engine = try Subject.tool()
        for (name, wasm) in try Self.modules() {
            let module = try ModuleBinary(parsing: wasm, limits: .forTools)
            var sections: [SectionKind: [UInt8]] = [:]
            for section in module.layout.sections where section.kind != .custom {
                sections[section.kind] = Array(wasm[section.contents])
            }
            let written = try ModuleBinary(parsing: module.replacing(sections), limits: .forTools)
            try engine.validate(written.bytes)
            #expect(written.summary.functions == module.summary.functions, "\(name)")
            #expect(written.summary.exports.map(\.name) == module.summary.exports.map(\.name), "\(name)")
            let surveys = (try ModuleSurvey(of: written), try ModuleSurvey(of: module))
            #expect(surveys.0 == surveys.1)
            #expect(CodeSkeleton(of: written, surveys.0) == CodeSkeleton(of: module, surveys.1), "\(name)")
        }
    }
}

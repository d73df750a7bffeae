// What a build makes, and what it says when it can't.
import EffectBuild
import Foundation
import Testing

@Suite struct EffectBuilderTests {
    private static let silence = """
        @main struct Silence: Effect {
            enum Parameter: Int, CaseIterable { case amount }
            static let descriptor = Descriptor(name: "Silence", version: "1.0.0", summary: "Nothing.")
            static func describe(_ parameter: Parameter) -> ParameterDescription {
                .percent("amount", "Amount", 0...100, initial: 50)
            }
            mutating func configure(_ format: Format, _ parameters: Parameters<Parameter>) -> Timing { Timing() }
            mutating func control(_ parameters: Parameters<Parameter>) -> Motion { .still }
            mutating func process(_ block: Block) {
                for channel in 0..<block.channelCount { block[channel].map { _, _ in .zero } }
            }
            mutating func reset() {}
        }
        """

    @Test(
        "A Swift and a C effect become modules that import nothing", arguments: ["gain", "filter", "examples/tremolo"])
    func imports(effect: String) throws {
        let folder = try ScratchFolder()
        let output = folder.file("effect.wasm")
        let report = try BuiltEffects.builder().build(
            source: BuiltEffects.effects.appendingPathComponent(effect), output: output)
        let bytes = try Data(contentsOf: output)
        #expect(report.byteCount == bytes.count)
        #expect(report.diagnostics == "")
        #expect(bytes.prefix(4).elementsEqual([0, 0x61, 0x73, 0x6d]))
        #expect(Self.sectionIDs(bytes).contains(7))
        #expect(!Self.sectionIDs(bytes).contains(2), "there is an import section")
        #expect(bytes.count < 64 * 1024)
    }

    @Test("The log is the one import an effect may have")
    func logImport() throws {
        let folder = try ScratchFolder()
        let source = folder.file("Silence.swift")
        let logging = Self.silence.replacingOccurrences(
            of: "mutating func reset() {}", with: "mutating func reset() { log(.info, \"quiet\") }")
        try Data(logging.utf8).write(to: source)
        _ = try BuiltEffects.builder().build(source: source, output: folder.file("a.wasm"))
        let bytes = try Data(contentsOf: folder.file("a.wasm"))
        #expect(Self.sectionIDs(bytes).contains(2))
        #expect(bytes.range(of: Data("cajon:effect/log@0.1.0".utf8)) != nil)
    }

    @Test("Equal source gives equal bytes wherever it lies, without the place in them")
    func deterministic() throws {
        var results: [Data] = []
        for name in ["first place", "second, ünlike place"] {
            let folder = try ScratchFolder(named: name)
            let source = folder.file("Silence.swift")
            try Data(Self.silence.utf8).write(to: source)
            let sdk = folder.file("sdk copy")
            try FileManager.default.copyItem(at: BuiltEffects.sdk, to: sdk)
            _ = try EffectBuilder(sdk: sdk, toolchain: Toolchain.find()).build(
                source: source, output: folder.file("out put.wasm"))
            let bytes = try Data(contentsOf: folder.file("out put.wasm"))
            #expect(bytes.range(of: Data(folder.url.lastPathComponent.utf8)) == nil)
            results.append(bytes)
        }
        #expect(results[0] == results[1])
    }

    @Test("A compiler's error names file and line, and an existing output stays")
    func compilerError() throws {
        let folder = try ScratchFolder()
        let source = folder.file("Broken.swift")
        try Data(Self.silence.replacingOccurrences(of: ".zero", with: "nonsense").utf8).write(to: source)
        let output = folder.file("a.wasm")
        try Data("before".utf8).write(to: output)
        let error = #expect(throws: EffectBuildError.self) {
            try BuiltEffects.builder().build(source: source, output: output)
        }
        #expect(error?.description.contains("Broken.swift:10:") == true)
        #expect(error?.description.contains("nonsense") == true)
        #expect(try Data(contentsOf: output) == Data("before".utf8))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["Broken.swift", "a.wasm"])
    }

    @Test("What is not an effect's source is refused by name")
    func sources() throws {
        let folder = try ScratchFolder()
        let builder = try BuiltEffects.builder()
        let output = folder.file("a.wasm")
        let missing = folder.file("nowhere.swift")
        #expect(throws: EffectBuildError.self) { try builder.build(source: missing, output: output) }
        #expect(Self.kind { try builder.build(source: missing, output: output) } == .noSource(path: missing.path))
        #expect(
            Self.kind { try builder.build(source: folder.url, output: output) } == .notAnEffect(path: folder.url.path))
        try Data().write(to: folder.file("a.swift"))
        try Data().write(to: folder.file("b.c"))
        #expect(
            Self.kind { try builder.build(source: folder.url, output: output) }
                == .mixedLanguages(path: folder.url.path))
    }

    @Test("An effect that wants an operating system is refused with what it wants")
    func foreignImports() throws {
        let folder = try ScratchFolder()
        let tremolo = BuiltEffects.effects.appendingPathComponent("examples/tremolo/tremolo.c")
        let source = try String(contentsOf: tremolo, encoding: .utf8)
            .replacingOccurrences(of: "#include \"cajon.h\"", with: "#include \"cajon.h\"\n#include <stdio.h>")
            .replacingOccurrences(of: "phase = 0; }", with: "phase = 0; puts(\"reset\"); }")
        try Data(source.utf8).write(to: folder.file("tremolo.c"))
        guard
            case .foreignImports(let names) = Self.kind({
                try BuiltEffects.builder().build(source: folder.file("tremolo.c"), output: folder.file("a.wasm"))
            })
        else {
            Issue.record("it was built")
            return
        }
        #expect(names.contains("wasi_snapshot_preview1#fd_write"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.wasm").path))
    }

    @Test("A C file that exports no effect is refused with what it lacks")
    func missingExports() throws {
        let folder = try ScratchFolder()
        try Data("#include \"cajon.h\"\n".utf8).write(to: folder.file("empty.c"))
        guard
            case .missingExports(let names) = Self.kind({
                try BuiltEffects.builder().build(source: folder.file("empty.c"), output: folder.file("a.wasm"))
            })
        else {
            Issue.record("it was built")
            return
        }
        #expect(names.contains("cajon:effect/processor@0.1.0#process"))
        #expect(names.contains("cabi_realloc"))
    }

    @Test("A missing tool, C library or SDK is named, with what brings it")
    func missingParts() throws {
        let folder = try ScratchFolder()
        #expect(
            Self.kind { try Toolchain.find(searchPath: folder.url.path) }
                == .missingTool(
                    name: "swiftc", package: "the Swift 6.3 toolchain, from swift.org"))
        let noLibc = Self.error { try Toolchain.find(systemRoot: folder.url) }
        #expect(noLibc?.description.contains("wasi-libc") == true)
        let toolchain = try Toolchain.find()
        let noSDK = Self.error { try EffectBuilder(sdk: folder.url, toolchain: toolchain) }
        #expect(noSDK?.kind == .incompleteSDK(folder: folder.url.path, missing: "swift/Effect.swift"))
    }

    @Test("An output that can't be written is an error that names it")
    func unwritable() throws {
        let folder = try ScratchFolder()
        let source = folder.file("Silence.swift")
        try Data(Self.silence.utf8).write(to: source)
        let output = folder.file("no such folder").appendingPathComponent("a.wasm")
        let error = Self.error { try BuiltEffects.builder().build(source: source, output: output) }
        guard case .cannotWrite(let path, _) = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == output.path)
    }

    private static func kind<Value>(_ body: () throws -> Value) -> EffectBuildError.Kind? {
        error(body)?.kind
    }

    private static func error<Value>(_ body: () throws -> Value) -> EffectBuildError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? EffectBuildError
        }
    }

    /// The ids of a module's sections, in order.
    private static func sectionIDs(_ module: Data) -> [UInt8] {
        let bytes = Array(module)
        var ids: [UInt8] = []
        var position = 8
        while position < bytes.count {
            ids.append(bytes[position])
            position += 1
            var (length, shift) = (0, 0)
            while true {
                let byte = bytes[position]
                position += 1
                length |= Int(byte & 0x7f) << shift
                shift += 7
                if byte & 0x80 == 0 { break }
            }
            position += length
        }
        return ids
    }
}

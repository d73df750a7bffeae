// From source to a module that the host takes.

import ComponentBinary
import EffectBuild
import EffectHost
import Foundation
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite("A build")
struct BuildTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    @Test("makes an effect of one C file")
    func cFile() throws {
        let report = try bench.build("half.c", ["half.c": Sources.c])
        #expect(report.byteCount == (try bench.folder.read("effect.wasm")).count)
        #expect(report.sources.map(\.lastPathComponent) == ["half.c"])
        #expect(report.diagnostics.isEmpty)
        let descriptor = try bench.describe()
        #expect(descriptor.name == "Half")
        #expect(descriptor.parameters.map(\.id) == ["level"])
    }

    @Test("makes an effect of one Swift file")
    func swiftFile() throws {
        try bench.build("half.swift", ["half.swift": Sources.swift])
        #expect(try bench.describe().name == "Half")
    }

    @Test("makes an effect of a folder of files, other files among them")
    func folders() throws {
        try bench.build(
            "in c",
            [
                "in c/half.c": Sources.c(resetting: "forget(1);", including: "#include \"more.h\""),
                "in c/more.c": "#include \"more.h\"\nint forget(int what) { return what; }\n",
                "in c/more.h": "int forget(int what);\n", "in c/README.md": "# Half\n", "in c/deeper/bad.c": "?",
            ])
        #expect(try bench.describe().name == "Half")
        try bench.build(
            "in swift",
            [
                "in swift/Half.swift": Sources.swift.replacing("level * 0.01", with: "level * hundredth")
                    .replacing("[.level] * 0.01", with: "[.level] * hundredth"),
                "in swift/Numbers.swift": "let hundredth: Float = 0.01\n", "in swift/notes.txt": "?",
            ], to: "swift.wasm")
        #expect(try bench.describe("swift.wasm").name == "Half")
    }

    @Test("makes a component around the module that it makes otherwise")
    func component() throws {
        let text = Sources.c(resetting: "cajon_log_write(CAJON_LOG_INFO, (const uint8_t *)\"x\", 1);")
        try bench.build("half.c", ["half.c": text])
        try bench.build("half.c", to: "component.wasm", target: .component)
        let component = try ValidatedComponent(parsing: bench.folder.read("component.wasm"))
        #expect(component.imports.names == ["cajon:effect/log@0.1.0"])
        #expect(component.exports.names == ["cajon:effect/processor@0.1.0"])
        #expect(Array(component.component.coreModules[0]) == (try bench.folder.read("effect.wasm")))
        #expect(try Self.name(ofComponent: bench.folder.read("component.wasm")) == "Half")
    }

    /// What a component says it is called, run by wasmtime as any other.
    private static func name(ofComponent bytes: [UInt8]) throws -> String? {
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        let engine = try WasmEngine(configuration)
        let template = try ComponentTemplate(WasmComponent(bytes, engine: engine), unknownImports: .trap)
        var store = try WasmStore(engine: engine, limits: .component())
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(template)
        let describe = try store.function("describe", in: "cajon:effect/processor@0.1.0", of: instance)
        guard case .returned(.record(let fields)) = try store.call(describe),
            case .string(let name) = fields.first(where: { $0.name == "name" })?.value
        else { return nil }
        return name
    }

    @Test("of what ships imports nothing at all", arguments: ["gain", "filter", "examples/tremolo"])
    func imports(effect: String) throws {
        let report = try bench.build(shipped: effect)
        #expect(report.diagnostics == "")
        #expect(try bench.imports() == [])
        #expect(report.byteCount < 64 << 10)
    }

    @Test("may import the log, and nothing but that, when it is used")
    func logImport() throws {
        let text = Sources.swift.replacing(
            "mutating func reset() {}", with: "mutating func reset() { log(.info, \"quiet\") }")
        try bench.build("half.swift", ["half.swift": text])
        #expect(try bench.imports() == ["cajon:effect/log@0.1.0 write"])
    }

    @Test("of the same C source gives the same bytes, wherever it lies and whatever was built before")
    func sameBytesC() throws {
        // The file's own name is in the code; its folder must not be.
        let text = Sources.c(
            resetting: "cajon_log_write(CAJON_LOG_INFO, (const uint8_t *)__FILE__, sizeof(__FILE__) - 1);")
        try bench.build("half.c", ["half.c": text])
        let first = try bench.folder.read("effect.wasm")
        try bench.build("half.c")
        #expect(try bench.folder.read("effect.wasm") == first)
        try bench.build("elsewhere/deep down/half.c", ["elsewhere/deep down/half.c": text], to: "other.wasm")
        #expect(try bench.folder.read("other.wasm") == first)
        try bench.build("elsewhere/deep down", to: "third.wasm")
        #expect(try bench.folder.read("third.wasm") == first)
        #expect(first.firstRange(of: Array("half.c".utf8)) != nil)
        #expect(first.firstRange(of: Array("cajon build".utf8)) == nil)
    }

    @Test("of the same Swift source gives the same bytes, wherever it and the SDK lie")
    func sameBytesSwift() throws {
        try bench.build("half.swift", ["half.swift": Sources.swift])
        let elsewhere = try Bench(sdkCopiedTo: "ünlike, the SDK")
        try elsewhere.build("else where/half.swift", ["else where/half.swift": Sources.swift], to: "other.wasm")
        let first = try bench.folder.read("effect.wasm")
        #expect(try elsewhere.folder.read("other.wasm") == first)
        #expect(first.firstRange(of: Array("ünlike".utf8)) == nil)
        #expect(first.firstRange(of: Array("cajon build".utf8)) == nil)
    }

    @Test("may run beside others")
    func concurrent() async throws {
        try bench.build("half.c", ["half.c": Sources.c])
        let first = try bench.folder.read("effect.wasm")
        let bench = bench
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask { try bench.build("half.c", to: "effect-\(number).wasm") }
            }
            try await group.waitForAll()
        }
        for number in 0..<4 { #expect(try bench.folder.read("effect-\(number).wasm") == first) }
    }

    @Test("replaces what was there, and leaves nothing else beside it")
    func replaces() throws {
        try bench.folder.write("old", "effect.wasm")
        try bench.build("half.c", ["half.c": Sources.c])
        #expect(try bench.describe().name == "Half")
        #expect(try bench.folder.names() == ["effect.wasm", "half.c"])
    }

    @Test("hands on warnings, and succeeds")
    func warnings() throws {
        let report = try bench.build("half.c", ["half.c": Sources.c(resetting: "int unused;")])
        #expect(report.diagnostics.contains("half.c:"))
        #expect(report.diagnostics.contains("warning: unused variable 'unused'"))
    }

    @Test("for this machine makes a shared library", arguments: [BuildTarget.native, .checkedNative])
    func native(target: BuildTarget) throws {
        try bench.build("half.c", ["half.c": Sources.c], to: "half.so", target: target)
        #expect(try bench.folder.read("half.so").starts(with: [0x7f] + Array("ELF".utf8)))
        #expect(FileManager.default.isExecutableFile(atPath: bench.folder.file("half.so")))
    }
}

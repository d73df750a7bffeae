// The command, run as people run it.
import Foundation
import Snapshot
import TestSupport
import Testing
import WasmBinary
import WasmEngine

@Suite struct SnapshotCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let text = """
        (module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1) (data (i32.const 16) "\\18\\00\\00\\00\\03\\00\\00\\00hi\\n")
          (func (export "wizer-initialize") (i32.store (i32.const 100) (i32.const 1)))
          (func (export "other") (i32.store (i32.const 100) (i32.const 2)))
          (func (export "speak") (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8))))
          (func (export "fail") unreachable)
          (func (export "takes") (param i32)))
        """

    private func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
        try run(arguments)
    }

    private func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
        let outcome = try Program(Stage.program, ["snapshot"] + arguments).run()
        return (try #require(outcome.status), outcome.text, outcome.error)
    }

    private func input() throws -> String { try folder.write(WasmEngine.wasm(fromText: Self.text), "in.wasm") }

    @Test func `the output is the library's, and the same each time`() throws {
        let (input, first, second) = (try input(), folder.file("a.wasm"), folder.file("b.wasm"))
        let result = try run(input, "-o", first)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("memory 0: 1 pages"))
        #expect(try run(input, "-o", second, "--json").status == 0)
        let bytes = try folder.read("a.wasm")
        #expect(try folder.read("b.wasm") == bytes)
        #expect(try bytes == Subject.snapshot(WasmEngine.wasm(fromText: Self.text)).bytes)
        #expect(try folder.names() == ["a.wasm", "b.wasm", "in.wasm"])
    }

    @Test func `options choose the function, what is exported, and what the report is`() throws {
        let output = folder.file("out.wasm")
        let result = try run(
            try input(), "-o", output, "--init-func", "other", "--keep-init-func", "--rename-func", "fail=speak",
            "--rename-func", "new=takes", "--json")
        #expect(result.status == 0, "\(result.errors)")
        let module = try ModuleBinary(parsing: folder.read("out.wasm"))
        #expect(module.summary.exports.map(\.name) == ["memory", "wizer-initialize", "other", "fail", "new"])
        #expect(try ModuleState(initialStateOf: module).memories[0].runs.last?.address == 100)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let report = try #require(json["report"] as? [String: Any])
        #expect(report["bytes"] as? Int == module.bytes.count)
        #expect(Set(report.keys).isSuperset(of: ["sections", "memories", "largestSegments", "segmentPages"]))
    }

    @Test func `WASI's output is shown on standard error, if it is allowed`() throws {
        let output = folder.file("out.wasm")
        let allowed = try run(try input(), "-o", output, "--init-func", "speak", "--allow-wasi")
        #expect(allowed.status == 0)
        #expect(allowed.errors.hasPrefix("hi\n"))
        let forbidden = try run(try input(), "-o", output, "--init-func", "speak")
        #expect(forbidden.status == 70)
        #expect(forbidden.errors.contains("‘fd_write’ of ‘wasi_snapshot_preview1’"))
    }

    @Test func `failures have their status, say what is wrong, and leave the output as it was`() throws {
        let output = try folder.write("before", "out.wasm")
        let input = try input()
        let broken = try folder.write(Array(folder.read("in.wasm").dropLast(3)), "broken.wasm")
        let refused = try folder.write(
            WasmEngine.wasm(fromText: "(module (memory 1 1 shared) (func (export \"wizer-initialize\")))"),
            "refused.wasm")
        let cases: [([String], Int32, String)] = [
            ([input, "-o", output, "--init-func", "fail"], 70, "unreachable"),
            ([input, "-o", output, "--init-func", "nothing"], 65, "exports no function ‘nothing’"),
            ([input, "-o", output, "--init-func", "takes"], 65, "(i32) -> ()"),
            ([input, "-o", output, "--rename-func", "x"], 64, "dst=src"),
            ([input, "-o", output, "--rename-func", "x=fail", "--rename-func", "x=speak"], 64, "‘x’"),
            ([input, "-o", output, "--rename-func", "x=nothing"], 65, "‘nothing’"),
            ([broken, "-o", output], 65, "at byte"), ([refused, "-o", output], 65, "shared memory"),
            ([folder.file("missing.wasm"), "-o", output], 66, "missing.wasm"),
            ([input, "-o", folder.file("no/such/folder/out.wasm")], 74, "no/such/folder/out.wasm"),
        ]
        for (arguments, status, words) in cases {
            let process = try run(arguments)
            #expect(process.status == status, "\(arguments): \(process.errors)")
            #expect(process.errors.contains(words), "\(arguments): \(process.errors)")
            #expect(process.output.isEmpty)
        }
        #expect(try folder.read("out.wasm") == Array("before".utf8))
    }
}

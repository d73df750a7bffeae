// The state that a module starts with, read without running it.
import Snapshot
import Testing
import WasmBinary
import WasmEngine

@Suite struct InitialStateTests {
    private func state(_ text: String) throws -> ModuleState {
        try ModuleState(initialStateOf: ModuleBinary(parsing: WasmEngine.wasm(fromText: text)))
    }

    @Test func `it is what a new instance has`() throws {
        let text = """
            (module
              (global $a i32 (i32.const 20)) (global $b (mut i64) (i64.const -1)) (global $c (mut f32) (f32.const 0.5))
              (global $d (mut i32) (i32.add (i32.const 20) (i32.const 3)))
              (memory 1) (memory i64 2)
              (data (i32.const 6) "over") (data (i32.add (i32.const 9) (i32.const 11)) "later") (data (i32.const 0) "first and")
              (data (memory 1) (i64.const 131071) "\\01"))
            """
        #expect(try state(text) == Subject.state(WasmEngine.wasm(fromText: text), calling: []))
    }

    @Test(arguments: [
        ("(module (func) (start 0))", "a start function"),
        ("(module (import \"m\" \"g\" (global i32)))", "imports more than functions"),
        ("(module (memory 1) (data (i32.const 65533) \"four\"))", "beyond its memory's end"),
        ("(module (memory 1) (data (i32.const -1) \"\"))", "beyond its memory's end"),
        ("(module (global (mut funcref) (ref.null func)))", "holds a reference"),
    ])
    func `what only instantiation decides is an error`(text: String, reason: String) throws {
        let error = try #require(throws: SnapshotError.self) { try state(text) }
        #expect(error.description.contains(reason), "\(error)")
        guard case .notConstant = error.kind else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `constants that double each other take no longer than their number`() throws {
        let chain = (1..<200).map { "(global i32 (i32.add (global.get \($0 - 1)) (global.get \($0 - 1))))" }
        let text = "(module (global i32 (i32.const 3)) \(chain.joined()) (global (mut i32) (global.get 20)))"
        #expect(try state(text).globals.map(\.low) == [3 << 20])
    }
}

// Which modules' states fit each other's code.
import Snapshot
import Testing
import WasmBinary
import WasmEngine

@Suite struct CodeSkeletonTests {
    private func skeleton(_ wasm: [UInt8]) throws -> CodeSkeleton {
        let module = try ModuleBinary(parsing: wasm)
        return CodeSkeleton(of: module, try ModuleSurvey(of: module))
    }

    private func skeleton(_ text: String) throws -> CodeSkeleton {
        try skeleton(WasmEngine.wasm(fromText: text))
    }

    private static func text(
        memory: String = "1 9", global: String = "(mut i32) (i32.const 1)", passive: String = "p",
        code: String = "global.get $g drop", rest: String = ""
    ) -> String {
        """
        (module (memory \(memory)) (global $g \(global)) (data $a (i32.const 0) "a") (data $p "\(passive)")
          (func (export "wizer-initialize") (global.set $h (i32.const 3)) (i32.store (i32.const 8) (i32.const 1)))
          (global $h (mut i32) (i32.const 0))
          (func (export "main") (memory.init $p (i32.const 0) (i32.const 0) (i32.const 1)) \(code)) \(rest))
        """
    }

    @Test func `a snapshot has its original's skeleton, and a snapshot of that has it too`() throws {
        let wasm = try WasmEngine.wasm(fromText: Self.text())
        var options = SnapshotOptions()
        options.keepsInitFunction = true
        let snapshot = try Subject.snapshot(wasm, options)
        let original = try skeleton(wasm)
        #expect(try skeleton(snapshot.bytes) == original)
        #expect(try skeleton(Subject.snapshot(snapshot.bytes).bytes) == original)
        let module = try ModuleBinary(parsing: wasm)
        let survey = try ModuleSurvey(of: module)
        #expect(CodeSkeleton(of: try ModuleBinary(parsing: Instrumented(module, survey).bytes), survey) == original)
    }

    @Test func `what a snapshot changes makes no difference`() throws {
        let original = try skeleton(Self.text())
        #expect(try skeleton(Self.text(memory: "4 9")) == original)
        #expect(try skeleton(Self.text(global: "(mut i32) (i32.const 99)")) == original)
        #expect(try skeleton(Self.text(rest: "(export \"more\" (memory 0)) (start 0)")) == original)
        #expect(try skeleton(Self.text(rest: "(data (i32.const 77) \"more\")")) == original)
    }

    @Test func `anything else makes one`() throws {
        let original = try skeleton(Self.text())
        let others = [
            Self.text(memory: "1 8"), Self.text(memory: "1"), Self.text(global: "i32 (i32.const 1)"),
            Self.text(passive: "q"), Self.text(code: "nop"), Self.text(rest: "(func)"),
            Self.text(rest: "(global i32 (i32.const 5))"), Self.text(rest: "(table 1 funcref)"),
        ]
        for text in others { #expect(try skeleton(text) != original, "\(text)") }
        #expect(
            try skeleton(Self.text(rest: "(global i32 (i32.const 5))"))
                != skeleton(Self.text(rest: "(global i32 (i32.const 6))")))
    }

    @Test func `exports are compared apart, by name and by what they mean`() throws {
        let base = try skeleton(Self.text(rest: "(export \"memory\" (memory 0)) (export \"second\" (func 1))"))
        #expect(try base.offersExports(of: skeleton(Self.text())))
        #expect(try base.offersExports(of: skeleton(Self.text(rest: "(export \"second\" (func 1))"))))
        #expect(try !base.offersExports(of: skeleton(Self.text(rest: "(export \"second\" (func 0))"))))
        #expect(try !base.offersExports(of: skeleton(Self.text(rest: "(export \"third\" (func 1))"))))
        #expect(try !base.offersExports(of: skeleton(Self.text(rest: "(export \"second\" (memory 0))"))))
    }
}

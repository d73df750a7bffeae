import EffectHost
import Snapshot
import Testing
import WasmBinary
import WasmEngine

@Suite struct SnapshotterTests {
    @Test func `a snapshot starts with the globals and the memory that the initialisation left`() throws {
        let text = """
            (module
              (memory (export "memory") 1)
              (global $g (mut i32) (i32.const 1))
              (global $f (mut f32) (f32.const nan:0x200001))
              (global $v (mut v128) (v128.const i64x2 1 2))
              (data (i32.const 65530) "abcdef")
              (func (export "wizer-initialize")
                (drop (memory.grow (i32.const 2)))
                (global.set $g (i32.const -5))
                (global.set $v (v128.const i64x2 -3 4))
                (i64.store (i32.const 196600) (i64.const 0x0102030405060708)))
              (func (export "main") (global.set $g (i32.add (global.get $g) (memory.size)))))
            """
        let snapshot = try Subject.snapshot(text)
        let expected = try Subject.state(WasmEngine.wasm(fromText: text), calling: ["wizer-initialize", "main"])
        #expect(try Subject.state(snapshot.bytes, calling: ["main"]) == expected)
        let module = try ModuleBinary(parsing: snapshot.bytes)
        #expect(module.summary.exports.map(\.name) == ["memory", "main"])
        #expect(try ModuleState(initialStateOf: module) == snapshot.state)
        #expect(snapshot.state.globals.first { $0.index == 1 }?.low == 0x7fa0_0001)
    }

    @Test func `former names that a module states are stated by its snapshot`() throws {
        let renames = EffectRenames(names: ["old"], parameters: ["freq": "cutoff"])
        let text = """
            (module (memory (export "memory") 1)
              (func (export "wizer-initialize") (i32.store (i32.const 0) (i32.const 1))))
            """
        let snapshot = try Subject.snapshot(renames.adding(to: WasmEngine.wasm(fromText: text)))
        #expect(EffectRenames.inspected(snapshot.bytes).renames == renames)
    }

    @Test func `tables that the initialisation changed are captured`() throws {
        let text = """
            (module
              (type $t (func (result i32)))
              (table $a 4 20 funcref) (table $b 2 funcref)
              (global $r (mut i32) (i32.const 0))
              (elem (table $a) (i32.const 0) func $one $two)
              (elem $passive func $three $one)
              (func $one (type $t) (i32.const 1)) (func $two (type $t) (i32.const 2))
              (func $three (type $t) (i32.const 3))
              (func (export "wizer-initialize")
                (table.set $a (i32.const 0) (ref.null func))
                (drop (table.grow $a (ref.func $two) (i32.const 3)))
                (table.init $b $passive (i32.const 0) (i32.const 0) (i32.const 2)))
              (func (export "main")
                (global.set $r (i32.add
                  (i32.mul (i32.const 10) (call_indirect $a (type $t) (i32.const 6)))
                  (call_indirect $b (type $t) (i32.const 0))))
                (table.init $a $passive (i32.const 2) (i32.const 1) (i32.const 1))))
            """
        let snapshot = try Subject.snapshot(text)
        let expected = try Subject.state(WasmEngine.wasm(fromText: text), calling: ["wizer-initialize", "main"])
        #expect(try Subject.state(snapshot.bytes, calling: ["main"]) == expected)
        #expect(expected.tables.map(\.elements) == [[nil, 1, 0, nil, 1, 1, 1], [2, 0]])
    }
}

// Reading and setting what an instance holds.
import Testing
import WasmEngine

@Suite struct InstanceStateTests {
    private static let text = """
        (module
          (global (export "i32") (mut i32) (i32.const -2))
          (global (export "i64") (mut i64) (i64.const -3))
          (global (export "f32") (mut f32) (f32.const nan:0x200001))
          (global (export "f64") (mut f64) (f64.const -nan:0x4000000000001))
          (global (export "v128") (mut v128) (v128.const i64x2 -1 5))
          (global (export "fixed") i32 (i32.const 9))
          (global (export "reference") (mut funcref) (ref.null func))
          (memory (export "memory") 1 3)
          (table (export "table") 3 funcref)
          (elem (i32.const 1) $b $a)
          (func $a (export "a")) (func $b (export "b")))
        """

    @Test func `globals are read bit for bit`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(Guests.template(Self.text))
        let bits = try ["i32", "i64", "f32", "f64", "v128", "fixed"].map { name in
            let value = store.value(of: try store.global(name, of: instance))
            return [value.low, value.high]
        }
        #expect(
            bits == [
                [0xffff_fffe, 0], [UInt64(bitPattern: -3), 0], [0x7fa0_0001, 0], [0xfff4_0000_0000_0001, 0],
                [.max, 5], [9, 0],
            ])
        let types = try ["i32", "i64", "f32", "f64", "v128"].map { try store.global($0, of: instance).type }
        #expect(types == [.i32, .i64, .f32, .f64, .v128])
    }

    @Test func `globals are set bit for bit, unless they are immutable`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(Guests.template(Self.text))
        let values: [(String, RawValue)] = [
            ("i32", RawValue(u32: 0x8000_0001)), ("i64", RawValue(u64: 1 << 63)), ("f32", RawValue(low: 0x7f80_0001)),
            ("f64", RawValue(low: 0x7ff0_0000_0000_0001)), ("v128", RawValue(low: 1, high: 2)),
        ]
        for (name, value) in values {
            let global = try store.global(name, of: instance)
            try store.setValue(value, of: global)
            #expect(store.value(of: global).low == value.low, "\(name)")
            #expect(store.value(of: global).high == value.high, "\(name)")
        }
        let fixed = try store.global("fixed", of: instance)
        #expect(throws: WasmError.self) { try store.setValue(RawValue(i32: 1), of: fixed) }
    }

    @Test func `what is no global, or holds a reference, is refused by name`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(Guests.template(Self.text))
        let expected: [(String, WasmError.Kind)] = [
            ("memory", .signatureMismatch), ("reference", .signatureMismatch), ("nothing", .missingExport),
        ]
        for (name, kind) in expected {
            let error = try #require(throws: WasmError.self) { try store.global(name, of: instance) }
            #expect(error.kind == kind, "\(name)")
        }
        #expect(throws: WasmError.self) { try store.table("memory", of: instance) }
        #expect(throws: WasmError.self) { try store.functionIdentity("table", of: instance) }
    }

    @Test func `a memory grows from outside up to its maximum`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(Guests.template(Self.text))
        let memory = try store.memory(of: instance)
        try store.grow(memory, byPages: 2)
        #expect(store.bytes(of: memory).count == 3 << 16)
        #expect(throws: WasmError.self) { try store.grow(memory, byPages: 1) }
        #expect(store.bytes(of: memory).count == 3 << 16)
    }

    @Test func `a table's functions are told by their identities`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(Guests.template(Self.text))
        let (a, b) = (
            try store.functionIdentity("a", of: instance), try store.functionIdentity("b", of: instance)
        )
        #expect(a != b)
        #expect(try store.functionIdentities(in: store.table("table", of: instance)) == [nil, b, a])
    }

    @Test func `a module is judged without being compiled`() throws {
        let engine = try Guests.engine.get()
        try engine.validate(WasmEngine.wasm(fromText: Self.text))
        let invalid = try WasmEngine.wasm(fromText: "(module (func (result i32)))")
        let error = try #require(throws: WasmError.self) { try engine.validate(invalid) }
        #expect(error.kind == .invalidModule)
    }
}

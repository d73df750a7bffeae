// The engine: its settings, its fallback, and which features modules may use.
import Testing
import WasmEngine

@Suite struct WasmEngineTests {
    @Test func `engines with equal settings write interchangeable code, and others do not`() throws {
        let first = try WasmEngine()
        let second = try WasmEngine()
        var unpooled = WasmEngine.Configuration()
        unpooled.isPooled = false
        let third = try WasmEngine(unpooled)
        #expect(first.compatibilityTag == second.compatibilityTag)
        #expect(first.compatibilityTag.count == 64)
        #expect(first.compatibilityTag != third.compatibilityTag)
        #expect(first.isPooled)
        #expect(!third.isPooled)
    }

    @Test func `an engine whose pool does not fit the address space does without one`() throws {
        // 64 TiB each: of the 128 TiB that x86-64 and AArch64 give a process by default, the second gets too little.
        var configuration = WasmEngine.Configuration()
        configuration.slotCount = 16_384
        let first = try WasmEngine(configuration)
        let second = try WasmEngine(configuration)
        #expect(first.isPooled)
        #expect(!second.isPooled)
        var store = try WasmStore(engine: second)
        _ = try store.instantiate(
            InstanceTemplate(WasmModule(WasmEngine.wasm(fromText: "(module (memory 1))"), engine: second)))
    }

    @Test func `an engine without a pool runs modules too`() throws {
        var configuration = WasmEngine.Configuration()
        configuration.isPooled = false
        let engine = try WasmEngine(configuration)
        let text = """
            (module (memory (export "memory") 1)
              (func (export "run") (param i32) (result i32)
                (drop (memory.grow (i32.const 1))) (i32.store (i32.const 65536) (local.get 0)) (memory.size)))
            """
        let template = try InstanceTemplate(WasmModule(WasmEngine.wasm(fromText: text), engine: engine))
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 1000)
        let instance = try store.instantiate(template)
        let run = try store.function("run", of: instance, signature: FunctionSignature([.i32], [.i32]))
        let memory = try store.memory(of: instance)
        var value = RawValue(i32: 7)
        #expect(store.call(run, &value, count: 1) == nil)
        #expect(value.i32 == 2)
        let bytes = store.bytes(of: memory)
        #expect(bytes.count == 131_072)
        #expect(bytes.load(fromByteOffset: 65_536, as: Int32.self) == 7)
    }

    @Test(arguments: [
        (\WasmEngine.Configuration.slotCount, 0), (\.slotCount, 100_000), (\.stackBytes, 0),
        (\.maximumMemoryBytes, 5 << 30), (\.maximumTableElements, -1),
    ])
    func `settings that can't work are refused`(
        setting: any WritableKeyPath<WasmEngine.Configuration, Int> & Sendable, value: Int
    ) {
        var configuration = WasmEngine.Configuration()
        configuration[keyPath: setting] = value
        #expect { try WasmEngine(configuration) } throws: { ($0 as? WasmError)?.kind == .configuration }
    }

    @Test(arguments: [
        ("(module (memory 1 1 shared))", "threads"),
        ("(module (memory i64 1))", "memory64"),
        ("(module (memory 1) (memory 1))", "multiple memories"),
        ("(module (func (param externref)))", "gc types"),
        ("(module (type (struct)))", "gc"),
        ("(module (type $t (func)) (func (param (ref $t))))", "function references"),
        ("(module (tag))", "exceptions"),
        ("(module (func $f return_call $f))", "tail calls"),
        ("(module (memory 1 (pagesize 1)))", "page"),
    ])
    func `a feature that effects have no need of is refused by name`(text: String, name: String) throws {
        let error = try #require(throws: WasmError.self) { try Guests.module(text) }
        #expect(error.kind == .invalidModule)
        #expect(error.message.contains(name), "\(error)")
    }

    @Test func `64-bit and several memories are there for tools that ask for them`() throws {
        var configuration = WasmEngine.Configuration()
        configuration.allowsMemory64 = true
        configuration.allowsMultipleMemories = true
        let engine = try WasmEngine(configuration)
        let text =
            #"(module (memory (export "a") i64 1 5) (memory (export "b") 2) (table (export "t") i64 1 0x100000000000 funcref))"#
        let module = try WasmModule(WasmEngine.wasm(fromText: text), engine: engine)
        #expect(module.export("a")?.type == .memory(memory(1, 5, is64Bit: true)))
        #expect(module.export("b")?.type == .memory(memory(2, nil, is64Bit: false)))
        #expect(module.export("t")?.type == .table(element: .funcref))
    }

    private func memory(_ minimum: UInt64, _ maximum: UInt64?, is64Bit: Bool) -> MemoryType {
        MemoryType(minimumPages: minimum, maximumPages: maximum, is64Bit: is64Bit)
    }

    @Test func `a SIMD module computes, and its relaxed operations are the exact ones`() throws {
        // A fused multiply-add would give 2^-46 here; two rounded steps give 0, on every processor the same.
        let text = """
            (module (func (export "run") (param f32) (result f32)
              (f32x4.extract_lane 0 (f32x4.relaxed_madd
                (f32x4.splat (local.get 0)) (f32x4.splat (local.get 0))
                (f32x4.neg (f32x4.mul (f32x4.splat (local.get 0)) (f32x4.splat (local.get 0))))))))
            """
        let value: Float = 1 + 0x1p-23
        let outcome = try Guests.run(
            text, "run", [RawValue(f32: value)], signature: FunctionSignature([.f32], [.f32]))
        let result = try #require(outcome.value).f32
        // wasmtime's deterministic mode fuses: the specification's one choice for all processors.
        #expect(result == (-(value * value)).addingProduct(value, value))
    }

    @Test func `bad text is refused with its place`() throws {
        let error = try #require(throws: WasmError.self) { try WasmEngine.wasm(fromText: "(module\n  (fun))") }
        #expect(error.kind == .invalidText)
        #expect(error.message.contains("2:"), "\(error)")
    }
}

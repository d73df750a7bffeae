// Stores: limits, deadlines, exports, calls and traps.
import Testing
import WasmEngine

@Suite struct WasmStoreTests {
    private static let noValues = FunctionSignature()

    // MARK: Limits

    @Test func `memory grows to the store's limit and no further`() throws {
        let text = """
            (module (memory (export "memory") 1)
              (func (export "run") (param i32) (result i32) (memory.grow (local.get 0))))
            """
        let limits = StoreLimits(memoryBytes: 4 << 16)
        func grow(by pages: Int32) throws -> Int32? {
            try Guests.run(
                text, "run", [RawValue(i32: pages)], signature: FunctionSignature([.i32], [.i32]), limits: limits
            ).value?.i32
        }
        #expect(try grow(by: 3) == 1)
        #expect(try grow(by: 4) == -1)
        #expect(try grow(by: -1) == -1)
    }

    @Test func `a memory that begins above the limit is refused`() throws {
        var store = try Guests.store(limits: StoreLimits(memoryBytes: 1 << 16))
        let template = try Guests.template("(module (memory 2))")
        let error = try #require(throws: WasmError.self) { try store.instantiate(template) }
        #expect(error.kind == .instantiation)
        #expect(error.message.contains("memory"), "\(error)")
    }

    @Test func `a table grows to the store's limit and no further, and may not begin above it`() throws {
        let text = """
            (module (table 1 funcref)
              (func (export "run") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0))))
            """
        let limits = StoreLimits(tableElements: 100)
        func grow(by count: Int32) throws -> Int32? {
            try Guests.run(
                text, "run", [RawValue(i32: count)], signature: FunctionSignature([.i32], [.i32]), limits: limits
            ).value?.i32
        }
        #expect(try grow(by: 99) == 1)
        #expect(try grow(by: 100) == -1)
        #expect(try grow(by: Int32.max) == -1)
        var store = try Guests.store(limits: limits)
        let template = try Guests.template("(module (table 101 funcref))")
        #expect { try store.instantiate(template) } throws: { ($0 as? WasmError)?.kind == .instantiation }
    }

    @Test func `a store holds as many instances as it may and no more`() throws {
        var store = try Guests.store(limits: StoreLimits(instances: 2))
        let template = try Guests.template("(module)")
        _ = try store.instantiate(template)
        _ = try store.instantiate(template)
        #expect(throws: WasmError.self) { try store.instantiate(template) }
    }

    @Test(.enabled(if: (try? Guests.engine.get().isPooled) == true, "the address space is too small for a pool"))
    func `slots are given back when stores end`() throws {
        var configuration = WasmEngine.Configuration()
        configuration.slotCount = 2
        let engine = try WasmEngine(configuration)
        let module = try WasmModule(WasmEngine.wasm(fromText: "(module (memory 1))"), engine: engine)
        let template = try InstanceTemplate(module)
        for _ in 0..<10 {
            var first = try WasmStore(engine: engine)
            var second = try WasmStore(engine: engine)
            var third = try WasmStore(engine: engine)
            _ = try first.instantiate(template)
            _ = try second.instantiate(template)
            #expect { try third.instantiate(template) } throws: { ($0 as? WasmError)?.kind == .instantiation }
        }
    }

    @Test func `a slot used before comes back clean`() throws {
        var configuration = WasmEngine.Configuration()
        configuration.slotCount = 1
        let engine = try WasmEngine(configuration)
        let text = #"(module (memory (export "memory") 2) (data (i32.const 8) "\07") (global (mut i32) (i32.const 0)))"#
        let template = try InstanceTemplate(WasmModule(WasmEngine.wasm(fromText: text), engine: engine))
        for _ in 0..<3 {
            var store = try WasmStore(engine: engine)
            let memory = try store.memory(of: store.instantiate(template))
            let bytes = store.bytes(of: memory)
            #expect(bytes.enumerated().allSatisfy { $0.element == ($0.offset == 8 ? 7 : 0) })
            bytes.initializeMemory(as: UInt8.self, repeating: 0xAA)
        }
    }

    // MARK: Deadlines

    private static let endless = #"(module (func $spin (export "run") (loop br 0)))"#

    @Test func `an endless loop is stopped at its deadline`() throws {
        let ticker = EpochTicker(engine: try Guests.engine.get(), intervalMilliseconds: 1)
        try ticker.start()
        let report = try #require(
            try Guests.run(Self.endless, signature: Self.noValues, ticks: 3).report)
        #expect(report.code == .deadlineExceeded)
        #expect(report.backtrace.first?.functionName == "spin")
        #expect(report.description == "it exceeded its time budget in spin")
    }

    @Test func `a start function that never ends is stopped too`() throws {
        let ticker = EpochTicker(engine: try Guests.engine.get(), intervalMilliseconds: 1)
        try ticker.start()
        let template = try Guests.template("(module (func $forever (loop br 0)) (start $forever))")
        var store = try Guests.store(ticks: 3)
        let error = try #require(throws: WasmError.self) { try store.instantiate(template) }
        guard case .trap(let report) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(report.code == .deadlineExceeded)
        #expect(error.message.contains("forever"), "\(error)")
    }

    @Test func `a new store has no time until it is granted some`() throws {
        let engine = try Guests.engine.get()
        var store = try WasmStore(engine: engine)
        store.setDeadline(ticks: 1_000_000)
        let instance = try store.instantiate(Guests.template(#"(module (func (export "run")))"#))
        let run = try store.function("run", of: instance, signature: Self.noValues)
        var value = RawValue()
        store.setDeadline(ticks: 0)
        #expect(store.call(run, &value, count: 1)?.describe().code == .deadlineExceeded)
        store.setDeadline(ticks: .max)
        #expect(store.call(run, &value, count: 1) == nil)
    }

    // MARK: Traps

    @Test(arguments: [
        ("unreachable", TrapCode.unreachable),
        ("(drop (i32.div_s (i32.const 1) (i32.const 0)))", .divisionByZero),
        ("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", .integerOverflow),
        ("(drop (i32.trunc_f32_s (f32.const nan)))", .invalidConversionToInteger),
        ("(drop (i32.load (i32.const 65536)))", .memoryOutOfBounds),
        ("(i32.store (i32.const -1) (i32.const 0))", .memoryOutOfBounds),
        ("(memory.fill (i32.const 0) (i32.const 0) (i32.const 65537))", .memoryOutOfBounds),
        ("(call_indirect (i32.const 7))", .tableOutOfBounds),
        ("(call_indirect (i32.const 1))", .indirectCallToNull),
        ("(call_indirect (param i32) (i32.const 0) (i32.const 0))", .indirectCallSignature),
        ("(call $deep)", .stackOverflow),
    ])
    func `each kind of trap is told apart, with the functions that ran`(body: String, code: TrapCode) throws {
        let text = """
            (module (memory 1) (table 2 funcref) (elem (i32.const 0) $outer)
              (func $deep (local v128 v128) (call $deep))
              (func $inner \(body))
              (func $outer (export "run") (call $inner)))
            """
        let report = try #require(try Guests.run(text, signature: Self.noValues).report)
        #expect(report.code == code)
        let names = report.backtrace.map(\.functionName)
        #expect(names.contains("inner") || code == .stackOverflow, "\(names)")
        #expect(names.contains("outer") || code == .stackOverflow, "\(names)")
        #expect(report.message.contains("wasm trap: "), "\(report.message)")
        #expect(report.description.hasPrefix(code.explanation))
    }

    @Test func `a module without names still says which function it was`() throws {
        let report = try #require(
            try Guests.run(#"(module (func (nop)) (func (export "run") unreachable))"#, signature: Self.noValues).report
        )
        #expect(report.backtrace.first?.functionIndex == 1)
        #expect(report.backtrace.first?.description == "function 1")
        #expect((report.backtrace.first?.moduleOffset ?? 0) > 8)
    }

    // MARK: Exports and calls

    @Test func `a function of another signature is refused once and for all`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(
            Guests.template(
                #"(module (memory (export "m") 1) (func (export "run") (param i32) (result f32) (f32.const 1)))"#))
        for wrong in [
            FunctionSignature(), FunctionSignature([.i32], [.f64]), FunctionSignature([.f32], [.f32]),
            FunctionSignature([.i32, .i32], [.f32]),
        ] {
            do {
                _ = try store.function("run", of: instance, signature: wrong)
                Issue.record("\(wrong) was accepted")
            } catch {
                #expect(error.kind == .signatureMismatch)
                #expect(error.message.contains("(i32) -> f32"), "\(error)")
            }
        }
        do {
            _ = try store.function("m", of: instance, signature: Self.noValues)
            Issue.record("a memory was taken for a function")
        } catch {
            #expect(error.kind == .signatureMismatch)
            #expect(error.message.contains("a memory"), "\(error)")
        }
        do {
            _ = try store.memory("run", of: instance)
            Issue.record("a function was taken for a memory")
        } catch {
            #expect(error.kind == .signatureMismatch)
        }
        do {
            _ = try store.function("none", of: instance, signature: Self.noValues)
            Issue.record("a function was found that does not exist")
        } catch {
            #expect(error.kind == .missingExport)
            #expect(error.message.contains("'none'"), "\(error)")
        }
    }

    @Test func `a memory's bytes are fetched anew after it grew`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(
            Guests.template(
                #"(module (memory (export "memory") 0) (func (export "run") (drop (memory.grow (i32.const 1)))))"#))
        let memory = try store.memory(of: instance)
        let run = try store.function("run", of: instance, signature: Self.noValues)
        #expect(store.bytes(of: memory).count == 0)
        var value = RawValue()
        #expect(store.call(run, &value, count: 1) == nil)
        #expect(store.bytes(of: memory).count == 65_536)
    }

    @Test func `arguments and results of every type share their places`() throws {
        let text = """
            (module (func (export "run") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
              (local.get 3) (local.get 2) (local.get 1) (local.get 0)))
            """
        var store = try Guests.store()
        let instance = try store.instantiate(Guests.template(text))
        let run = try store.function(
            "run", of: instance, signature: FunctionSignature([.i32, .i64, .f32, .f64], [.f64, .f32, .i64, .i32]))
        #expect(run.slotCount == 4)
        var values = [
            RawValue(i32: .min), RawValue(i64: .min + 1), RawValue(f32: -0.0), RawValue(f64: .pi),
        ]
        let trap = values.withUnsafeMutableBufferPointer { store.call(run, $0.baseAddress!, count: 4) }
        #expect(trap == nil)
        #expect(values[0].f64 == .pi)
        #expect(values[1].f32.bitPattern == (-0.0 as Float).bitPattern)
        #expect(values[2].i64 == .min + 1)
        #expect(values[3].i32 == .min)
    }

    @Test func `a store in the heap is called through a pointer from code that may not lock`() throws {
        let box = UnsafeMutablePointer<Box>.allocate(capacity: 1)
        defer {
            box.deinitialize(count: 1)
            box.deallocate()
        }
        var store = try Guests.store()
        let instance = try store.instantiate(
            Guests.template(
                """
                (module (memory (export "memory") 1) (func (export "run") (param i32) (result i32)
                  (i32.load8_u (local.get 0))))
                """))
        let run = try store.function("run", of: instance, signature: FunctionSignature([.i32], [.i32]))
        let memory = try store.memory(of: instance)
        box.initialize(to: Box(store: store, run: run, memory: memory))
        #expect(Box.step(box, 42) == 42)
        #expect(Box.step(box, 43) == 43)
    }

    private struct Box: ~Copyable {
        let store: WasmStore
        let run: WasmFunction
        let memory: WasmMemory

        @_noLocks
        static func step(_ box: UnsafeMutablePointer<Box>, _ number: UInt8) -> Int32 {
            box.pointee.store.setDeadline(ticks: 1_000_000)
            box.pointee.store.bytes(of: box.pointee.memory).storeBytes(of: number, toByteOffset: 9, as: UInt8.self)
            var value = RawValue(i32: 9)
            if let trap = box.pointee.store.call(box.pointee.run, &value, count: 1) {
                if case .deadlineExceeded = trap.code { return -1 }
                return -2
            }
            return value.i32
        }
    }

    @Test func `the cost of an unchecked call is printed`() throws {
        var store = try Guests.store()
        let instance = try store.instantiate(
            Guests.template(
                #"(module (func (export "run") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"#))
        let run = try store.function("run", of: instance, signature: FunctionSignature([.i32, .i32], [.i32]))
        let callCount = 100_000
        var values = [RawValue(i32: 0), RawValue(i32: 1)]
        let duration = ContinuousClock().measure {
            values.withUnsafeMutableBufferPointer { values in
                for _ in 0..<callCount {
                    values[1] = RawValue(i32: 1)
                    _ = store.call(run, values.baseAddress!, count: 2)
                }
            }
        }
        #expect(values[0].i32 == Int32(callCount))
        print("an unchecked call of two arguments: \(duration / callCount)")
    }
}

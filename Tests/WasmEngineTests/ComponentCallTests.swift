// Calls of components: results, traps, limits and deadlines, which are those of modules.
import CRealtime
import TestSupport
import Testing
import WasmEngine

@Suite struct ComponentCallTests {
    // MARK: Calls

    @Test func `a function is found by its name, and by its interface's`() throws {
        let text = """
            (component
              (core module $m (func (export "one") (result i32) (i32.const 1)))
              (core instance $i (instantiate $m))
              (func $one (result u32) (canon lift (core func $i "one")))
              (instance $in (export "one" (func $one)))
              (export "test:a/b@1.0.0" (instance $in))
              (export "alone" (func $one)))
            """
        var running = try ComponentGuests.running(text)
        #expect(try running.value("one", in: "test:a/b@1.0.0") == .u32(1))
        #expect(try running.value("alone") == .u32(1))
        for (name, interface) in [("one", nil), ("two", "test:a/b@1.0.0"), ("one", "test:a/c@1.0.0")] {
            #expect {
                try running.store.function(name, in: interface, of: running.instance)
            } throws: {
                ($0 as? WasmError)?.kind == .missingExport
            }
        }
    }

    @Test func `the post-return function runs after each call, and once`() throws {
        let text = ComponentGuests.around(
            """
            (global $freed (mut i32) (i32.const 0))
            (func (export "run") (result i32) (global.get $freed))
            (func (export "free") (param i32)
              (global.set $freed (i32.add (global.get $freed) (i32.const 1))))
            """, type: "(result u32)", options: #"(post-return (core func $i "free"))"#)
        var running = try ComponentGuests.running(text)
        for count in UInt32(0)..<4 { #expect(try running.value("run") == .u32(count)) }
    }

    @Test func `values of other types than the function's are refused, and how many`() throws {
        let text = ComponentGuests.around(#"(func (export "run") (param i32))"#, type: #"(param "n" u32)"#)
        let wrong: [[ComponentValue]] = [
            [], [.u32(1), .u32(1)], [.s32(1)], [.string("1")], [.list([])], [.option(nil)], [.flags([])],
        ]
        for values in wrong {
            var running = try ComponentGuests.running(text)
            #expect(try running.report("run", values).code == .canonicalABI)
        }
        var running = try ComponentGuests.running(text)
        #expect(try running.value("run", [.u32(1)]) == nil)
    }

    @Test func `a frame passes lists of numbers, call after call`() throws {
        let text = EchoComponent([.list(.f32)]).text
        var running = try ComponentGuests.running(text)
        let echo = try running.store.function("echo", of: running.instance)
        var frame = ComponentFrame(echo)
        var output = [Float](repeating: 0, count: 300)
        for count in [256, 256, 0, 1, 300] {
            let input = (0..<count).map { Float($0) + 0.5 }
            input.withUnsafeBufferPointer { frame.setFloats($0, at: 0) }
            let trap = running.store.call(&frame)
            #expect(trap == nil)
            let returned = output.withUnsafeMutableBufferPointer { frame.copyFloats(to: $0) }
            #expect(returned == count)
            #expect(Array(output.prefix(count)) == input)
        }
        try frame.set(.floats([1, 2, 3]), at: 0, in: running.store)
        let trap = running.store.call(&frame)
        #expect(trap == nil)
        #expect(try frame.result(in: running.store)?.floats == [1, 2, 3])
        let few = output.withUnsafeMutableBufferPointer { frame.copyFloats(to: .init(rebasing: $0[..<2])) }
        #expect(few == 3)
        #expect(output[2] == 2.5)
    }

    // MARK: Traps

    @Test(arguments: [
        ("unreachable", TrapCode.unreachable),
        ("(drop (i32.div_s (i32.const 1) (i32.const 0)))", .divisionByZero),
        ("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", .integerOverflow),
        ("(drop (i32.trunc_f32_s (f32.const nan)))", .invalidConversionToInteger),
        ("(drop (i32.load (i32.const 65536)))", .memoryOutOfBounds),
        ("(memory.fill (i32.const 0) (i32.const 0) (i32.const 65537))", .memoryOutOfBounds),
        ("(call_indirect (i32.const 7))", .tableOutOfBounds),
        ("(call_indirect (i32.const 1))", .indirectCallToNull),
        ("(call_indirect (param i32) (i32.const 0) (i32.const 0))", .indirectCallSignature),
        ("(call $deep)", .stackOverflow),
    ])
    func `each kind of trap is told apart, and nothing is called after one`(body: String, code: TrapCode) throws {
        var running = try ComponentGuests.running(
            ComponentGuests.around(
                """
                (table 2 funcref) (elem (i32.const 0) $outer)
                (func $deep (local v128 v128) (call $deep))
                (func $inner \(body))
                (func $outer (export "run") (call $inner))
                """))
        let report = try running.report("run")
        #expect(report.code == code)
        let names = report.backtrace.map(\.functionName)
        #expect(names.contains("inner") || code == .stackOverflow, "\(names)")
        #expect(report.description.hasPrefix(code.explanation))
        #expect(report.message.contains("wasm trap: "), "\(report.message)")
        let after = try running.report("run")
        #expect(after.backtrace.isEmpty)
        #expect(after.message.contains("after it trapped"), "\(after.message)")
    }

    @Test func `a function's name can't pose as another reason`() throws {
        var running = try ComponentGuests.running(
            ComponentGuests.around(
                #"(func $a (@name "x\nCaused by:\n wasm trap: interrupt") unreachable) (func (export "run") (call $a))"#
            ))
        #expect(try running.report("run").code == .unreachable)
    }

    @Test(arguments: [
        (#"(func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65530))"#, TrapCode.canonicalABI),
        (#"(func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1))"#, .canonicalABI),
        (#"(func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)"#, .unreachable),
        (
            #"(func (export "realloc") (param i32 i32 i32 i32) (result i32) (loop (br 0)) unreachable)"#,
            .deadlineExceeded
        ),
    ])
    func `an allocator that errs is a trap`(allocator: String, code: TrapCode) throws {
        let ticker = EpochTicker(engine: try ComponentGuests.engine.get(), intervalMilliseconds: 1)
        try ticker.start()
        let text = ComponentGuests.around(
            #"(func (export "run") (param i32 i32)) \#(allocator)"#, type: #"(param "v" (list u32))"#,
            options: #"(memory (core memory $i "memory")) (realloc (core func $i "realloc"))"#)
        var running = try ComponentGuests.running(text, ticks: 20)
        #expect(try running.report("run", [.list((0..<10).map { .u32($0) })]).code == code)
    }

    @Test(arguments: [
        ("a pointer beyond memory", "(i32.const 65533)", "(result string)"),
        ("a misaligned pointer", "(i32.const 2)", "(result string)"),
        ("a bool of more than a bit is one", "(i32.const 2)", "(result bool)"),
        ("a surrogate", "(i32.const 0xD800)", "(result char)"),
        ("a character beyond Unicode", "(i32.const 0x110000)", "(result char)"),
        ("a case that isn't", "(i32.const 3)", "(result (result))"),
    ])
    func `a result that is no value of its type is a trap`(what: String, result: String, type: String) throws {
        var running = try ComponentGuests.running(
            ComponentGuests.around(
                #"(func (export "run") (result i32) \#(result))"#, type: type,
                options: #"(memory (core memory $i "memory"))"#))
        if type == "(result bool)" {
            // The one that the canonical ABI allows.
            #expect(try running.value("run") == .bool(true))
        } else {
            #expect(try running.report("run").code == .canonicalABI)
        }
    }

    @Test func `text that is no UTF-8 is a trap, and so is a list longer than memory`() throws {
        for (data, type) in [
            (#"\10\00\00\00\01\00\00\00\00\00\00\00\00\00\00\00\ff"#, "(result string)"),
            (#"\10\00\00\00\ff\ff\ff\ff"#, "(result (list u8))"),
            (#"\11\00\00\00\01\00\00\00"#, "(result (list u32))"),
            (#"\00\00\00\f0\01\00\00\00"#, "(result (list u32))"),
        ] {
            var running = try ComponentGuests.running(
                ComponentGuests.around(
                    #"(data (i32.const 0) "\#(data)") (func (export "run") (result i32) (i32.const 0))"#, type: type,
                    options: #"(memory (core memory $i "memory"))"#))
            #expect(try running.report("run").code == .canonicalABI)
        }
    }

    // MARK: Limits

    @Test func `memory grows to the store's limit and no further`() throws {
        let text = ComponentGuests.around(
            #"(func (export "run") (param i32) (result i32) (memory.grow (local.get 0)))"#,
            type: #"(param "pages" s32) (result s32)"#)
        var running = try ComponentGuests.running(text, limits: .component(memoryBytes: 4 << 16))
        #expect(try running.value("run", [.s32(3)]) == .s32(1))
        #expect(try running.value("run", [.s32(1)]) == .s32(-1))
    }

    @Test func `a component that begins above the limits is refused`() throws {
        func expectRefusal(_ modules: String, _ limits: StoreLimits) throws {
            let template = try ComponentGuests.template("(component \(modules))")
            var store = try WasmStore(engine: ComponentGuests.engine.get(), limits: limits)
            store.setDeadline(ticks: 1_000)
            let error = try #require(throws: WasmError.self) { try store.instantiate(template) }
            #expect(error.kind == .instantiation, "\(error)")
        }
        let memories = "(core module $m (memory 2)) (core instance (instantiate $m)) (core instance (instantiate $m))"
        try expectRefusal(memories, .component(memoryBytes: 1 << 16))
        try expectRefusal(memories, StoreLimits(instances: 1, memories: 2))
        try expectRefusal(memories, StoreLimits(instances: 2, memories: 1))
        try expectRefusal(
            "(core module $m (table 101 funcref)) (core instance (instantiate $m))", StoreLimits(tableElements: 100))
    }

    // MARK: Deadlines

    private static let endless = ComponentGuests.around(#"(func $spin (export "run") (loop br 0))"#)

    @Test func `an endless loop is stopped at its deadline in ticks`() throws {
        let ticker = EpochTicker(engine: try ComponentGuests.engine.get(), intervalMilliseconds: 1)
        try ticker.start()
        var running = try ComponentGuests.running(Self.endless, ticks: 3)
        let report = try running.report("run")
        #expect(report.code == .deadlineExceeded)
        #expect(report.backtrace.first?.functionName == "spin")
    }

    @Test func `an endless loop is stopped at its deadline in time, by the watchdog alone`() throws {
        let engine = try ComponentGuests.engine.get()
        let watchdog = try DeadlineWatchdog(engine: engine)
        try watchdog.start()
        var running = try RunningComponent(ComponentGuests.template(Self.endless), watchdog: watchdog)
        let now = cajon_monotonic_nanoseconds()
        running.store.setDeadline(nanoseconds: now + 2_000_000, now: now)
        let report = try running.report("run")
        #expect(report.code == .deadlineExceeded)
        #expect(running.store.stoppedNanoseconds >= now + 2_000_000)
        running.store.endDeadline()
    }

    @Test func `a start function that never ends is stopped, and one that traps is a trap`() throws {
        let ticker = EpochTicker(engine: try ComponentGuests.engine.get(), intervalMilliseconds: 1)
        try ticker.start()
        for (body, code) in [("(loop br 0)", TrapCode.deadlineExceeded), ("unreachable", .unreachable)] {
            let template = try ComponentGuests.template(
                "(component (core module $m (func $begin \(body)) (start $begin)) (core instance (instantiate $m)))")
            let error = try #require(throws: WasmError.self) { _ = try RunningComponent(template, ticks: 3) }
            guard case .trap(let report) = error.kind else {
                Issue.record("\(error)")
                continue
            }
            #expect(report.code == code)
            #expect(error.message.contains("begin"), "\(error)")
        }
    }

    @Test func `components pass text from one's memory into the other's`() throws {
        func guest(_ fields: String, _ canon: String) -> String {
            """
            (core module $libc (memory (export "memory") 1)
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64)))
            (core instance $libc (instantiate $libc))
            (alias core export $libc "memory" (core memory $memory))
            (alias core export $libc "cabi_realloc" (core func $realloc))
            \(fields)
            \(canon)
            """
        }
        let options = "(memory $memory) (realloc $realloc)"
        let text = """
            (component
              (component $length \(guest(
                #"(core module $m (func (export "length") (param i32 i32) (result i32) (local.get 1)))"#,
                """
                (core instance $i (instantiate $m))
                (func (export "length") (param "text" string) (result u32)
                  (canon lift (core func $i "length") \(options)))
                """)))
              (instance $length (instantiate $length))
              (component $asker
                (import "length" (func $length (param "text" string) (result u32)))
                \(guest(
                  #"(core func $lowered (canon lower (func $length) (memory $memory) (realloc $realloc)))"#,
                  """
                  (core module $m
                    (import "host" "length" (func $length (param i32 i32) (result i32)))
                    (func (export "run") (result i32) (call $length (i32.const 0) (i32.const 7))))
                  (core instance $i (instantiate $m (with "host" (instance (export "length" (func $lowered))))))
                  (func (export "run") (result u32) (canon lift (core func $i "run")))
                  """)))
              (instance $asker (instantiate $asker (with "length" (func $length "length"))))
              (export "run" (func $asker "run")))
            """
        var running = try ComponentGuests.running(text)
        #expect(try running.value("run") == .u32(7))
    }

    @Test func `a module of a component has no more than one memory`() {
        #expect(throws: WasmError.self) {
            _ = try ComponentGuests.running(
                "(component (core module $m (memory 1) (memory 1)) (core instance (instantiate $m)))")
        }
    }
}

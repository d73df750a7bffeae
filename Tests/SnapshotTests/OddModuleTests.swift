// Modules that are unusual, and still have to come out right.
import EffectHost
import Snapshot
import Testing
import WasmBinary
import WasmEngine

@Suite struct OddModuleTests {
    /// Checks that the initialisation and `main` leave the same state as `main` on the snapshot; returns the snapshot.
    @discardableResult
    private func check(_ text: String, _ options: SnapshotOptions = SnapshotOptions()) throws -> SnapshotModule {
        let wasm = try WasmEngine.wasm(fromText: text)
        let snapshot = try Subject.snapshot(wasm, options)
        let expected = try Subject.state(wasm, calling: [options.initFunction, "main"])
        #expect(try Subject.state(snapshot.bytes, calling: ["main"]) == expected)
        #expect(try Subject.snapshot(wasm, options).bytes == snapshot.bytes)
        return snapshot
    }

    @Test func `no export section: nothing can be called, so the function is missing`() throws {
        let error = try Subject.refusal("(module (memory 1) (func))")
        #expect(error == SnapshotError(.missingFunction("wizer-initialize")))
        // Instrumenting makes one, in its place.
        let module = try ModuleBinary(
            parsing: WasmEngine.wasm(fromText: "(module (global (mut i32) (i32.const 7)) (func $f) (start $f))"))
        let instrumented = Instrumented(module, try ModuleSurvey(of: module))
        let state = try ModuleState(
            capturing: Subject.engine.get().instantiate(instrumented.bytes), of: instrumented)
        #expect(state.globals.map(\.low) == [7])
    }

    @Test func `custom sections before all others, no data section and no memory export`() throws {
        let wasm = try WasmEngine.wasm(
            fromText: """
                (module (@custom "first" (before first) "abc") (@custom "last" (after last) "xyz")
                  (memory 1)
                  (func (export "wizer-initialize") (i32.store8 (i32.const 5) (i32.const 6))))
                """)
        let snapshot = try Subject.snapshot(wasm)
        let module = try ModuleBinary(parsing: snapshot.bytes)
        #expect(
            module.summary.sections.map(\.name)
                == ["first", "type", "function", "memory", "export", "code", "data", "last"])
        #expect(snapshot.state.memories[0].runs.map(\.address) == [5])
        #expect(module.layout.dataSegments.count == 1)
        // The names' section is about functions, which keep their numbers: it is copied.
        let custom = module.layout.sections.filter { $0.kind == .custom }.map { Array(snapshot.bytes[$0.whole]) }
        #expect(custom.map(\.count) == [11, 10])
    }

    @Test func `several memories, of 32 and of 64 bits`() throws {
        let snapshot = try check(
            """
            (module
              (memory $a 1) (memory $b i64 1 9) (memory $c 0)
              (global $r (mut i64) (i64.const 0))
              (data (memory $b) (i64.const 10) "second")
              (func (export "wizer-initialize")
                (i32.store $a (i32.const 0) (i32.const 1))
                (drop (memory.grow $b (i64.const 3)))
                (i64.store $b (i64.const 262136) (i64.const -1))
                (drop (memory.grow $c (i32.const 1)))
                (i32.store8 $c (i32.const 65535) (i32.const 9))
                (memory.copy $a $b (i32.const 100) (i64.const 8) (i32.const 16)))
              (func (export "main")
                (i64.store $b (i64.const 0) (memory.size $b))
                (global.set $r (i64.load $b (i64.const 262136)))))
            """)
        #expect(snapshot.state.memories.map(\.pageCount) == [1, 4, 1])
    }

    @Test func `a byte at the very end of memory`() throws {
        let snapshot = try check(
            """
            (module (memory 1) (global $r (mut i32) (i32.const 0))
              (func (export "wizer-initialize") (i32.store8 (i32.const 65535) (i32.const 255)))
              (func (export "main") (global.set $r (i32.load8_u (i32.const 65535)))))
            """)
        #expect(snapshot.plan.segments.map(\.addresses) == [65_535..<65_536])
    }

    @Test func `100,000 small runs become as many segments as engines take, and the same bytes`() throws {
        let snapshot = try check(
            """
            (module (memory 40) (global $r (mut i32) (i32.const 0))
              (func (export "wizer-initialize") (local $i i32)
                (loop $next
                  (i32.store8 (i32.mul (local.get $i) (i32.const 24)) (i32.add (local.get $i) (i32.const 1)))
                  (i32.store8 (i32.add (i32.mul (local.get $i) (i32.const 24)) (i32.const 1)) (i32.const 1))
                  (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                    (i32.const 100000)))))
              (func (export "main") (global.set $r (i32.load (i32.const 2399976)))))
            """)
        #expect(snapshot.state.memories[0].runs.count == 100_000)
        #expect(snapshot.plan.segments.count == SegmentPlan.maximumSegmentCount)
        #expect(snapshot.plan.paddingByteCount > 0)
        #expect(try ModuleBinary(parsing: snapshot.bytes).layout.dataSegments.count == 10_000)
    }

    @Test func `bulk memory operations while initialising, and passive segments still there afterwards`() throws {
        let snapshot = try check(
            """
            (module (memory 1)
              (data $active (i32.const 0) "active")
              (data $passive "passive")
              (data $late (i32.const 50) "late")
              (func (export "wizer-initialize")
                (memory.init $passive (i32.const 100) (i32.const 2) (i32.const 5))
                (memory.fill (i32.const 200) (i32.const 7) (i32.const 33))
                (memory.copy (i32.const 300) (i32.const 198) (i32.const 20)))
              (func (export "main")
                (memory.init $passive (i32.const 400) (i32.const 0) (i32.const 7))
                ;; An active segment is empty once the module is instantiated, which is no error for nothing.
                (memory.init $active (i32.const 0) (i32.const 0) (i32.const 0))))
            """)
        let module = try ModuleBinary(parsing: snapshot.bytes)
        #expect(module.layout.dataSegments.prefix(2).map(\.mode) == [.passive, .passive])
        #expect(module.layout.dataSegments.prefix(2).map(\.contents.count) == [0, 7])
        // What no instruction names, and no passive segment follows, needs no place.
        #expect(module.layout.dataSegments.count == 2 + snapshot.plan.segments.count)
    }

    @Test func `a copy from an active segment traps on the snapshot as it does on the original`() throws {
        let text = """
            (module (memory 1) (data $active (i32.const 0) "active")
              (func (export "wizer-initialize"))
              (func (export "main") (memory.init $active (i32.const 0) (i32.const 0) (i32.const 1))))
            """
        let wasm = try WasmEngine.wasm(fromText: text)
        for subject in [wasm, try Subject.snapshot(wasm).bytes] {
            let error = try #require(throws: SnapshotError.self) { try Subject.state(subject, calling: ["main"]) }
            guard case .failed("main", let reason) = error.kind else {
                Issue.record("\(error)")
                continue
            }
            #expect(reason.contains("memory out of bounds"))
        }
    }

    @Test func `a start function and _initialize run once, before the initialisation`() throws {
        let text = """
            (module (global $order (mut i32) (i32.const 0))
              (func $note (param i32)
                (global.set $order (i32.add (i32.mul (global.get $order) (i32.const 10)) (local.get 0))))
              (func $start (call $note (i32.const 1))) (start $start)
              (func (export "_initialize") (call $note (i32.const 2)))
              (func (export "wizer-initialize") (call $note (i32.const 3)))
              (func (export "main") (call $note (i32.const 4))))
            """
        let snapshot = try Subject.snapshot(text)
        #expect(snapshot.state.globals.map(\.low) == [123])
        #expect(try Subject.state(snapshot.bytes, calling: ["main"]).globals.map(\.low) == [1234])
        #expect(try ModuleBinary(parsing: snapshot.bytes).summary.exports.map(\.name) == ["main"])
        // Named as the initialisation, _initialize still runs once.
        var options = SnapshotOptions()
        options.initFunction = "_initialize"
        #expect(try Subject.snapshot(text, options).state.globals.map(\.low) == [12])
    }

    @Test func `a snapshot of a snapshot does not grow`() throws {
        let text = """
            (module (memory 1) (global $n (mut i32) (i32.const 0))
              (data (i32.const 0) "one") (data (i32.const 90) "two")
              (func (export "again")
                (global.set $n (i32.add (global.get $n) (i32.const 1)))
                (i32.store (i32.const 20) (global.get $n))))
            """
        var options = SnapshotOptions()
        options.initFunction = "again"
        options.keepsInitFunction = true
        let first = try Subject.snapshot(WasmEngine.wasm(fromText: text), options)
        let second = try Subject.snapshot(first.bytes, options)
        #expect(second.state.globals.map(\.low) == [2])
        #expect(second.bytes.count == first.bytes.count)
    }

    @Test func `tail calls, and tables of 64 bits`() throws {
        try check(
            """
            (module (global $r (mut i32) (i32.const 0)) (table $t i64 2 funcref) (elem declare func $set)
              (func $set (param i32) (global.set $r (local.get 0)))
              (func (export "wizer-initialize")
                (table.set $t (i64.const 1) (ref.func $set))
                (return_call $set (i32.const 8)))
              (func (export "main") (call_indirect $t (param i32) (i32.const 9) (i64.const 1))))
            """)
    }
}

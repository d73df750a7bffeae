// Plans carried out on wasmtime's core API, beside the components themselves on its component API.

import ComponentBinary
import ComponentModel
import Synchronization
import Testing
import WasmEngine

@Suite struct RunningPlanTests {
    private static let interface = "cajon:effect/processor@0.1.0"
    private static let input: [Float] = [0.5, -0.25, 1]

    /// What the plan does: what it logs, and what it makes of the input.
    private func run(_ effect: BundledEffect) throws -> (calls: [String], output: [Float]) {
        let plan = try #require(try unbundle(effect.text).plan)
        let runner = try PlanRunner(plan)
        let process = plan.exports[0]
        let memory = try #require(process.options.memory)
        let realloc = try #require(process.options.realloc)
        let byteCount = 4 * Self.input.count
        let address = try runner.call(realloc, [0, 0, 4, UInt64(byteCount)])
        Self.input.withUnsafeBytes { bytes in
            for (place, byte) in bytes.enumerated() {
                (try? runner.memory(memory))?[Int(address) + place] = byte
            }
        }
        let result = try runner.call(process.function, [9, address, UInt64(Self.input.count)])
        let bytes = UnsafeRawBufferPointer(try runner.memory(memory))
        func word(_ offset: Int) -> UInt32 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        let start = Int(word(Int(UInt32(truncatingIfNeeded: result))))
        let count = Int(word(Int(UInt32(truncatingIfNeeded: result)) + 4))
        let output = (0..<count).map { Float(bitPattern: word(start + 4 * $0)) }
        if let after = process.postReturn { try runner.call(after, [result]) }
        return (runner.calls, output)
    }

    /// What the component does.
    private func runWhole(_ effect: BundledEffect) throws -> (calls: [String], output: [Float]) {
        let calls = Mutex<[String]>([])
        let log = HostInterface(
            "cajon:effect/log@0.1.0",
            functions: [
                "write": { _, arguments throws(HostRefusal) in
                    guard case .enumeration(let level) = arguments[0], case .string(let text) = arguments[1] else {
                        throw HostRefusal("not what was expected")
                    }
                    let number = ["debug", "info", "warning", "error"].firstIndex(of: level) ?? -1
                    calls.withLock { $0.append("write \(number) \(text)") }
                    return nil
                },
                "count": { _, _ throws(HostRefusal) in
                    calls.withLock { $0.append("count") }
                    return .u32(2)
                },
            ])
        var instance = try WrappedInstance(try WasmEngine.wasm(fromText: effect.text), granting: [log])
        let result = try instance.call("process", in: Self.interface, .u64(9), .floats(Self.input))
        return (calls.withLock { $0 }, result?.floats ?? [])
    }

    /// The usual component, and others that do the same with more modules.
    static let effects: [ForwardingModuleTests.Change] =
        ForwardingModuleTests.variations
        + ForwardingModuleTests.nearMisses.filter {
            [
                "one more instruction", "a local variable", "a memory", "a table exported twice",
                "a table that is filled twice", "a fixup that starts with the second slot",
                "a fixup whose elements are expressions", "a table that another module is given, too",
            ].contains($0.name)
        }

    @Test(arguments: effects)
    func `a plan does what its component does`(change: ForwardingModuleTests.Change) throws {
        var effect = BundledEffect()
        change.apply(&effect)
        let (calls, output) = try run(effect)
        #expect(calls == ["write 1 hello", "write 2 hell", "count"])
        #expect(output == [0.5, -0.25])
        let whole = try runWhole(effect)
        #expect(whole.calls == calls)
        #expect(whole.output == output)
    }

    @Test func `a call before the table would have been filled traps, here and there`() throws {
        var effect = BundledEffect()
        effect.mainFields = "(start $initialize)"
        #expect(throws: PlanRunner.Failure.self) { try run(effect) }
        let error = #expect(throws: WasmError.self) { try runWhole(effect) }
        #expect(error?.description.contains("it called an empty table element") == true, "\(error as Any)")
    }

    @Test func `a host function that is imported directly may be called at once`() throws {
        var effect = BundledEffect()
        effect.mainFields = "(func $early (drop (call $count))) (start $early)"
        #expect(try run(effect).calls == ["count", "write 1 hello", "write 2 hell", "count"])
        #expect(try runWhole(effect).calls == ["count", "write 1 hello", "write 2 hell", "count"])
    }

    /// A module that was written for another host's functions, as tools adapt it: what adapts needs the module's memory,
    /// the module needs what adapts.
    private static let adapted = #"""
        (component
          (import "cajon:effect/log@0.1.0" (instance $log
            (type $level' (enum "debug" "info" "warning" "error"))
            (export "level" (type $level (eq $level')))
            (export "write" (func (param "level" $level) (param "message" string)))))
          (core module $main
            (import "old" "print" (func $print (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 8) "adapted")
            (func (export "run") (call $print (i32.const 8) (i32.const 7))))
          (core module $adapter
            (import "env" "memory" (memory 0))
            (import "cajon:effect/log@0.1.0" "write" (func $write (param i32 i32 i32)))
            (func (export "print") (param i32 i32)
              (call $write (i32.load8_u (i32.const 0)) (local.get 0) (local.get 1))))
          (core module $shim
            (type $write (func (param i32 i32 i32))) (type $print (func (param i32 i32)))
            (table (export "$imports") 2 2 funcref)
            (func (export "0") (type $write)
              local.get 0 local.get 1 local.get 2 i32.const 0 call_indirect (type $write))
            (func (export "1") (type $print) local.get 0 local.get 1 i32.const 1 call_indirect (type $print)))
          (core module $fixups
            (import "" "0" (func (param i32 i32 i32))) (import "" "1" (func (param i32 i32)))
            (import "" "$imports" (table 2 2 funcref))
            (elem (i32.const 0) func 0 1))
          (core instance $shim (instantiate $shim))
          (core instance $old (export "print" (func $shim "1")))
          (core instance $main (instantiate $main (with "old" (instance $old))))
          (core instance $env (export "memory" (memory $main "memory")))
          (core instance $new (export "write" (func $shim "0")))
          (core instance $adapter (instantiate $adapter
            (with "env" (instance $env)) (with "cajon:effect/log@0.1.0" (instance $new))))
          (alias core export $main "memory" (core memory $memory))
          (core func $lowered (canon lower (func $log "write") (memory $memory)))
          (core instance $filling
            (export "$imports" (table $shim "$imports")) (export "0" (func $lowered))
            (export "1" (func $adapter "print")))
          (core instance (instantiate $fixups (with "" (instance $filling))))
          (func (export "run") (canon lift (core func $main "run"))))
        """#

    @Test func `a module and its adapter, which need one another, keep their shim`() throws {
        let plan = try #require(try unbundle(Self.adapted).plan)
        #expect(plan.modules.count == 4)
        #expect(plan.hostFunctions.map(\.requiredStepCount) == [0])
        let runner = try PlanRunner(plan)
        try runner.call(plan.exports[0].function, [])
        #expect(runner.calls == ["write 0 adapted"])
    }
}

// Components that are broken, or have too much of something, or give too much: refused, or trapped, and the process
// lives.
import Foundation
import TestSupport
import Testing
import WasmEngine

@Suite(.serialized) struct HostileComponentTests {
    @Test(arguments: HostileComponent.all.indices)
    func `too much of anything is refused`(index: Int) throws {
        let (what, bytes) = HostileComponent.all[index]
        do {
            _ = try WasmComponent(bytes(), engine: ComponentGuests.engine.get())
            Issue.record("\(what): accepted")
        } catch {
            #expect(error.kind == .invalidModule)
        }
    }

    @Test func `a damaged component compiles or is refused, and never crashes`() throws {
        let originals = try [
            ProbeComponent.text, ComponentResourceTests.counter,
            EchoComponent(EchoComponentTests.kinds, importsHost: true).text,
            EchoComponentTests.composed(EchoComponentTests.namelessKinds),
        ].map { try WasmEngine.wasm(fromText: $0) }
        let engine = try ComponentGuests.engine.get()
        var mutator = ModuleMutator(seed: 0xC0FFEE)
        var refusedCount = 0
        var ranCount = 0
        for round in 0..<2_000 {
            let damaged = mutator.mutate(
                originals[round % originals.count], splicing: originals[(round + 1) % originals.count])
            do {
                let component = try WasmComponent(damaged, engine: engine)
                let template = try ComponentTemplate(component, granting: EmptyWASI.interfaces, unknownImports: .trap)
                var running = try RunningComponent(template)
                for item in component.exports where item.kind == .function {
                    let function = try running.store.function(item.name, of: running.instance)
                    let arguments = Array(repeating: ComponentValue.u32(7), count: function.parameterCount)
                    if case .trapped(let trap) = try running.store.call(function, arguments) { _ = trap.describe() }
                }
                ranCount += 1
            } catch let error as WasmError {
                refusedCount += 1
                #expect(!error.message.isEmpty)
            }
        }
        // A suite that only ever saw one outcome would prove little.
        #expect(refusedCount > 100)
        #expect(ranCount > 20)
    }

    @Test func `a truncated component is refused wherever it ends`() throws {
        let whole = try WasmEngine.wasm(fromText: ComponentResourceTests.counter)
        let engine = try ComponentGuests.engine.get()
        for length in 0..<whole.count {
            // What ends between two sections may be whole.
            guard (try? WasmComponent(Array(whole[..<length]), engine: engine)) == nil else { continue }
            #expect {
                try WasmComponent(Array(whole[..<length]), engine: engine)
            } throws: {
                ($0 as? WasmError)?.kind == .invalidModule
            }
        }
    }

    @Test func `components that instantiate each other without end are refused before they are compiled`() throws {
        func nested(_ depth: Int) throws -> [UInt8] {
            var text = "(component $c0 (core module $m) (core instance (instantiate $m)))"
            for level in 1...depth {
                text = """
                    (component $c\(level) \(text)
                      (instance (instantiate $c\(level - 1))) (instance (instantiate $c\(level - 1))))
                    """
            }
            return try WasmEngine.wasm(fromText: text)
        }
        let engine = try ComponentGuests.engine.get()
        _ = try WasmComponent(nested(4), engine: engine)
        for (depth, words) in [(30, "parts"), (40, "nested")] {
            let error = try #require(throws: WasmError.self) { try WasmComponent(nested(depth), engine: engine) }
            #expect(error.kind == .invalidModule)
            #expect(error.message.contains(words), "\(error)")
        }
    }

    @Test func `handles without end are a trap`() throws {
        let text = """
            (component
              (type $r (resource (rep i32)))
              (core func $new (canon resource.new $r))
              (core module $n (import "r" "new" (func $new (param i32) (result i32)))
                (func (export "run") (loop $on (drop (call $new (i32.const 0))) (br $on))))
              (core instance $j (instantiate $n (with "r" (instance (export "new" (func $new))))))
              (func (export "run") (canon lift (core func $j "run"))))
            """
        var running = try ComponentGuests.running(text)
        #expect(try running.report("run").message.contains("handle limit"))
    }

    // MARK: Results that are too much

    /// Returns `list` of so many elements at address 16, in a memory of 32 MiB.
    private static func giver(_ type: String, count: Int, _ start: String = "") -> String {
        """
        (component
          (core module $m (memory (export "memory") 512)
            (func (export "run") (result i32) \(start)
              (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const \(count))) (i32.const 0)))
          (core instance $i (instantiate $m))
          (func (export "run") (result \(type))
            (canon lift (core func $i "run") (memory (core memory $i "memory")))))
        """
    }

    private static let lists = """
        (local $at i32) (local.set $at (i32.const 16))
        (loop $next
          (i32.store (local.get $at) (i32.const 16))
          (i32.store offset=4 (local.get $at) (i32.const 1000000))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br_if $next (i32.lt_u (local.get $at) (i32.const 8000000))))
        """

    @Test(arguments: [
        ("a long list", giver("(list u8)", count: 30_000_000)),
        // A million times the same million bytes.
        ("lists of one list", giver("(list (list u8))", count: 999_000, lists)),
        ("strings of one text", giver("(list string)", count: 999_000, lists)),
    ])
    func `what would take more memory than the box has is a trap`(what: String, text: String) throws {
        var running = try ComponentGuests.running(text)
        let before = try Self.peakKibibytes()
        #expect(try running.report("run").code == .canonicalABI)
        // wasmtime lets one call carry 128 MiB; as values that is a few times as much.
        #expect(try Self.peakKibibytes() - before < 1 << 20)
    }

    /// The most memory that this process has ever had.
    private static func peakKibibytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber)))
    }
}

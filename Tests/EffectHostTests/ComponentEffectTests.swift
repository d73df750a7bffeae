// Effects that are components, by the fast path: their core modules linked and called directly. Test threads.

import EffectHost
import TestSupport
import Testing
import WasmEngine

@Suite("An effect that is a component")
struct ComponentEffectTests {
    @Test("sounds, logs and fails as its core module does by itself")
    func equal() throws {
        let say = "(call $log (i32.const 1) (i32.const 60000) (i32.const 2))"
        var guest = Guest().adding(#"(data (i32.const 60000) "hi")"#)
        guest.latencyFrames = 5
        guest.tailFrames = 9
        guest.bodies[.initialize] = say
        guest.bodies[.reset] = say
        let input: Signal = [[1, 2, 3], [4, 5, 6]]
        func life(_ module: EffectModule) throws -> (Signal?, EffectTiming, [String]) {
            let player = try Player(module, gain: 3, sidechainChannelCount: 2)
            let output = player.play(input, sidechain: input)
            try player.instance.reset()
            return (output, player.timing, player.instance.drainLog().entries.map(\.message))
        }
        let core = try life(Host.load(guest))
        let module = try Host.load(guest.component())
        #expect(module.path == .core)
        let component = try life(module)
        #expect(component.0 == core.0)
        #expect(component.0 == [[4, 8, 12], [16, 20, 24]])
        #expect(component.1 == core.1)
        #expect(component.2 == core.2)
        #expect(component.2 == ["hi", "hi"])
    }

    @Test(
        "is stopped, with the same words, for what its core module is stopped for",
        arguments: [
            (Guest.Part.process, "(loop $ever (br $ever)) (i32.const 16)"),
            (.process, "(unreachable)"),
            (.process, "(i32.store (i32.const 16) (i32.const 3)) (i32.const 16)"),
            (.allocate, "(i32.const -4)"),
            (.configure, "(i32.store8 (i32.const 16) (i32.const 7)) (i32.const 16)"),
            (.describe, "(i32.const 2)"),
            (.setParameter, "(unreachable)"),
            (.start, "(unreachable)"),
            (.initialize, "(loop $ever (br $ever))"),
        ])
    func faults(part: Guest.Part, body: String) throws {
        let loader = try Host.impatient.get()
        let guest = Guest().with(part, body)
        func fate(_ load: () throws -> EffectModule) throws -> String? {
            do {
                let player = try Player(load())
                guard player.play([[1], [1]]) == nil else { return nil }
                return player.instance.takeFault().map { "\($0)" }
            } catch let error as EffectError {
                return "\(error)"
            }
        }
        let core = try fate { try Host.load(guest, loader) }
        let component = try fate { try loader.load(guest.component(), name: "guest") }
        #expect(core != nil)
        #expect(component == core)
    }

    @Test("may not call the host before it is linked, as its core module may")
    func early() throws {
        let guest = Guest().with(.start, "(call $log (i32.const 1) (i32.const 16) (i32.const 0))")
        _ = try Host.load(guest)
        let refusal = try #require(try Host.refusal(of: guest.component()))
        #expect("\(refusal)".contains("start"), "\(refusal)")
    }

    @Test("may consist of several core modules, which share one memory")
    func severalModules() throws {
        var text = ComponentText(Guest())
        // The second module adds one to every sample of what the first returns, in the first one's memory.
        text.core = """
            (core module $guest\(ComponentText.body(of: Guest())))
            (core instance $inner (instantiate $guest))
            (core module $wrapper
              (import "inner" "memory" (memory 1))
              (import "inner" "process" (func $process (param i64 i32 i32 i32 i32) (result i32)))
              (func (export "process") (param i64 i32 i32 i32 i32) (result i32)
                (local $pair i32) (local $at i32) (local $end i32)
                (local.set $pair (call $process (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)))
                (local.set $at (i32.load (local.get $pair)))
                (local.set $end (i32.add (local.get $at) (i32.shl (i32.load offset=4 (local.get $pair)) (i32.const 2))))
                (block $done (loop $next
                  (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
                  (f32.store (local.get $at) (f32.add (f32.load (local.get $at)) (f32.const 1)))
                  (local.set $at (i32.add (local.get $at) (i32.const 4)))
                  (br $next)))
                (local.get $pair)))
            (core instance $outer (instantiate $wrapper (with "inner" (instance
              (export "memory" (memory $inner "memory"))
              (export "process" (func $inner "\(Guest.processor)#process"))))))
            (core instance $main
              (export "memory" (memory $inner "memory")) (export "cabi_realloc" (func $inner "cabi_realloc"))
              (export "\(Guest.processor)#describe" (func $inner "\(Guest.processor)#describe"))
              (export "\(Guest.processor)#configure" (func $inner "\(Guest.processor)#configure"))
              (export "\(Guest.processor)#set-parameter" (func $inner "\(Guest.processor)#set-parameter"))
              (export "\(Guest.processor)#process" (func $outer "process"))
              (export "\(Guest.processor)#reset" (func $inner "\(Guest.processor)#reset")))
            """
        let player = try Player(try Host.load(text.wasm()), gain: 2)
        #expect(player.play([[1, 2], [3, 4]]) == [[3, 5], [7, 9]])
    }

    @Test("is run as a whole when its modules are not enough, to the same samples, and says why")
    func declined() throws {
        var text = ComponentText(Guest())
        text.core += "\n(core module $other (memory 1))\n(core instance (instantiate $other))"
        let module = try Host.load(text.wasm())
        #expect(module.path == .general(reasons: ["it has 2 memories; the fast path takes one"]))
        let player = try Player(module, gain: 2)
        #expect(player.play([[1, 2], [3, 4]]) == [[2, 4], [6, 8]])
    }

    @Test("is refused when it breaks the contract, in words that name the function")
    func refused() throws {
        var text = ComponentText(Guest())
        text.preface = #"(import "evil:host/files@1.0.0" (instance))"#
        #expect("\(try #require(try Host.refusal(of: text.wasm())))".contains("evil:host/files@1.0.0"))

        text = ComponentText(Guest())
        text.processType =
            #"(param "position" u64) (param "samples" (list f32)) (param "sidechain" (list f32)) (result (list f32))"#
        #expect("\(try #require(try Host.refusal(of: text.wasm())))".contains("‘process’"))

        text = ComponentText(Guest())
        text.exportName = "cajon:effect/processor@0.2.0"
        #expect("\(try #require(try Host.refusal(of: text.wasm())))".contains("doesn't export the interface"))
    }

    @Test("that is cut anywhere is refused, and nothing of it runs")
    func truncated() throws {
        let wasm = try Guest().component()
        for count in stride(from: 0, to: wasm.count, by: 97) {
            #expect(try Host.refusal(of: Array(wasm.prefix(count))) != nil, "\(count) of \(wasm.count) bytes")
        }
    }
}

// The guest that hostile ones are made from works, so that what they do is the replaced part's doing.

import EffectHost
import TestSupport
import Testing
import WasmEngine

@Suite("A well-behaved guest")
struct WellBehavedTests {
    @Test("is described, configured, played and reset")
    func lives() throws {
        let module = try Host.load(Guest())
        #expect(
            module.descriptor
                == EffectDescriptor(
                    name: "Guest", version: "1.0.0", summary: "Multiplies.", hasSidechain: true,
                    parameters: [
                        EffectParameter(
                            id: "gain", name: "Gain", unit: .none, scale: .linear, minimum: -4, maximum: 4, initial: 1)
                    ]))
        let player = try Player(module, gain: 2, sidechainChannelCount: 2)
        let output = player.play([[1, 2, 3], [4, 5, 6]], sidechain: [[10, 20, 30], [40, 50, 60]])
        #expect(output == [[12, 24, 36], [48, 60, 72]])
        try player.instance.reset()
        try player.instance.setParameter(index: 0, value: -1)
        #expect(player.play([[1], [2]]) == [[-1], [-2]])
        #expect(player.instance.takeFault() == nil)
        #expect(player.instance.nonFiniteBlockCount == 0)
    }

    @Test("says its latency and its tail")
    func timing() throws {
        var guest = Guest()
        guest.latencyFrames = 7
        guest.tailFrames = .max
        let timing = try Host.player(guest).timing
        #expect(timing.latencyFrameCount == 7)
        #expect(timing.tailFrameCount == Int(UInt32.max))
    }

    @Test("may be configured again and again, for other formats")
    func configuredAgain() throws {
        let module = try Host.load(Guest())
        let player = try Player(module, gain: 2)
        for channelCount in [1, 6, 2] {
            _ = try player.instance.configure(
                EffectFormat(sampleRateHertz: 8_000, channelCount: channelCount, maximumFrameCount: 4_096))
        }
        #expect(player.play([[1], [2]]) == [[2], [4]])
    }

    @Test("has its functions called in order: start, _initialize, describe, configure, process, post-return")
    func order() throws {
        // Each function puts its own letter behind the others in memory; the last one writes them all to the log, which
        // not every function may.
        let count = "(i32.const 60000)"
        func note(_ letter: Character) -> String {
            "(i32.store8 offset=60004 (i32.load \(count)) (i32.const \(letter.asciiValue!)))"
                + "(i32.store \(count) (i32.add (i32.load \(count)) (i32.const 1)))"
        }
        var guest = Guest()
        guest.bodies = [
            .start: note("a"), .initialize: note("b"),
            .configure: note("c") + "(i32.store (i32.const 20) (i32.const 0)) (i32.const 16)",
            .configurePostReturn: note("d"), .allocate: note("e") + "(i32.const \(Guest.arenaAddress))",
            .process: note("f") + Guest.returnInput, .processPostReturn: note("g"), .setParameter: note("h"),
            .reset: note("i") + "(call $log (i32.const 1) (i32.const 60004) (i32.load \(count)))",
        ]
        let player = try Player(try Host.load(guest))
        _ = player.play([[1], [1]])
        try player.instance.reset()
        let log = player.instance.drainLog()
        // Two allocations a block: the input's and the side-chain's, which is empty.
        #expect(log.entries.map(\.message).joined() == "abhcdeefgi")
        #expect(log.droppedCount == 0)
    }

    @Test("may not write to the log from cabi_realloc, nor when it is told that its result was read")
    func callsFromWithin() throws {
        let say = "(call $log (i32.const 1) (i32.const 16) (i32.const 1))"
        var guest = Guest()
        guest.bodies[.allocate] = say + "(i32.const \(Guest.arenaAddress))"
        let player = try Player(try Host.load(guest))
        _ = player.play([[1], [1]])
        #expect(player.instance.takeFault()?.function == .allocate)

        var other = Guest()
        other.bodies[.processPostReturn] = say
        let second = try Player(try Host.load(other))
        _ = second.play([[1], [1]])
        #expect(second.instance.takeFault()?.function == .postReturn)
    }
}

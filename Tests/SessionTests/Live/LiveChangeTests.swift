// Parameters, mix, bypass, rest and the end, changed and measured while it plays.

import Foundation
import Realtime
import Session
import TestSupport
import Testing

@Suite("A live engine")
struct LiveChangeTests {
    private static func step(_ rig: LiveRig, _ id: String) throws -> LiveStep {
        try #require(rig.controller.playing.node(id)?.effect as? LiveStep)
    }

    @Test("passes a graph's sound on bit for bit")
    func isTransparent() throws {
        let rig = LiveRig(
            try LiveRig.graph([LiveRig.node("a", .echo(301, 0.3)), LiveRig.node("b", .gain, gain: -0.7)]))
        var generator = SeededGenerator(seed: 1)
        let sound = (0..<12_800).map { _ in Float.random(in: -1...1, using: &generator) }
        let heard = rig.play(12_800) { sound[$0] }
        let expected = sound.indices.map { frame in
            (sound[frame] + (frame < 301 ? 0 : sound[frame - 301] * 0.3)) * -0.7
        }
        #expect(heard == expected)
    }

    @Test("has taken a thousand random parameter changes, in order, when the period is over")
    func parameters() throws {
        let rig = LiveRig(try LiveRig.graph((0..<5).map { LiveRig.node("n\($0)", .gain) }))
        var generator = SeededGenerator(seed: 2)
        var expected = [Float](repeating: 1, count: 5)
        for _ in 0..<100 {
            for _ in 0..<10 {
                let node = Int.random(in: 0..<5, using: &generator)
                expected[node] = Float.random(in: -4...4, using: &generator)
                try rig.controller.setParameter(node: "n\(node)", index: 0, value: expected[node])
            }
            rig.play(128) { _ in 0 }
            for node in 0..<5 {
                #expect(try Self.step(rig, "n\(node)").gain == expected[node])
                #expect(rig.controller.playing.node("n\(node)")?.values == [expected[node]])
            }
        }
        #expect(try (0..<5).reduce(0) { try $0 + Self.step(rig, "n\($1)").setCount } == 1_000)
    }

    @Test("loses no last value in a flood that comes while nothing is played")
    func flood() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain)]))
        for number in 0..<100_000 {
            try rig.controller.setParameter(node: "n", index: 0, value: Float(number) / 100_000)
        }
        rig.play(128 * 40) { _ in 0 }
        #expect(try Self.step(rig, "n").gain == 0.99999)
    }

    @Test("refuses what makes no sense, and says what would")
    func refusals() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain)]))
        let controller = rig.controller
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "no error"
        }
        #expect(
            message { try controller.setParameter(node: "x", index: 0, value: 0) }
                == "node ‘x’ isn't in what plays; expected one of ‘n’")
        #expect(
            message { try controller.setParameter(node: "n", index: 3, value: 0) }
                == "node ‘n’ has no parameter 3; expected 0 to 0")
        #expect(
            message { try controller.setParameter(node: "n", index: 0, value: .nan) }
                == "parameter 0 of node ‘n’ can't be nan; expected -4.0 to 4.0")
        #expect(
            message { try controller.setMix(node: "n", mix: 1.5) }
                == "the mix of node ‘n’ can't be 1.5; expected 0.0 to 1.0")
        #expect(message { try controller.setBypassed(node: "x", isBypassed: true) }.hasPrefix("node ‘x’"))
    }

    @Test("bypasses and mixes without a step, and lets the bypassed effect run on", arguments: [110.0, 440, 3_000])
    func bypass(hertz: Double) throws {
        let rig = LiveRig(
            try LiveRig.graph([
                LiveRig.node("n", .gain, gain: -1), LiveRig.node("off", .gain, gain: 2, isBypassed: true),
            ]))
        let sine = LiveRig.sine(hertz)
        let own = LiveRig.greatestStep((0..<48_000).map(sine))
        var heard = rig.play(4_800, sine)
        #expect(heard == (0..<heard.count).map { -sine($0) })
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<40 {
            try rig.controller.setBypassed(node: "n", isBypassed: generator.chance(0.5))
            try rig.controller.setMix(node: "n", mix: Float.random(in: 0...1, using: &generator))
            heard += rig.play(Int.random(in: 1...2_000, using: &generator), sine)
        }
        #expect(LiveRig.greatestStep(heard) <= own * 1.01)
        try rig.controller.setBypassed(node: "n", isBypassed: true)
        rig.play(1_280, sine)
        let count = try Self.step(rig, "n").processCount
        let dry = rig.play(1_280, sine)
        #expect(zip(dry, (rig.frame - 1_280)...).allSatisfy { $0 == sine($1) })
        #expect(try Self.step(rig, "n").processCount == count + 10)
        try rig.controller.setBypassed(node: "off", isBypassed: false)
        rig.play(1_280, sine)
        let on = rig.play(1_280, sine)
        #expect(zip(on, (rig.frame - 1_280)...).allSatisfy { $0 == sine($1) * 2 })
    }

    @Test("keeps what was set before a swap was over for the graph that comes")
    func changesDuringSwap() throws {
        let rig = LiveRig(try LiveRig.graph("first", [LiveRig.node("n", .gain)]))
        rig.play(128) { _ in 1 }
        try rig.controller.swap(to: LiveRig.graph("second", [LiveRig.node("n", .gain)]))
        try rig.controller.setParameter(node: "n", index: 0, value: 0.5)
        rig.play(128) { _ in 1 }
        try rig.controller.swap(to: LiveRig.graph("third", [LiveRig.node("n", .gain), LiveRig.node("m", .gain)]))
        try rig.controller.setParameter(node: "m", index: 0, value: 0.25)
        try rig.controller.setBypassed(node: "n", isBypassed: true)
        #expect(throws: LiveError.self) { try rig.controller.setParameter(node: "o", index: 0, value: 0.25) }
        try rig.play(until: { $0.events.contains(.swapped(to: "third")) }) { _ in 1 }
        #expect(rig.play(4_800) { _ in 1 }.last == 0.25)
        #expect(rig.controller.playing.node("n")?.isBypassed == true)
    }

    @Test("rests when nothing can be heard any more, and goes on with the first block that sounds")
    func idles() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .echo(4_800, 0.5), tailFrames: 4_800)]))
        rig.play(12_800) { _ in 0.5 }
        rig.play(48_000) { _ in 0 }
        #expect(!rig.controller.isIdle)
        rig.play(60_000) { _ in 0 }
        #expect(rig.controller.isIdle)
        let count = try Self.step(rig, "n").processCount
        rig.play(48_000) { _ in 0 }
        #expect(try Self.step(rig, "n").processCount == count)
        #expect(rig.controller.load.idlePeriodCount >= 375)
        let heard = rig.play(128) { _ in 0.25 }
        #expect(heard == Array(repeating: 0.25, count: 128))
        #expect(try Self.step(rig, "n").lastPosition == UInt64(rig.frame - 128))
        #expect(!rig.controller.isIdle)
    }

    @Test("doesn't rest while a tail may still come, nor when it isn't to")
    func doesNotIdle() throws {
        let long = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain, tailFrames: 400_000)]))
        long.play(390_000) { _ in 0 }
        #expect(!long.controller.isIdle)
        long.play(20_000) { _ in 0 }
        #expect(long.controller.isIdle)
        try long.controller.setParameter(node: "n", index: 0, value: 2)
        long.play(128) { _ in 0 }
        #expect(!long.controller.isIdle)
        let never = LiveRig(
            try LiveRig.graph([LiveRig.node("n", .gain)]), settings: LiveSettings(budgetShare: 0, idles: false))
        never.play(300_000) { _ in 0 }
        #expect(never.controller.load.idlePeriodCount == 0)
    }

    @Test("falls silent in 50 ms when it is to end, and says so")
    func fadesOut() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain)]))
        let sine = LiveRig.sine(440)
        let before = rig.play(4_800, sine)
        rig.controller.fadeOut()
        #expect(!rig.controller.isFadedOut)
        let after = rig.play(2_400, sine)
        #expect(rig.controller.isFadedOut)
        #expect(LiveRig.greatestStep(before + after) <= LiveRig.greatestStep(before) * 1.01)
        #expect(rig.play(4_800, sine).allSatisfy { $0 == 0 })
    }

    @Test("measures levels, clipping and load")
    func levels() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain, gain: 2)]))
        rig.play(48_000) { frame in frame % 2 == 0 ? 0.25 : -0.25 }
        rig.play(128) { frame in frame % 128 == 5 ? -0.75 : 0 }
        let levels = rig.controller.takeLevels()
        for channel in 0..<2 {
            #expect(levels.input[channel].peak == 0.75)
            #expect(levels.output[channel].peak == 1.5)
            #expect(levels.input[channel].clippedCount == 0)
            #expect(levels.output[channel].clippedCount == 1)
            #expect(abs(levels.input[channel].rms - 0.25) < 0.002)
            #expect(abs(levels.output[channel].rms - 0.5) < 0.004)
        }
        #expect(rig.controller.takeLevels().output[0].peak == 0)
        let load = rig.controller.load
        #expect(load.periodCount == 376)
        #expect(load.period.count == 376)
        #expect(load.period.medianNanoseconds > 0)
        #expect(load.period.maximumNanoseconds >= load.period.percentile999Nanoseconds)
        #expect(load.nodes.map(\.id) == ["n"])
        #expect(load.nodes[0].load.count == 376)
        #expect(abs(load.periodNanoseconds - 128 / 48_000 * 1e9) < 1)
        #expect(load.lostMeasurementCount == 0)
        #expect(rig.controller.position == UInt64(rig.frame))
    }

    @Test("takes a block that isn't sound for silence, and counts it")
    func nonFinite() throws {
        let rig = LiveRig(try LiveRig.graph([LiveRig.node("n", .gain)]))
        rig.play(128) { frame in frame == 100 ? .nan : 0.5 }
        rig.play(128) { frame in frame == 200 ? .infinity : 0.5 }
        #expect(rig.play(128) { _ in 0.5 }.last == 0.5)
        #expect(rig.controller.load.nonFiniteInputCount == 2)
        #expect(rig.controller.takeLevels().input[0].peak == .infinity)
        #expect(rig.controller.takeLevels().output[0].peak == 0)
    }

    @Test("maintains each effect in turn, as long as there is time")
    func maintains() throws {
        let rig = LiveRig(try LiveRig.graph((0..<3).map { LiveRig.node("n\($0)", .gain) }))
        rig.engine.maintain(until: 0)
        #expect(try (0..<3).map { try Self.step(rig, "n\($0)").maintainCount } == [1, 1, 1])
        // A moment that has long passed.
        rig.engine.maintain(until: 1)
        #expect(try (0..<3).map { try Self.step(rig, "n\($0)").maintainCount } == [1, 1, 1])
    }
}

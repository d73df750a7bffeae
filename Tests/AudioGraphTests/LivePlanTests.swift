// What a plan lets be changed between blocks while it plays.

import AudioGraph
import CRealtime
import Foundation
import TestSupport
import Testing

@Suite("A plan that plays live")
struct LivePlanTests {
    private static func rig(_ nodes: [GraphNode], _ kernels: [String: TestKernel]) throws -> Rig {
        let rig = try Rig(.chain(nodes), kernels, maximumFrames: 64, purpose: .live)
        for step in rig.steps.values { step.keepsDeadlines = true }
        return rig
    }

    private static func sine(_ frameCount: Int, hertz: Double) -> Signal {
        let channel = (0..<frameCount).map { Float(sin(2 * Double.pi * hertz * Double($0) / Rig.sampleRate)) }
        return [channel, channel.map { $0 * 0.5 }]
    }

    private static func greatestStep(_ channel: [Float]) -> Float {
        zip(channel, channel.dropFirst()).map { abs($1 - $0) }.max() ?? 0
    }

    @Test("sounds like one that doesn't, bit for bit", arguments: 700..<730)
    func equalsOffline(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let reference = ReferenceGraph.random(using: &generator)
        let input = noise(frameCount: 2_000, seed: UInt64(seed))
        let offline = try Rig(reference.graph, reference.kernels, maximumFrames: 64)
        let live = try Rig(reference.graph, reference.kernels, maximumFrames: 64, purpose: .live)
        let isSame = bits(offline.render(input, blocks: [64])) == bits(live.render(input, blocks: [64]))
        #expect(isSame)
        #expect(offline.plan.totalLatencyFrames == live.plan.totalLatencyFrames)
    }

    @Test("runs a bypassed node unheard, and lets it be heard with its state alive", arguments: [0, 70])
    func bypass(latency: Int) throws {
        let rig = try Self.rig(
            [GraphNode("late"), GraphNode("smooth", isBypassed: true)],
            ["late": .delay(latency), "smooth": .smoother(0.01)])
        let input = noise(frameCount: 12_800)
        let dry = input.map { TestKernel.delayed($0, by: latency) }
        var output = rig.render(input.map { Array($0[..<6_400]) }, blocks: [64])
        #expect(rig.steps["smooth"]?.processCount == 100)
        #expect(bits(output) == bits(dry.map { Array($0[..<6_400]) }))
        rig.plan.setBypassed(node: 1, isBypassed: false)
        output = rig.render(input.map { Array($0[6_400...]) }, blocks: [64])
        // As if it had been heard from the start.
        let wet = dry.map { TestKernel.smoother(0.01).apply($0, sidechain: []) }
        for channel in 0..<2 { #expect(output[channel][960...].elementsEqual(wet[channel][(6_400 + 960)...])) }
    }

    @Test("changes mix and bypass without a step beyond the signal's", arguments: [50.0, 440, 5_000])
    func ramps(hertz: Double) throws {
        for blocks in [[64], [1], [50, 13, 64, 7]] {
            let rig = try Self.rig([GraphNode("n", mix: 0.3)], ["n": .gain(-1)])
            let input = Self.sine(24_000, hertz: hertz)
            var generator = SeededGenerator(seed: 4)
            var output = Signal(repeating: [], count: 2)
            var start = 0
            while start < 24_000 {
                // Sometimes before the last way is over.
                let end = min(24_000, start + Int.random(in: 1...1_500, using: &generator))
                let part = rig.render(input.map { Array($0[start..<end]) }, blocks: blocks)
                for channel in 0..<2 { output[channel] += part[channel] }
                start = end
                if generator.chance(0.5) {
                    rig.plan.setMix(node: 0, mix: Float.random(in: 0...1, using: &generator))
                } else {
                    rig.plan.setBypassed(node: 0, isBypassed: generator.chance(0.5))
                }
            }
            for channel in 0..<2 {
                #expect(Self.greatestStep(output[channel]) <= Self.greatestStep(input[channel]) * 1.0001)
            }
        }
    }

    @Test("changes mix alike in blocks of any length")
    func blockLengths() throws {
        func output(_ blocks: [Int]) throws -> Signal {
            let rig = try Self.rig([GraphNode("n")], ["n": .gain(0.5)])
            let input = noise(frameCount: 3_000)
            let first = rig.render(input.map { Array($0[..<1_000]) }, blocks: blocks)
            rig.plan.setMix(node: 0, mix: 0.25)
            let second = rig.render(input.map { Array($0[1_000..<1_400]) }, blocks: blocks)
            rig.plan.setBypassed(node: 0, isBypassed: true)
            let third = rig.render(input.map { Array($0[1_400...]) }, blocks: blocks)
            return (0..<2).map { first[$0] + second[$0] + third[$0] }
        }
        let expected = try bits(output([64]))
        for blocks in [[1], [17], [50, 13, 64]] { #expect(try bits(output(blocks)) == expected) }
    }

    @Test("sets parameters between blocks, and bypasses a node that fails at it")
    func parameters() throws {
        let rig = try Self.rig([GraphNode("a"), GraphNode("b")], ["a": .gain(2), "b": .gain(1)])
        _ = rig.render(noise(frameCount: 128), blocks: [64])
        let answer1 = rig.plan.setParameter(node: 0, index: 3, value: 0.5)
        #expect(answer1)
        #expect(rig.steps["a"]?.parameters == [3: 0.5])
        rig.steps["b"]?.failsParameters = true
        let answer2 = rig.plan.setParameter(node: 1, index: 0, value: 1)
        #expect(!answer2)
        #expect(rig.plan.failedNodes == [RenderPlan.Failure(node: 1, id: "b", position: 128)])
        let answer3 = rig.plan.setParameter(node: 1, index: 0, value: 1)
        #expect(!answer3)
        #expect(rig.steps["b"]?.parameterCalls == 1)
        let output = rig.render([Array(repeating: 1, count: 640), Array(repeating: 1, count: 640)], blocks: [64])
        #expect(output[0].last == 2)
        #expect(rig.steps["b"]?.processCount == 2)
    }

    @Test("maintains a node until a deadline, and bypasses one that fails at it")
    func maintenance() throws {
        let rig = try Self.rig([GraphNode("a")], ["a": .gain(2)])
        let answer4 = rig.plan.maintain(node: 0, deadline: 77)
        #expect(answer4)
        #expect(rig.steps["a"]?.maintainDeadlines == [77])
        rig.steps["a"]?.failsMaintenance = true
        let answer5 = rig.plan.maintain(node: 0, deadline: 78)
        #expect(!answer5)
        let answer6 = rig.plan.maintain(node: 0, deadline: 79)
        #expect(!answer6)
        #expect(rig.steps["a"]?.maintainDeadlines == [77, 78])
        #expect(rig.plan.failedNodeCount == 1)
    }

    @Test(
        "puts another step in the place of one that has failed, or hasn't, without a click", arguments: [true, false])
    func replacement(hasFailed: Bool) throws {
        let rig = try Self.rig([GraphNode("a")], ["a": .gain(1)])
        let other = TestStep("other", .gain(-1), channelCount: 2, maximumFrames: 64, log: rig.log)
        if hasFailed { rig.steps["a"]?.failingProcess = 20 }
        let input = Self.sine(6_400, hertz: 100)
        let before = rig.render(input.map { Array($0[..<2_560]) }, blocks: [64])
        rig.plan.replaceStep(node: 0, step: other.nodeStep().step)
        #expect(rig.plan.failedNodeCount == 0)
        let after = rig.render(input.map { Array($0[2_560...]) }, blocks: [64])
        #expect(after[0][240...].elementsEqual(input[0][2_800...].map { -$0 }))
        #expect(rig.steps["a"]?.processCount == (hasFailed ? 21 : 40))
        #expect(other.processCount == 60)
        // As after a fault: an offset of 2 that falls along half a cosine in 5 ms, beside the sine's own 0.0131.
        #expect(Self.greatestStep(before[0] + after[0]) < 0.0131 * 2 + 1e-4)
        withExtendedLifetime(other) {}
    }
}

// The property that matters most: a plan does what the graph says, whatever the graph and however the stream is cut.

import AudioGraph
import TestSupport
import Testing

@Suite("A plan of a random graph")
struct RandomGraphTests {
    private static let blockSizes = [1, 17, 64, 128, 512, 4096]

    @Test("gives the naive evaluation's bits in blocks of 1, 17, 64, 128, 512 and 4096 frames", arguments: 0..<20)
    func matchesReference(group: Int) throws {
        for number in 0..<25 {
            let seed = UInt64(group * 25 + number)
            var generator = SeededGenerator(seed: seed)
            var reference = ReferenceGraph.random(using: &generator)
            let channelCount = Int.random(in: 1...3, using: &generator)
            let input = noise(
                channelCount: channelCount, frameCount: Int.random(in: 1...900, using: &generator), seed: seed)
            try check(&reference, input, blockSizes: Self.blockSizes)
        }
    }

    @Test("gives the naive evaluation's bits over several blocks of the longest length", arguments: 500..<510)
    func matchesReferenceOverLongSignals(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var reference = ReferenceGraph.random(using: &generator)
        try check(&reference, noise(channelCount: 2, frameCount: 9001, seed: UInt64(seed)), blockSizes: [4096, 2048])
    }

    @Test("gives the naive evaluation's bits in blocks of changing lengths", arguments: 510..<540)
    func matchesReferenceInMixedBlocks(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var reference = ReferenceGraph.random(using: &generator)
        let input = noise(channelCount: 2, frameCount: 3000, seed: UInt64(seed))
        let expected = bits(reference.evaluate(input))
        let blocks = (0..<3000).map { _ in Int.random(in: 1...256, using: &generator) }
        let rig = try Rig(reference.graph, reference.kernels, maximumFrames: 256)
        let isSame = bits(rig.render(input, blocks: blocks)) == expected
        #expect(isSame, "seed \(seed)")
    }

    @Test("in which a step fails sounds, once settled, as if that node were bypassed", arguments: 540..<640)
    func settlesAfterFault(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var reference = ReferenceGraph.random(using: &generator)
        // Without memory in the steps nothing of the crossing can outlast the crossings and the delays.
        for (id, kernel) in reference.kernels {
            if case .smoother(let share) = kernel { reference.kernels[id] = .gain(share) }
        }
        let rig = try Rig(reference.graph, reference.kernels, maximumFrames: 128)
        let failing = try #require(rig.plan.nodeIDs.randomElement(using: &generator))
        let failingBlock = Int.random(in: 0...12, using: &generator)
        if generator.chance(0.5) {
            rig.steps[failing]?.failingAcquire = failingBlock
        } else {
            rig.steps[failing]?.failingProcess = failingBlock
        }
        let input = noise(frameCount: 6000, seed: UInt64(seed))
        let output = bits(rig.render(input, blocks: [128]))
        let healthy = bits(reference.evaluate(input))
        let node = try #require(reference.graph.nodes.firstIndex { $0.id == failing })
        reference.graph.nodes[node].isBypassed = true
        let bypassed = bits(reference.evaluate(input))
        let start = failingBlock * 128
        let settled = start + 240 + reference.latencyFrames
        // Compared outside of `#expect`, which would write thousands of samples out.
        let isHealthyBefore = (0..<2).allSatisfy { output[$0][..<start] == healthy[$0][..<start] }
        let isBypassedAfter = (0..<2).allSatisfy { output[$0][settled...] == bypassed[$0][settled...] }
        #expect(isHealthyBefore && isBypassedAfter, "seed \(seed)")
    }

    private func check(_ reference: inout ReferenceGraph, _ input: Signal, blockSizes: [Int]) throws {
        let expected = bits(reference.evaluate(input))
        for size in blockSizes {
            let rig = try Rig(
                reference.graph, reference.kernels, channelCount: input.count, maximumFrames: size)
            let output = bits(rig.render(input, blocks: [size]))
            guard output == expected, rig.plan.totalLatencyFrames == reference.latencyFrames else {
                Issue.record("blocks of \(size) differ for \(reference.graph) with \(reference.kernels)")
                return
            }
            // Whatever runs is told exactly once, for each block, that it has been read.
            for step in rig.steps.values { #expect(step.finishCount == step.processCount) }
        }
    }
}

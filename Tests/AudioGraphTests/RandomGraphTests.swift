// The property that matters most: a plan does what the graph says, whatever the graph and however the stream is cut.

import AudioGraph
import Testing

@Suite("A plan of a random graph")
struct RandomGraphTests {
    private static let blockSizes = [1, 17, 64, 128, 512, 4096]

    @Test("gives the naive evaluation's bits in blocks of 1, 17, 64, 128, 512 and 4096 frames", arguments: 0..<20)
    func matchesReference(group: Int) throws {
        for number in 0..<25 {
            let seed = UInt64(group * 25 + number)
            var generator = SplitMix64(seed: seed)
            var reference = ReferenceGraph.random(using: &generator)
            let channelCount = Int.random(in: 1...3, using: &generator)
            let input = noise(
                channelCount: channelCount, frameCount: Int.random(in: 1...900, using: &generator), seed: seed)
            try check(&reference, input, blockSizes: Self.blockSizes)
        }
    }

    @Test("gives the naive evaluation's bits over several blocks of the longest length", arguments: 500..<510)
    func matchesReferenceOverLongSignals(seed: Int) throws {
        var generator = SplitMix64(seed: UInt64(seed))
        var reference = ReferenceGraph.random(using: &generator)
        try check(&reference, noise(channelCount: 2, frameCount: 9001, seed: UInt64(seed)), blockSizes: [4096, 2048])
    }

    @Test("gives the naive evaluation's bits in blocks of changing lengths", arguments: 510..<540)
    func matchesReferenceInMixedBlocks(seed: Int) throws {
        var generator = SplitMix64(seed: UInt64(seed))
        var reference = ReferenceGraph.random(using: &generator)
        let input = noise(channelCount: 2, frameCount: 3000, seed: UInt64(seed))
        let expected = bits(reference.evaluate(input))
        let blocks = (0..<3000).map { _ in Int.random(in: 1...256, using: &generator) }
        let rig = try Rig(reference.graph, reference.kernels, maximumFrames: 256)
        #expect(bits(rig.render(input, blocks: blocks)) == expected, "seed \(seed)")
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

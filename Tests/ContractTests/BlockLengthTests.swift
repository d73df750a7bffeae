// The same samples come out however the stream is cut, to the bit.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect's samples")
struct BlockLengthTests {
    private static let lengths: [BlockLengths] = [
        .fixed(1), .fixed(17), .fixed(64), .fixed(128), .fixed(512), .fixed(4_096), .mixed(seed: 1), .mixed(seed: 2),
    ]

    @Test(
        "don't depend on the lengths of blocks, also while parameters change", arguments: StagedEffects.everyName,
        [1, 2, 3, 6])
    func dontDependOnBlocks(name: String, channelCount: Int) throws {
        let descriptor = try StagedEffects.module(name).descriptor
        for sidechainChannelCount in descriptor.sidechainChannelCounts(for: channelCount) {
            for (index, rate) in Rates.all.enumerated() {
                var scene = try Scene(
                    name, rate: rate, channelCount: channelCount, sidechainChannelCount: sidechainChannelCount,
                    maximumFrameCount: 4_096, frameCount: 10_000, seed: UInt64(index))
                let changes = descriptor.randomChanges(count: 12, frameCount: 10_000, using: &scene.generator)
                let expected = try scene.run(scene.rig(), blocks: Self.lengths[0], changes: changes)
                for lengths in Self.lengths.dropFirst() {
                    let output = try scene.run(scene.rig(), blocks: lengths, changes: changes)
                    let difference = output.difference(from: expected)
                    #expect(
                        difference == nil,
                        "blocks \(lengths), \(scene.format), values \(scene.values), changes \(changes)")
                    guard difference == nil else { return }
                }
            }
        }
    }

    @Test("don't depend on the longest block that was announced", arguments: StagedEffects.everyName)
    func dontDependOnTheLimit(name: String) throws {
        let limits = [64, 100, 8_192]
        let outputs = try limits.map { limit in
            let scene = try Scene(
                name, rate: 44_100, channelCount: 2, maximumFrameCount: limit, frameCount: 10_000, seed: 3)
            return try scene.run(scene.rig(), blocks: .fixed(64))
        }
        for output in outputs.dropFirst() { #expect(output.difference(from: outputs[0]) == nil) }
    }
}

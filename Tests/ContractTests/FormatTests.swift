// Every rate, channel count and block length: an effect takes them all, and puts out as many finite samples as came in.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect's output")
struct FormatTests {
    /// The rig checks that the output is as long as the input: the host ends an effect whose isn't.
    @Test(
        "is finite for every channel count, side-chain, block length and random parameters, while they change",
        arguments: StagedEffects.everyName, Rates.all)
    func everyFormat(name: String, rate: Float) throws {
        let descriptor = try StagedEffects.module(name).descriptor
        for channelCount in 1...8 {
            for sidechainChannelCount in descriptor.sidechainChannelCounts(for: channelCount) {
                for seed in 0..<3 as Range<UInt64> {
                    var scene = try Scene(
                        name, rate: rate, channelCount: channelCount, sidechainChannelCount: sidechainChannelCount,
                        frameCount: 12_000, seed: UInt64(channelCount) * 100 + seed)
                    let rig = try scene.rig()
                    let changes = descriptor.randomChanges(count: 20, frameCount: 12_000, using: &scene.generator)
                    let output = try scene.run(rig, blocks: .mixed(seed: seed), changes: changes)
                    // The host silences what isn't finite, so the count tells.
                    #expect(
                        rig.instance.nonFiniteBlockCount == 0 && output.isFinite,
                        "\(channelCount) channels, side-chain \(sidechainChannelCount), values \(scene.values)")
                }
            }
        }
    }

    @Test(
        "comes for every block length from 1 to 8192 that a host may have configured",
        arguments: StagedEffects.everyName)
    func everyBlockLength(name: String) throws {
        for length in [1, 2, 3, 15, 16, 17, 64, 127, 128, 441, 512, 1_000, 4_095, 4_096, 8_191, 8_192] {
            let scene = try Scene(
                name, rate: 48_000, channelCount: 2, maximumFrameCount: length, frameCount: 3 * max(length, 100),
                seed: UInt64(length))
            let rig = try scene.rig()
            let output = try scene.run(rig, blocks: .fixed(length))
            #expect(rig.instance.nonFiniteBlockCount == 0 && output.isFinite, "blocks of \(length)")
        }
    }

    @Test("comes for 64 channels, or the effect says why not", arguments: StagedEffects.everyName)
    func manyChannels(name: String) throws {
        let scene = try Scene(name, rate: 48_000, channelCount: 64, frameCount: 1_000, seed: 1)
        do {
            let output = try scene.run(try scene.rig())
            #expect(output.isFinite)
        } catch let error as EffectError {
            guard case .fault(let fault) = error.kind, case .refused(let reason) = fault.cause else {
                throw error
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test(
        "never comes in a format without sense: the effect refuses it, and works in the next",
        arguments: StagedEffects.everyName)
    func senselessFormats(name: String) throws {
        let scene = try Scene(name, rate: 48_000, channelCount: 2, frameCount: 1_000, seed: 1)
        let expected = try scene.run(try scene.rig())
        let rig = try scene.rig()
        for (rate, channelCount) in [(0, 2), (-48_000, 2), (.nan, 2), (.infinity, 2), (48_000, 0)] as [(Float, Int)] {
            let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 512)
            let error = #expect(throws: EffectError.self, "rate \(rate), \(channelCount) channels") {
                try rig.configure(format)
            }
            guard case .fault(let fault) = error?.kind, case .refused = fault.cause else {
                Issue.record("rate \(rate), \(channelCount) channels: not refused but \(error?.description ?? "taken")")
                return
            }
        }
        try rig.configure(scene.format)
        #expect(try scene.run(rig).difference(from: expected) == nil)
    }
}

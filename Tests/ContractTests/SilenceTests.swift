// Silence in, silence out: at once when there was no sound, after the declared tail when there was.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect in silence")
struct SilenceTests {
    /// -120 dB, for a sound at full scale.
    private static let inaudible: Float = 1e-6
    /// A tail that goes on for ever.
    private static let endless = Int(UInt32.max)

    @Test(
        "is exactly silent before any sound, while its parameters change", arguments: StagedEffects.everyName, Rates.all
    )
    func startsSilent(name: String, rate: Float) throws {
        let module = try StagedEffects.module(name)
        var generator = SeededGenerator(seed: 10)
        for channelCount in [1, 2, 5] {
            for _ in 0..<10 {
                let values = module.descriptor.randomValues(using: &generator)
                let changes = module.descriptor.randomChanges(count: 10, frameCount: 10_000, using: &generator)
                let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 1_024)
                let rig = try EffectRig(module, format, values: values)
                let output = try rig.process(
                    PlanarSound(channelCount: channelCount, frameCount: 10_000), changes: changes)
                #expect(output.isSilent, "values \(values)")
            }
        }
    }

    @Test(
        "is below -120 dB once its declared tail is over", arguments: StagedEffects.names,
        [8_000, 48_000, 96_000] as [Float])
    func tailIsDeclared(name: String, rate: Float) throws {
        let module = try StagedEffects.module(name)
        var generator = SeededGenerator(seed: 11)
        var endingTails = 0
        for _ in 0..<40 {
            let values = module.descriptor.randomValues(using: &generator)
            let format = EffectFormat(sampleRateHertz: rate, channelCount: 2, maximumFrameCount: 4_096)
            let rig = try EffectRig(module, format, values: values)
            guard rig.timing.tailFrameCount < Self.endless else { continue }
            endingTails += 1
            let second = Int(rate)
            let noise = PlanarSound.noise(channelCount: 2, frameCount: second / 2, amplitude: 1, seed: generator.next())
            _ = try rig.process(noise, blocks: .fixed(4_096))
            var left = rig.timing.latencyFrameCount + rig.timing.tailFrameCount
            while left > 0 {
                let count = min(left, 10 * second)
                _ = try rig.process(PlanarSound(channelCount: 2, frameCount: count), blocks: .fixed(4_096))
                left -= count
            }
            let rest = try rig.process(PlanarSound(channelCount: 2, frameCount: second / 2), blocks: .fixed(4_096))
            #expect(rest.peak < Self.inaudible, "tail \(rig.timing.tailFrameCount) frames, values \(values)")
        }
        #expect(endingTails > 20, "hardly any setting has a tail that ends")
    }
}

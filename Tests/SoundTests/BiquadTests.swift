// The scripted biquad's frequency response against its analytic one.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The biquad")
struct BiquadTests {
    private static let types = [
        "low-pass", "high-pass", "band-pass", "notch", "peak", "low-shelf", "high-shelf", "all-pass",
    ]

    @Test("is within 0.01 dB of its analytic response", arguments: types, [44_100, 96_000] as [Float])
    func response(type: String, rate: Float) throws {
        let bench = try ScriptBench("biquad", rateHertz: rate)
        let hasGain = ["peak", "low-shelf", "high-shelf"].contains(type)
        for frequency in [140, 1_000, 15_000] as [Float] {
            for q in [0.3, 0.707, 6] as [Float] {
                for gain in hasGain ? [-18, 7.5] : [0] as [Float] {
                    let filter = AnalogueFilter(
                        type: type, cutoffHertz: Double(frequency), resonance: Double(q), gainDecibels: Double(gain),
                        isDouble: false)
                    let impulse = try bench.impulseResponse(
                        [
                            "type": bench.module.descriptor.choice(type, of: "type"), "frequency": frequency, "q": q,
                            "gain": gain,
                        ], frameCount: 65_536)
                    let hertz = Spectrum.frequencies(from: 20, to: 0.45 * Double(rate), count: 25)
                    let found = Spectrum.transform(impulse[...], hertz: hertz, rate: Double(rate))
                    for (hertz, found) in zip(hertz, found) {
                        let expected = filter.response(hertz: hertz, rate: Double(rate))
                        guard expected.decibels > -70 else { continue }
                        #expect(abs(found.decibels - expected.decibels) < 0.01, "\(filter) at \(hertz) Hz")
                    }
                }
            }
        }
    }

    @Test("agrees with the native filter where both compute the same")
    func native() throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 20_000, seed: 48)
        let module = try StagedEffects.module("filter")
        let rig = try EffectRig(
            module, EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 4_096),
            values: module.descriptor.values(["cutoff": 900, "resonance": 1.5]))
        let expected = try rig.process(input)
        let found = try ScriptBench("biquad").run(["frequency": 900, "q": 1.5], input)
        let difference = zip(found.samples, expected.samples).map { abs($0 - $1) }.max()!
        // The native one warps its cutoff in single precision, which moves it by some 1e-7.
        #expect(difference < 1e-5, "\(difference)")
    }
}

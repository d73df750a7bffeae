// The filter's frequency response against its analytic one.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The filter")
struct FilterTests {
    private static let types = [
        "low-pass", "high-pass", "band-pass", "notch", "peak", "low-shelf", "high-shelf", "all-pass",
    ]
    private static let rates = [44_100.0, 48_000, 96_000]
    /// The promise.
    private static let toleranceDecibels = 0.05
    /// Below this a response isn't compared but must stay near it: an impulse response in 32-bit floats says no more.
    private static let floorDecibels = -80.0

    /// The response to an impulse, until it has rung down to nothing.
    private static func impulseResponse(_ values: [Float], rate: Double) throws -> [Float] {
        let format = EffectFormat(sampleRateHertz: Float(rate), channelCount: 1, maximumFrameCount: 4_096)
        let rig = try EffectRig(StagedEffects.module("filter"), format, values: values)
        var response: [Float] = []
        var piece = PlanarSound.impulse(channelCount: 1, frameCount: 4_096)
        while true {
            let output = try rig.process(piece, blocks: .fixed(4_096))
            response += output.samples
            piece = PlanarSound(channelCount: 1, frameCount: 4_096)
            if output.peak < 1e-10 || response.count > 4_000_000 { return response }
        }
    }

    @Test(
        "is within 0.05 dB of its analytic response from 20 Hz to 0.45 of the rate",
        arguments: types, rates)
    func response(type: String, rate: Double) throws {
        let descriptor = try StagedEffects.module("filter").descriptor
        let hasGain = ["peak", "low-shelf", "high-shelf"].contains(type)
        for slope in ["12 dB", "24 dB"] {
            for cutoff in [25, 140, 1_000, 6_300, 15_000] as [Float] {
                for resonance in [0.3, 0.70710678, 2, 12] as [Float] {
                    for gain in hasGain ? [-18, 7.5] : [0] as [Float] {
                        let filter = AnalogueFilter(
                            type: type, cutoffHertz: Double(cutoff), resonance: Double(resonance),
                            gainDecibels: Double(gain), isDouble: slope == "24 dB")
                        let values = try descriptor.values([
                            "type": descriptor.choice(type, of: "type"), "slope": descriptor.choice(slope, of: "slope"),
                            "cutoff": cutoff, "resonance": resonance, "gain": gain,
                        ])
                        try Self.compare(filter, values, rate: rate)
                    }
                }
            }
        }
    }

    private static func compare(_ filter: AnalogueFilter, _ values: [Float], rate: Double) throws {
        var hertz = Spectrum.frequencies(from: 20, to: 0.45 * rate, count: 37)
        hertz += [0.97, 1, 1.03].map { $0 * filter.cutoffHertz }.filter { (20...0.45 * rate).contains($0) }
        let impulse = try impulseResponse(values, rate: rate)
        let measured = Spectrum.transform(impulse[...], hertz: hertz, rate: rate)
        for (frequency, found) in zip(hertz, measured) {
            let expected = filter.response(hertz: frequency, rate: rate)
            if expected.decibels < floorDecibels {
                #expect(found.decibels < floorDecibels + 1, "\(filter) at \(frequency) Hz")
                continue
            }
            let error = found.decibels - expected.decibels
            #expect(abs(error) <= toleranceDecibels, "\(filter) at \(frequency) Hz: off by \(error) dB")
            // The phase too, to as much as 0.05 dB is: 0.0058 of the magnitude.
            let turn = (found / expected).angle
            #expect(abs(turn) <= 0.0058, "\(filter) at \(frequency) Hz: off by \(turn) radians")
        }
    }

    @Test("of type all-pass leaves every frequency's level alone", arguments: rates)
    func allPass(rate: Double) throws {
        let descriptor = try StagedEffects.module("filter").descriptor
        let values = try descriptor.values(["type": descriptor.choice("all-pass", of: "type"), "cutoff": 700])
        let hertz = Spectrum.frequencies(from: 20, to: 0.45 * rate, count: 60)
        for found in Spectrum.transform(try Self.impulseResponse(values, rate: rate)[...], hertz: hertz, rate: rate) {
            #expect(abs(found.decibels) < 0.001)
        }
    }

    @Test("holds a cutoff above 0.49 of the rate there")
    func highCutoff() throws {
        let descriptor = try StagedEffects.module("filter").descriptor
        let filter = AnalogueFilter(
            type: "low-pass", cutoffHertz: 0.49 * 22_050, resonance: 0.5.squareRoot(), gainDecibels: 0, isDouble: false)
        try Self.compare(filter, descriptor.values(["cutoff": 20_000]), rate: 22_050)
    }
}

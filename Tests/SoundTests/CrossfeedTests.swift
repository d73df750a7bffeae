// The crossfeed against Bauer's filters as bs2b has them: straight on, across, and both together.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The crossfeed")
struct CrossfeedTests {
    private static func rig(
        _ settings: [String: Float], rate: Float = 48_000, channelCount: Int = 2
    ) throws -> EffectRig {
        let module = try StagedEffects.module("crossfeed")
        let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 512)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    /// What an impulse on the left becomes on the left and on the right.
    private static func responses(
        _ settings: [String: Float], rate: Float, hertz: [Double]
    ) throws -> (straight: [Complex], across: [Complex]) {
        let rig = try rig(settings, rate: rate)
        var input = PlanarSound(channelCount: 2, frameCount: rig.timing.tailFrameCount + 1)
        input[0, 0] = 1
        let output = try rig.process(input)
        return (
            Spectrum.transform(output.channel(0), hertz: hertz, rate: Double(rate)),
            Spectrum.transform(output.channel(1), hertz: hertz, rate: Double(rate))
        )
    }

    private static let presets =
        [("default", 700, 4.5), ("chu-moy", 700, 6), ("jan-meier", 650, 9.5)] as [(String, Double, Double)]
    private static let rates = [8_000, 44_100, 48_000, 96_000, 192_000] as [Float]

    private static func preset(_ name: String) throws -> Float {
        try StagedEffects.module("crossfeed").descriptor.choice(name, of: "preset")
    }

    /// The published transfer functions, with z = exp(i w).
    private static func bauer(
        cutoff: Double, feed: Double, hertz: Double, rate: Double
    ) -> (straight: Complex, across: Complex) {
        let (lowDecibels, highDecibels) = (feed * -5 / 6 - 3, feed / 6 - 3)
        let (low, cut) = (pow(10, lowDecibels / 20), 1 - pow(10, highDecibels / 20))
        let boost = cutoff * pow(2, (lowDecibels - 20 * log10(cut)) / 12)
        let (a, b) = (exp(-2 * .pi * cutoff / rate), exp(-2 * .pi * boost / rate))
        let angle = -2 * Double.pi * hertz / rate
        let z = Complex(cos(angle), sin(angle))
        let gain = Complex(1 / (1 - cut + low))
        let across = Complex(low * (1 - a)) / (Complex(1) + Complex(-a) * z)
        let straight = (Complex(1 - cut * (1 - b)) + Complex(-b) * z) / (Complex(1) + Complex(-b) * z)
        return (gain * straight, gain * across)
    }

    @Test("has the published transfer functions", arguments: presets, rates)
    func transferFunctions(preset: (name: String, cutoff: Double, feed: Double), rate: Float) throws {
        let hertz = Spectrum.frequencies(from: 10, to: 0.48 * Double(rate), count: 32)
        let named = try Self.responses(["preset": try Self.preset(preset.name)], rate: rate, hertz: hertz)
        let free = try Self.responses(
            ["preset": try Self.preset("free"), "cutoff": Float(preset.cutoff), "feed": Float(preset.feed)], rate: rate,
            hertz: hertz)
        for (index, frequency) in hertz.enumerated() {
            let expected = Self.bauer(
                cutoff: preset.cutoff, feed: preset.feed, hertz: frequency, rate: Double(rate))
            for found in [named, free] {
                // Single precision in levels and frequencies, and the response's end at -120 dB.
                #expect((found.straight[index] + Complex(-1) * expected.straight).magnitude < 3e-6)
                #expect((found.across[index] + Complex(-1) * expected.across).magnitude < 3e-6)
            }
        }
    }

    @Test("feeds across by its level below the cut frequency, and 3 dB less at it", arguments: presets)
    func levels(preset: (name: String, cutoff: Double, feed: Double)) throws {
        let found = try Self.responses(
            ["preset": try Self.preset(preset.name)], rate: 192_000, hertz: [1, preset.cutoff, 20_000])
        #expect(abs(found.straight[0].decibels - found.across[0].decibels - preset.feed) < 0.001)
        // The discrete filter's corner lies 0.02 dB off at this rate.
        #expect(abs(found.across[0].decibels - found.across[1].decibels - 3.01) < 0.03)
        // The same on both sides comes out as loud below.
        let mono = zip(found.straight, found.across).map { ($0 + $1).decibels }
        #expect(abs(mono[0]) < 0.001)
    }

    @Test("lets a sound across come later, by 0.2 to 0.3 ms at low frequencies", arguments: presets)
    func delay(preset: (name: String, cutoff: Double, feed: Double)) throws {
        let found = try Self.responses(["preset": try Self.preset(preset.name)], rate: 48_000, hertz: [100])
        let milliseconds = (found.straight[0].angle - found.across[0].angle) / (2 * .pi * 100) * 1_000
        #expect((0.2...0.3).contains(milliseconds), "\(milliseconds) ms")
    }

    @Test("makes nothing louder that is the same on both sides, and has no notch for it", arguments: presets)
    func mono(preset: (name: String, cutoff: Double, feed: Double)) throws {
        let hertz = Spectrum.frequencies(from: 10, to: 20_000, count: 100)
        let found = try Self.responses(["preset": try Self.preset(preset.name)], rate: 48_000, hertz: hertz)
        for (straight, across) in zip(found.straight, found.across) {
            #expect((-2.7...0.001).contains((straight + across).decibels))
        }
    }

    @Test("has as much of it as was asked for", arguments: [0, 30, 100] as [Float])
    func amount(percent: Float) throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 5_000, seed: 50)
        let full = try Self.rig([:]).process(input)
        let output = try Self.rig(["amount": percent]).process(input)
        let share = percent / 100
        for index in input.samples.indices {
            let expected = input.samples[index] + share * (full.samples[index] - input.samples[index])
            guard abs(output.samples[index] - expected) > 1e-6 else { continue }
            Issue.record("sample \(index): \(output.samples[index]), not \(expected)")
            return
        }
        if percent == 0 { #expect(output.difference(from: input) == nil) }
    }

    @Test("leaves a mono sound, and all but the first two channels, as they are")
    func channels() throws {
        for channelCount in [1, 3, 6] {
            let input = PlanarSound.noise(channelCount: channelCount, frameCount: 3_000, seed: 51)
            let output = try Self.rig([:], channelCount: channelCount).process(input)
            for channel in channelCount == 1 ? 0..<1 : 2..<channelCount {
                #expect(output.channel(channel).elementsEqual(input.channel(channel)))
            }
        }
    }
}

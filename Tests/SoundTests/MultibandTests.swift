// The multiband compressor against Linkwitz and Riley's filters and the compressor's curve.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The multiband compressor")
struct MultibandTests {
    private static let uncompressed = Dictionary(uniqueKeysWithValues: (1...5).map { ("ratio\($0)", Float(1)) })

    private static func rig(_ settings: [String: Float], rate: Float = 48_000, channelCount: Int = 2) throws
        -> EffectRig
    {
        let module = try StagedEffects.module("multiband")
        let format = EffectFormat(sampleRateHertz: rate, channelCount: channelCount, maximumFrameCount: 512)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    private static func mode(_ name: String) throws -> Float {
        try StagedEffects.module("multiband").descriptor.choice(name, of: "mode1")
    }

    private static func response(
        _ settings: [String: Float], rate: Float, hertz: [Double]
    ) throws -> [Double] {
        let rig = try rig(settings, rate: rate)
        var input = PlanarSound(channelCount: 2, frameCount: rig.timing.tailFrameCount + 1)
        (input[0, 0], input[1, 0]) = (1, -0.5)
        let output = try rig.process(input)
        let responses = Spectrum.transform(output.channel(0), hertz: hertz, rate: Double(rate)).map(\.decibels)
        let other = Spectrum.transform(output.channel(1), hertz: hertz, rate: Double(rate)).map(\.decibels)
        for (left, right) in zip(responses, other) where left > -80 { #expect(abs(left - right - 6.0206) < 0.001) }
        return responses
    }

    @Test(
        "adds up to a flat sum while nothing is compressed", arguments: [8_000, 44_100, 192_000] as [Float],
        [0, 1, 2, 3] as [Float])
    func flat(rate: Float, bands: Float) throws {
        let settings = Self.uncompressed.merging([
            "bands": bands, "crossover1": 70, "crossover2": 300, "crossover3": 310, "crossover4": 2_500,
        ]) { $1 }
        let hertz = Spectrum.frequencies(from: 20, to: 0.45 * Double(rate), count: 40)
        // Measured: 4e-7 dB. What is left is that the response's end is cut off, and single precision.
        for decibels in try Self.response(settings, rate: rate, hertz: hertz) { #expect(abs(decibels) < 1e-4) }
    }

    /// Linkwitz and Riley's halves: Butterworth's of second order, twice, at a frequency bent as the bilinear transform does.
    private static func half(_ hertz: Double, at crossover: Double, rate: Double, isHigh: Bool) -> Double {
        let ratio = tan(.pi * hertz / rate) / tan(.pi * crossover / rate)
        let power = pow(ratio, 4)
        return 20 * log10((isHigh ? power : 1) / (1 + power))
    }

    @Test("parts the sound by Linkwitz and Riley's filters, 24 dB an octave", arguments: [1, 2, 3])
    func bands(alone: Int) throws {
        let rate = 48_000.0
        let settings = Self.uncompressed.merging([
            "bands": 1, "crossover1": 200, "crossover2": 2_000, "mode\(alone)": try Self.mode("solo"),
        ]) { $1 }
        let hertz = Spectrum.frequencies(from: 30, to: 20_000, count: 40)
        let found = try Self.response(settings, rate: Float(rate), hertz: hertz)
        for (index, frequency) in hertz.enumerated() {
            func half(_ crossover: Double, _ isHigh: Bool) -> Double {
                Self.half(frequency, at: crossover, rate: rate, isHigh: isHigh)
            }
            let expected =
                switch alone {
                case 1: half(200, false)
                case 2: half(200, true) + half(2_000, false)
                default: half(200, true) + half(2_000, true)
                }
            guard expected > -80 else { continue }
            #expect(abs(found[index] - expected) < 0.002, "\(frequency) Hz")
        }
    }

    /// What the compressor takes, in decibels: its README's formula.
    private static func reduction(_ level: Double, threshold: Double, ratio: Double, knee: Double) -> Double {
        let over = level - threshold
        if 2 * over < -knee { return 0 }
        if 2 * over > knee || knee == 0 { return (1 - 1 / ratio) * over }
        return (1 - 1 / ratio) * pow(over + knee / 2, 2) / (2 * knee)
    }

    @Test("compresses each band by the compressor's curve", arguments: [1, 3], [-40, -26, -23, -12, 0] as [Double])
    func curve(band: Int, level: Double) throws {
        var settings = Self.uncompressed
        settings.merge([
            "bands": 1, "threshold\(band)": -24, "ratio\(band)": 4, "gain\(band)": 3, "attack\(band)": 1,
            "release\(band)": 20,
        ]) { $1 }
        // A constant is in the lowest band alone, and what changes sign with each frame in the highest: their level stands
        // still, so that the detector has nothing to do but to get there.
        let amplitude = Float(pow(10, level / 20))
        let input = PlanarSound(channelCount: 2, frameCount: 48_000) { _, frame in
            band == 1 || frame.isMultiple(of: 2) ? amplitude : -amplitude
        }
        let last = abs(Double(try Self.rig(settings).process(input).channel(0).last ?? 0))
        let expected = level + 3 - Self.reduction(level, threshold: -24, ratio: 4, knee: 6)
        #expect(abs(20 * log10(last) - expected) < 0.001)
    }

    @Test("leaves the other bands alone, bypasses, mutes, and mixes in what isn't compressed")
    func others() throws {
        let input = PlanarSound(channelCount: 1, frameCount: 48_000) { _, _ in 1 }
        func level(_ settings: [String: Float]) throws -> Double {
            let all = ["threshold1": -40, "ratio1": 100, "knee": 0, "attack1": 1, "release1": 20].merging(settings) { $1 }
            let last = try Self.rig(all, channelCount: 1).process(input).channel(0).last ?? 0
            return 20 * log10(max(abs(Double(last)), 1e-6))
        }
        #expect(abs(try level([:]) + 39.6) < 0.001)
        #expect(abs(try level(["mode1": try Self.mode("bypass"), "gain1": 12])) < 0.001)
        #expect(try level(["mode1": try Self.mode("mute")]) < -100)
        #expect(try level(["mode2": try Self.mode("solo")]) < -100)
        let half = 20 * log10(0.5 + 0.5 * pow(10, -39.6 / 20))
        #expect(abs(try level(["mix": 50]) - half) < 0.001)
        #expect(abs(try level(["threshold1": 0, "threshold2": -60, "ratio2": 100])) < 0.001)
    }

    @Test("keeps its crossovers in order: one that is set below another stands where that is")
    func order() throws {
        let hertz = Spectrum.frequencies(from: 30, to: 20_000, count: 20)
        func response(_ second: Float) throws -> [Double] {
            let settings = Self.uncompressed.merging([
                "bands": 1, "crossover1": 500, "crossover2": second, "mode2": try Self.mode("mute"),
            ]) { $1 }
            return try Self.response(settings, rate: 48_000, hertz: hertz)
        }
        #expect(try response(100) == response(500))
        #expect(try response(600) != response(500))
    }

    @Test("answers in the frame in which it hears")
    func firstFrame() throws {
        let rig = try Self.rig([:])
        #expect(rig.timing.latencyFrameCount == 0)
        let output = try rig.process(PlanarSound.impulse(channelCount: 2, frameCount: 8, at: 3))
        #expect(output.channel(0).prefix(3).allSatisfy { $0 == 0 } && output[0, 3] != 0)
    }

    @Test("turns all channels down alike, by the loudest")
    func linked() throws {
        let input = PlanarSound(channelCount: 3, frameCount: 24_000) { channel, _ in channel == 2 ? 1 : 0.01 }
        let settings: [String: Float] = ["threshold1": -20, "ratio1": 4, "attack1": 1, "release1": 20, "knee": 0]
        let output = try Self.rig(settings, channelCount: 3).process(input)
        let gains = (0..<3).map { Double(output.channel($0).last ?? 0) / ($0 == 2 ? 1 : 0.01) }
        #expect(gains.allSatisfy { abs(20 * log10($0) + 15) < 0.001 })
    }
}

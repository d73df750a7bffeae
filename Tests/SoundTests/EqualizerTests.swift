// The equalizer's frequency response against the Audio EQ Cookbook, its channels, and its precision.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The equalizer")
struct EqualizerTests {
    private static let types = [
        "bell", "low-shelf", "high-shelf", "low-pass", "high-pass", "band-pass", "notch", "all-pass",
    ]
    private static let rates = [44_100.0, 48_000, 96_000]
    /// A fifth of what is promised to those who import: 0.05 dB.
    private static let toleranceDecibels = 0.01
    /// Below this a response isn't compared but must stay near it: an impulse response in 32-bit floats says no more.
    private static let floorDecibels = -70.0

    /// A band as a preset states it; `number` counts from 1.
    private struct Band {
        var type: String
        var frequency: Float = 1_000
        var gain: Float = 0
        var q: Float = 0.70710678
        var slope = "12 dB"
        var channel = "both"

        func settings(_ number: Int) throws -> [String: Float] {
            let descriptor = try StagedEffects.module("equalizer").descriptor
            return [
                "type\(number)": try descriptor.choice(type, of: "type\(number)"), "frequency\(number)": frequency,
                "gain\(number)": gain, "q\(number)": q,
                "slope\(number)": try descriptor.choice(slope, of: "slope\(number)"),
                "channel\(number)": try descriptor.choice(channel, of: "channel\(number)"),
            ]
        }

        func response(_ hertz: Double, _ rate: Double) -> Complex {
            Cookbook.response(
                type, frequency: Double(frequency), decibels: Double(gain), q: Double(q), hertz: hertz, rate: rate)
        }
    }

    private static func rig(
        _ bands: [Band], preamp: Float = 0, rate: Double, channelCount: Int = 1
    ) throws -> EffectRig {
        let module = try StagedEffects.module("equalizer")
        var settings: [String: Float] = ["preamp": preamp]
        for (index, band) in bands.enumerated() {
            settings.merge(try band.settings(index + 1)) { _, new in new }
        }
        let format = EffectFormat(sampleRateHertz: Float(rate), channelCount: channelCount, maximumFrameCount: 4_096)
        return try EffectRig(module, format, values: module.descriptor.values(settings))
    }

    /// The response to an impulse, until it has rung down to nothing.
    private static func impulseResponse(_ rig: EffectRig) throws -> [Float] {
        var response: [Float] = []
        var piece = PlanarSound.impulse(channelCount: 1, frameCount: 4_096)
        while true {
            let output = try rig.process(piece, blocks: .fixed(4_096))
            response += output.samples
            piece = PlanarSound(channelCount: 1, frameCount: 4_096)
            if output.peak < 1e-8 || response.count > 4_000_000 { return response }
        }
    }

    private static func compare(
        _ bands: [Band], preamp: Float = 0, rate: Double, to expected: (_ hertz: Double) -> Double
    ) throws {
        let hertz = Spectrum.frequencies(from: 20, to: 0.45 * rate, count: 24)
        let impulse = try impulseResponse(rig(bands, preamp: preamp, rate: rate))
        for (frequency, found) in zip(hertz, Spectrum.transform(impulse[...], hertz: hertz, rate: rate)) {
            let wanted = expected(frequency)
            if wanted < floorDecibels {
                #expect(found.decibels < floorDecibels + 1, "\(bands) at \(frequency) Hz")
            } else {
                let error = found.decibels - wanted
                #expect(abs(error) <= toleranceDecibels, "\(bands) at \(frequency) Hz: off by \(error) dB")
            }
        }
    }

    @Test("is within 0.01 dB of the cookbook with each type", arguments: types, rates)
    func cookbook(type: String, rate: Double) throws {
        let hasGain = ["bell", "low-shelf", "high-shelf"].contains(type)
        for frequency in [25, 105, 1_000, 6_300, 17_000] as [Float] {
            for q in [0.3, 0.70710678, 1.41, 12] as [Float] {
                for gain in hasGain ? [-18, 5.8] : [0] as [Float] {
                    let band = Band(type: type, frequency: frequency, gain: gain, q: q)
                    try Self.compare([band], rate: rate) { band.response($0, rate).decibels }
                }
            }
        }
    }

    @Test("is a Butterworth filter of each slope", arguments: ["low-pass", "high-pass"], 1...8)
    func slopes(type: String, order: Int) throws {
        for rate in Self.rates {
            for frequency in [60, 1_000, 12_000] as [Float] {
                let band = Band(type: type, frequency: frequency, slope: "\(6 * order) dB")
                try Self.compare([band], rate: rate) {
                    Cookbook.butterworthDecibels(
                        isHighPass: type == "high-pass", order: order, frequency: Double(frequency), hertz: $0,
                        rate: rate)
                }
            }
        }
    }

    @Test("adds up the decibels of 32 bands and the preamp", arguments: rates)
    func allBands(rate: Double) throws {
        var generator = SeededGenerator(seed: 32)
        let bands = (0..<32).map { _ in
            Band(
                type: ["bell", "low-shelf", "high-shelf"].randomElement(using: &generator)!,
                frequency: .random(in: 30...16_000, using: &generator), gain: .random(in: -4...4, using: &generator),
                q: .random(in: 0.4...6, using: &generator))
        }
        try Self.compare(bands, preamp: -6.1, rate: rate) { hertz in
            bands.reduce(-6.1) { $0 + $1.response(hertz, rate).decibels }
        }
    }

    @Test("turns a band on for one channel only, and leaves the other to the bit", arguments: types)
    func channels(type: String) throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 3_000, seed: 21)
        let both = try Self.rig([Band(type: type, gain: 9)], rate: 48_000, channelCount: 2).process(input)
        for (channel, name) in ["left", "right"].enumerated() {
            let rig = try Self.rig([Band(type: type, gain: 9, channel: name)], rate: 48_000, channelCount: 2)
            let output = try rig.process(input)
            for frame in 0..<3_000 {
                #expect(output[channel, frame] == both[channel, frame])
                #expect(output[1 - channel, frame] == input[1 - channel, frame])
            }
        }
    }

    @Test("acts on every channel where there aren't two", arguments: [1, 3, 6])
    func otherChannelCounts(channelCount: Int) throws {
        let input = PlanarSound.noise(channelCount: channelCount, frameCount: 3_000, seed: 22)
        let outputs = try ["both", "left", "right"].map { channel in
            try Self.rig([Band(type: "bell", gain: 9, channel: channel)], rate: 48_000, channelCount: channelCount)
                .process(input)
        }
        #expect(outputs[1].difference(from: outputs[0]) == nil && outputs[2].difference(from: outputs[0]) == nil)
        #expect(outputs[0].difference(from: input) != nil)
    }

    @Test("leaves the sound as it is, to the bit, while every band is off, whatever the other knobs say")
    func off() throws {
        let bands = (0..<32).map { _ in Band(type: "off", frequency: 80, gain: 12, q: 4, slope: "48 dB") }
        for channelCount in [1, 2, 5] {
            let input = PlanarSound.noise(channelCount: channelCount, frameCount: 3_000, seed: 23)
            let output = try Self.rig(bands, rate: 48_000, channelCount: channelCount).process(input)
            #expect(output.difference(from: input) == nil)
        }
    }

    @Test("leaves the sound as it is, to the bit, once a band has been turned on and off again")
    func offAgain() throws {
        let rig = try Self.rig([Band(type: "low-shelf", frequency: 200, gain: 12)], rate: 48_000, channelCount: 2)
        let descriptor = try StagedEffects.module("equalizer").descriptor
        let index = try #require(descriptor.parameters.firstIndex { $0.id == "type1" })
        let input = PlanarSound.noise(channelCount: 2, frameCount: 6_000, seed: 24)
        let output = try rig.process(input, changes: [EffectRig.Change(frame: 2_000, index: index, value: 0)])
        #expect(output.frames(3_200..<6_000).difference(from: input.frames(3_200..<6_000)) == nil)
    }

    /// Against the same recursion in double precision with the cookbook's coefficients, in direct form I, whose states
    /// are the signals themselves: what is left is the output's rounding, half a bit of 24.
    @Test(
        "is quiet at 20 Hz and 192 kHz: no error but that of rounding the output",
        arguments: [0.70710678, 8] as [Float])
    func lowFrequency(q: Float) throws {
        let rate = 192_000.0
        let input = PlanarSound.noise(channelCount: 1, frameCount: 192_000, seed: 25)
        let output = try Self.rig([Band(type: "high-pass", frequency: 20, q: q)], rate: rate).process(input)
        let w = 2 * Double.pi * 20 / rate
        let (c, alpha) = (cos(w), sin(w) / (2 * Double(q)))
        var (x1, x2, y1, y2, greatest) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for frame in 0..<192_000 {
            let x = Double(input[0, frame])
            let y = ((1 + c) / 2 * (x - 2 * x1 + x2) + 2 * c * y1 - (1 - alpha) * y2) / (1 + alpha)
            (x2, x1, y2, y1) = (x1, x, y1, y)
            greatest = max(greatest, abs(Double(output[0, frame]) - y) / max(abs(y), 0.25))
        }
        #expect(greatest < 0x1p-23, "\(20 * log10(greatest)) dB")
    }

    @Test("holds what 32 bands make too large for a number at the largest, and comes back")
    func overflow() throws {
        let bands = (0..<32).map { _ in Band(type: "bell", gain: 30, q: 0.3) }
        let rig = try Self.rig(bands, preamp: 20, rate: 48_000, channelCount: 2)
        let loud = try rig.process(PlanarSound.noise(channelCount: 2, frameCount: 6_000, amplitude: 1, seed: 26))
        #expect(loud.isFinite && loud.peak == .greatestFiniteMagnitude && rig.instance.nonFiniteBlockCount == 0)
    }
}

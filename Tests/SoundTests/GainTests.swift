// The gain effect against its formulas: level, pan, width, polarity, mute.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The gain effect")
struct GainTests {
    private static let frameCount = 600

    private static func run(_ settings: [String: Float], channelCount: Int) throws -> (PlanarSound, PlanarSound) {
        let module = try StagedEffects.module("gain")
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: channelCount, maximumFrameCount: 512)
        let rig = try EffectRig(module, format, values: module.descriptor.values(settings))
        let input = PlanarSound.noise(channelCount: channelCount, frameCount: frameCount, seed: 20)
        return (input, try rig.process(input))
    }

    /// Compares with what a formula makes of the input's channels. Tolerance: 2^-20 of full scale, some roundings.
    private static func expect(
        _ settings: [String: Float], channelCount: Int, _ formula: (_ channels: [Double], _ channel: Int) -> Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (input, output) = try run(settings, channelCount: channelCount)
        var greatest = 0.0
        for frame in 0..<frameCount {
            let channels = (0..<channelCount).map { Double(input[$0, frame]) }
            for channel in 0..<channelCount {
                let expected = formula(channels, channel)
                greatest = max(greatest, abs(Double(output[channel, frame]) - expected) / max(1, abs(expected)))
            }
        }
        #expect(greatest < 0x1p-20, "\(settings), \(channelCount) channels", sourceLocation: sourceLocation)
    }

    @Test("multiplies by 10^(level / 20)", arguments: [-90, -60, -20, -6.02, -1, 0, 3, 12, 24] as [Float])
    func level(decibels: Float) throws {
        for channelCount in [1, 2, 6] {
            let (input, output) = try Self.run(["level": decibels], channelCount: channelCount)
            for index in input.samples.indices where abs(input.samples[index]) > 0.01 {
                let found = 20 * log10(Double(output.samples[index] / input.samples[index]))
                #expect(abs(found - Double(decibels)) < 0.001)
            }
        }
    }

    @Test("fades out towards its lowest level, which is silence")
    func lowestLevel() throws {
        #expect(try Self.run(["level": -96], channelCount: 2).1.isSilent)
        let peaks = try [-90, -91, -93, -95, -95.9, -96].map { try Self.run(["level": $0], channelCount: 1).1.peak }
        #expect(zip(peaks, peaks.dropFirst()).allSatisfy { $0 > $1 })
    }

    @Test("pans by turning the other side down", arguments: [-100, -50, -1, 0, 30, 100] as [Float])
    func pan(percent: Float) throws {
        let place = Double(percent) / 100
        try Self.expect(["pan": percent], channelCount: 2) { channels, channel in
            channels[channel] * min(1, channel == 0 ? 1 - place : 1 + place)
        }
    }

    @Test("scales the difference of left and right by the width", arguments: [0, 25, 100, 150, 200] as [Float])
    func width(percent: Float) throws {
        try Self.expect(["width": percent], channelCount: 2) { channels, channel in
            let middle = (channels[0] + channels[1]) / 2
            let side = (channels[0] - channels[1]) / 2 * Double(percent) / 100
            return channel == 0 ? middle + side : middle - side
        }
    }

    @Test("turns the polarity over", arguments: ["none", "both", "left", "right"])
    func polarity(choice: String) throws {
        let value = try StagedEffects.module("gain").descriptor.choice(choice, of: "invert")
        try Self.expect(["invert": value], channelCount: 2) { channels, channel in
            let isTurned = choice == "both" || choice == (channel == 0 ? "left" : "right")
            return isTurned ? -channels[channel] : channels[channel]
        }
    }

    @Test("does all of it at once, width before pan")
    func together() throws {
        let values: [String: Float] = ["level": -4, "pan": 35, "width": 160]
        try Self.expect(values, channelCount: 2) { channels, channel in
            let middle = (channels[0] + channels[1]) / 2
            let side = (channels[0] - channels[1]) / 2 * 1.6
            let wide = channel == 0 ? middle + side : middle - side
            return wide * pow(10, -4.0 / 20) * (channel == 0 ? 0.65 : 1)
        }
    }

    @Test("pans and widens the first two channels only, and turns all up")
    func surround() throws {
        try Self.expect(["level": 6, "pan": -100, "width": 0], channelCount: 6) { channels, channel in
            let level = pow(10, 6.0 / 20)
            return switch channel {
            case 0: (channels[0] + channels[1]) / 2 * level
            case 1: 0
            default: channels[channel] * level
            }
        }
    }

    @Test("leaves a mono sound in its place")
    func mono() throws {
        try Self.expect(["pan": 70, "width": 0], channelCount: 1) { channels, _ in channels[0] }
    }

    @Test("mutes")
    func mute() throws {
        for channelCount in [1, 2, 5] {
            #expect(try Self.run(["mute": 1, "level": 24], channelCount: channelCount).1.isSilent)
        }
    }

    @Test("leaves the sound as it is, to the bit, when it is asked for nothing")
    func nothing() throws {
        for channelCount in [1, 2, 5] {
            let (input, output) = try Self.run([:], channelCount: channelCount)
            #expect(output.difference(from: input) == nil)
        }
    }
}

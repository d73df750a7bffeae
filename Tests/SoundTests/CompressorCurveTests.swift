// The compressor's static curve, and what is done with the gain: make-up, mix, link, side-chain.

import EffectTestSupport
import Foundation
import Testing

@Suite("The compressor's static curve")
struct CompressorCurveTests {
    private static let toleranceDecibels = 0.05

    @Test(
        "is within 0.05 dB of the published one",
        arguments: [-50, -24, -6, 0] as [Float], [1, 1.5, 4, 20, 100] as [Float])
    func curve(threshold: Float, ratio: Float) throws {
        for knee in [0, 3, 12, 36] as [Float] {
            for level in stride(from: -80.0, through: 6, by: 2.3) {
                let input = CompressorBench.steps([(level, 4_800)])
                let gain = try CompressorBench.gains(
                    input,
                    settings: ["threshold": threshold, "ratio": ratio, "knee": knee, "attack": 1, "release": 10])
                let expected = CompressorBench.curve(
                    level, threshold: Double(threshold), ratio: Double(ratio), knee: Double(knee))
                let found = level + gain[4_790]
                #expect(
                    abs(found - expected) <= Self.toleranceDecibels,
                    "knee \(knee), level \(level): \(found) dB, expected \(expected)")
            }
        }
    }

    @Test("holds for a sine's peak when the release is long", arguments: [44_100.0, 48_000, 96_000])
    func sine(rate: Double) throws {
        for level in [-30.0, -18, -3] {
            let amplitude = pow(10, level / 20)
            // 997 Hz: no divisor of the rate, so that samples meet the peaks.
            let input = (0..<Int(rate)).map { Float(amplitude * sin(2 * .pi * 997 * Double($0) / rate)) }
            let settings: [String: Float] = ["threshold": -20, "ratio": 3, "knee": 6, "attack": 1, "release": 5_000]
            let (output, _) = try CompressorBench.run([input], settings: settings, rate: rate)
            let tail = Int(rate) - 4_000..<Int(rate)
            let found = 20 * log10(Double(output.frames(tail).peak))
            let expected = CompressorBench.curve(level, threshold: -20, ratio: 3, knee: 6)
            #expect(abs(found - expected) <= Self.toleranceDecibels)
        }
    }

    @Test("is lifted by make-up", arguments: [-24, -3, 0, 6, 36] as [Float])
    func makeup(decibels: Float) throws {
        let gain = try CompressorBench.gains(
            CompressorBench.steps([(-60, 2_000)]), settings: ["makeup": decibels])
        #expect(abs(gain[1_999] - Double(decibels)) < 0.01)
    }

    @Test("is lifted by automatic make-up so that full scale stays full scale")
    func automaticMakeup() throws {
        for threshold in [-40, -12, 0] as [Float] {
            let settings: [String: Float] = [
                "threshold": threshold, "ratio": 5, "knee": 6, "attack": 1, "release": 10, "auto-makeup": 100,
            ]
            let gain = try CompressorBench.gains(CompressorBench.steps([(0, 4_800)]), settings: settings)
            #expect(abs(gain[4_790]) <= Self.toleranceDecibels)
        }
    }

    @Test("is mixed with the untouched sound by amplitude", arguments: [0, 25, 50, 100] as [Float])
    func mix(percent: Float) throws {
        let settings: [String: Float] = [
            "threshold": -30, "ratio": 10, "knee": 0, "attack": 1, "release": 10, "mix": percent,
        ]
        let gain = try CompressorBench.gains(CompressorBench.steps([(-6, 4_800)]), settings: settings)
        let compressed = pow(10, (CompressorBench.curve(-6, threshold: -30, ratio: 10, knee: 0) + 6) / 20)
        let share = Double(percent) / 100
        #expect(abs(gain[4_790] - 20 * log10(1 - share + share * compressed)) <= Self.toleranceDecibels)
    }

    @Test("hears, at full link, the loudest channel for all; without link each its own; between them in proportion")
    func link() throws {
        let levels = [-4.0, -16, -28]
        let channels = levels.map { CompressorBench.steps([($0, 9_600)]) }
        for link in [0, 40, 100] as [Float] {
            let (output, _) = try CompressorBench.run(
                channels,
                settings: ["threshold": -30, "ratio": 4, "knee": 0, "attack": 1, "release": 10, "link": link])
            for (channel, level) in levels.enumerated() {
                let heard = level + Double(link) / 100 * (-4 - level)
                let expected = CompressorBench.curve(heard, threshold: -30, ratio: 4, knee: 0) - heard
                let found = CompressorBench.decibels(output[channel, 9_590] / channels[channel][9_590])
                #expect(abs(found - expected) <= Self.toleranceDecibels, "link \(link), channel \(channel)")
            }
        }
    }

    @Test("hears the side-chain instead of the input when there is one")
    func sidechain() throws {
        let input = CompressorBench.steps([(-40, 9_600)])
        let key = CompressorBench.steps([(-10, 9_600)])
        for keys in [[key], [key, key]] {
            let (output, _) = try CompressorBench.run(
                [input, input], sidechain: keys,
                settings: ["threshold": -30, "ratio": 4, "knee": 0, "attack": 1, "release": 10])
            let expected = CompressorBench.curve(-10, threshold: -30, ratio: 4, knee: 0) + 10
            for channel in 0..<2 {
                let found = CompressorBench.decibels(output[channel, 9_590] / input[9_590])
                #expect(abs(found - expected) <= Self.toleranceDecibels)
            }
        }
    }

    /// A second-order Butterworth high-pass through the bilinear transform: w^2 / sqrt(1 + w^4), with w as in
    /// `AnalogueFilter`. Tolerance: the curve's 0.05 dB, over a slope of 1/2.
    @Test("hears through the side-chain's high-pass", arguments: [44_100.0, 96_000], [100, 400, 1_000] as [Float])
    func sidechainHighpass(rate: Double, corner: Float) throws {
        let input = CompressorBench.steps([(-20, Int(rate))])
        for hertz in [53.0, 211, 997, 3_001] {
            // Faded in: a sudden start would pass the high-pass, and the long release would remember it.
            let key = (0..<Int(rate)).map { frame in
                let fade = min(1, Double(frame) / (0.7 * rate))
                return Float(0.5 * fade * sin(2 * .pi * hertz * Double(frame) / rate))
            }
            let settings: [String: Float] = [
                "threshold": -60, "ratio": 2, "knee": 0, "attack": 1, "release": 5_000, "sidechain-highpass": corner,
            ]
            let (output, _) = try CompressorBench.run([input], sidechain: [key], settings: settings, rate: rate)
            let last = Int(rate) - 1
            let reduction = CompressorBench.decibels(output[0, last] / input[last])
            let w = tan(.pi * hertz / rate) / tan(.pi * Double(corner) / rate)
            let heard = 20 * log10(0.5 * w * w / (1 + pow(w, 4)).squareRoot())
            let expected = CompressorBench.curve(heard, threshold: -60, ratio: 2, knee: 0) - heard
            #expect(abs(reduction - expected) <= 2 * Self.toleranceDecibels, "\(hertz) Hz")
        }
    }
}

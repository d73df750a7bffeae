// The limiter: the ceiling holds between samples, what is below it passes as it is, the release takes its time.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The limiter")
struct LimiterTests {
    /// What the README promises. BS.1770-4's own meter, of four times the rate, reads up to 0.6 dB too little.
    private static let allowanceDecibels = 0.1
    private static let frameCount = 3_000

    /// The output, with the latency taken off.
    private static func run(
        _ channels: [[Float]], _ settings: [String: Float], rate: Double = 48_000
    ) throws -> PlanarSound {
        let module = try StagedEffects.module("limiter")
        let format = EffectFormat(
            sampleRateHertz: Float(rate), channelCount: channels.count, maximumFrameCount: 4_096)
        let rig = try EffectRig(module, format, values: module.descriptor.values(settings))
        let latency = rig.timing.latencyFrameCount
        let output = try rig.process(PlanarSound(channels).followed(bySilence: latency), blocks: .fixed(1_000))
        return output.frames(latency..<output.frameCount)
    }

    /// Sounds whose samples miss their peaks, or that have most of what is near half the rate.
    private static func hardSounds() -> [(name: String, samples: [Float])] {
        var sounds: [(String, [Float])] = []
        func add(_ name: String, _ sample: (Int) -> Double) {
            // Faded in and out: a sound cut short has peaks of its own.
            let samples = (0..<frameCount).map { frame -> Float in
                let fade = min(1, Double(min(frame, frameCount - 1 - frame)) / 200)
                return Float(sample(frame) * fade)
            }
            sounds.append((name, samples))
        }
        // In turns: per frame, and at the start.
        let sines: [(Double, Double)] = [
            (0.25, 0.125), (0.2501, 0.03), (0.166_7, 0.08), (0.4, 0.25), (0.45, 0), (0.03, 0),
        ]
        for (turns, start) in sines {
            add("sine of \(turns) of the rate") { frame -> Double in
                let phase = turns * Double(frame) + start
                return sin(2 * Double.pi * phase)
            }
        }
        add("square") { $0 / 24 % 2 == 0 ? 1 : -1 }
        add("fast square") { $0 / 4 % 2 == 0 ? 1 : -1 }
        add("clicks") { $0 % 211 < 2 ? 1 : 0 }
        add("bursts") { frame -> Double in
            let place = frame % 300
            guard place < 8 else { return 0 }
            return place / 2 % 2 == 0 ? 1 : -1
        }
        let noise = PlanarSound.noise(channelCount: 1, frameCount: frameCount, amplitude: 1, seed: 30)
        add("noise") { Double(noise[0, $0]) }
        return sounds
    }

    @Test(
        "keeps every true peak within 0.1 dB of the ceiling",
        arguments: [
            ["drive": 12], ["drive": 24, "ceiling": -12, "release": 1, "lookahead": 1], ["drive": 3, "release": 20],
        ] as [[String: Float]])
    func truePeak(settings: [String: Float]) throws {
        // 96 taps under a narrow window, and the 20 taps that common resamplers have.
        let meters = [TruePeak(reach: 48, shape: 8), TruePeak(reach: 10, shape: 5)]
        for (name, samples) in Self.hardSounds() {
            let output = try Self.run([samples], settings)
            let ceiling = Double(settings["ceiling"] ?? -1)
            for meter in meters {
                let over = 20 * log10(meter.measure(output.channel(0))) - ceiling
                #expect(over <= Self.allowanceDecibels, "\(name), \(2 * meter.reach) taps: \(over) dB")
            }
        }
    }

    @Test("never lets a sample over the ceiling, by the least", arguments: [0, 1] as [Float], [1, 10] as [Float])
    func samplePeak(truePeak: Float, lookahead: Float) throws {
        let noise = PlanarSound.noise(channelCount: 2, frameCount: 20_000, amplitude: 1, seed: 31)
        let channels = (0..<2).map { Array(noise.channel($0)) }
        for link in [0, 50, 100] as [Float] {
            let settings = [
                "drive": 24, "ceiling": -6, "release": 1, "lookahead": lookahead, "true-peak": truePeak, "link": link,
            ]
            let peak = try Self.run(channels, settings).peak
            // Two roundings of floats.
            #expect(Double(peak) <= pow(10, -6.0 / 20) * (1 + 4e-7), "link \(link)")
        }
    }

    @Test("passes what stays below the ceiling bit for bit", arguments: [44_100.0, 48_000, 96_000, 192_000])
    func isTransparent(rate: Double) throws {
        let noise = PlanarSound.noise(channelCount: 1, frameCount: 5_000, amplitude: 0.2, seed: 32)
        // Faded at both ends: a tone that begins at once has peaks between samples.
        let tone = (0..<5_000).map { frame -> Float in
            let fade = min(1, Double(min(frame, 4_999 - frame)) / 500)
            let phase: Double = 2 * .pi * 997 * Double(frame) / rate
            return Float(0.89 * fade * sin(phase))
        }
        for samples in [Array(noise.channel(0)), tone] {
            let output = try Self.run([samples], [:], rate: rate)
            #expect(output.difference(from: PlanarSound([samples])) == nil)
        }
    }

    @Test("is exactly itself again some time after a loud sound")
    func comesBack() throws {
        let loud = PlanarSound.noise(channelCount: 1, frameCount: 2_000, amplitude: 1, seed: 33)
        let quiet = PlanarSound.noise(channelCount: 1, frameCount: 20_000, amplitude: 0.1, seed: 34)
        let samples = Array(loud.channel(0)) + Array(quiet.channel(0))
        let output = try Self.run([samples], ["drive": 0, "ceiling": -6, "release": 10])
        // 20 times constants and the lookahead later.
        #expect(
            output.frames(12_000..<22_000).difference(from: PlanarSound([samples]).frames(12_000..<22_000)) == nil)
    }

    @Test(
        "lets the gain come back by 63 % within the release", arguments: [5, 50, 500] as [Float], [44_100.0, 96_000])
    func release(milliseconds: Float, rate: Double) throws {
        let (loud, frames) = (2_000, Double(milliseconds) * rate / 1_000)
        let samples = (0..<loud + Int(3 * frames) + 2_000).map { frame in
            // A constant, then one below the ceiling; so low that the filters' ringing doesn't matter.
            Float(frame < loud ? 1 : 0.1)
        }
        let settings: [String: Float] = ["ceiling": -12, "release": milliseconds, "lookahead": 1, "true-peak": 0]
        let output = try Self.run([samples], settings, rate: rate)
        let gain = (loud..<samples.count).map { Double(output[0, $0] / samples[$0]) }
        let lowest = pow(10, -12.0 / 20)
        #expect(abs(Double(output[0, loud - 100]) - lowest) < 1e-5)
        // The smoothing shifts the way back in time and leaves its slope: between two points of it.
        let first = try #require(gain.firstIndex { $0 > lowest + 0.1 * (1 - lowest) })
        let second = try #require(gain.firstIndex { $0 > 1 - 0.9 * exp(-1.0) * (1 - lowest) })
        // From 10 % of the way to 1 - 0.9 / e of it is one time constant.
        let found = Double(second - first)
        #expect(abs(found / frames - 1) <= 0.05 + 2 / frames)
    }

    @Test("turns all channels down alike at full link, each for itself without")
    func link() throws {
        let (loud, quiet) = ([Float](repeating: 1, count: 4_000), [Float](repeating: 0.25, count: 4_000))
        for (link, expected) in [(0, 1.0), (50, 0.75), (100, 0.5)] as [(Float, Double)] {
            let settings: [String: Float] = ["ceiling": -6.020_6, "link": link, "true-peak": 0]
            let output = try Self.run([loud, quiet], settings)
            #expect(abs(Double(output[0, 2_000]) - 0.5) < 1e-5)
            #expect(abs(Double(output[1, 2_000]) / 0.25 - expected) < 1e-5)
        }
    }
}

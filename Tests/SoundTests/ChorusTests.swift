// The chorus against its formula: where each voice reads, how cleanly, and how loud.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The chorus")
struct ChorusTests {
    private static let rates = [44_100.0, 48_000, 96_000]

    private static let paths: [ChorusPath] = [
        ChorusPath(rateHertz: 0.6, depthMilliseconds: 3, delayMilliseconds: 8),
        ChorusPath(rateHertz: 5, depthMilliseconds: 1, delayMilliseconds: 2),
        ChorusPath(rateHertz: 0.5, depthMilliseconds: 10, delayMilliseconds: 40),
        ChorusPath(rateHertz: 10, depthMilliseconds: 4, delayMilliseconds: 13.7),
        ChorusPath(rateHertz: 1, depthMilliseconds: 0, delayMilliseconds: 7.77),
    ]

    /// How far a stretch of output is from lagging as it should, in frames: least squares along the sine's slope.
    private static func lagError(_ output: ArraySlice<Float>, _ path: ChorusPath, hertz: Double) -> Double {
        let w = 2 * Double.pi * hertz / path.sampleRate
        var (projection, power) = (0.0, 0.0)
        for (frame, sample) in zip(output.indices, output) {
            let angle = w * (Double(frame) - path.delay(voice: 0, channel: 0, frame: frame))
            let slope = -w * cos(angle)
            projection += (Double(sample) - sin(angle)) * slope
            power += slope * slope
        }
        return projection / power
    }

    @Test("delays within 0.1 frames of the intended path, everywhere on it", arguments: paths, rates)
    func path(of path: ChorusPath, rate: Double) throws {
        var path = path
        path.sampleRate = rate
        let hertz = 1_000.0
        let frameCount = Int(rate * 2.1)
        let output = try path.run(hertz: hertz, channelCount: 1, frameCount: frameCount)
        let period = Int(rate / hertz)
        var start = path.longestDelay + 100
        while start + 2 * period <= frameCount {
            let error = Self.lagError(output.samples[start..<start + 2 * period], path, hertz: hertz)
            guard abs(error) <= 0.1 else {
                Issue.record("off by \(error) frames at frame \(start)")
                return
            }
            start += period
        }
    }

    /// What the output has besides the formula's, in dB below a full-scale sine.
    private static func residual(_ path: ChorusPath, hertz: Double, channel: Int, channelCount: Int) throws -> Double {
        let frameCount = Int(path.sampleRate * 1.2)
        let output = try path.run(hertz: hertz, channelCount: channelCount, frameCount: frameCount)
        let first = path.longestDelay + 100
        var sum = 0.0
        for frame in first..<frameCount {
            let error = Double(output[channel, frame]) - path.output(hertz: hertz, channel: channel, frame: frame)
            sum += error * error
        }
        return 10 * log10(2 * sum / Double(frameCount - first) + 1e-30)
    }

    @Test("shows no images of a 10 kHz sine: all that isn't the sine at its delay is below -90 dB", arguments: rates)
    func images(rate: Double) throws {
        for (sweep, depth) in [(0.6, 3.0), (3, 10), (0.1, 5)] {
            let path = ChorusPath(
                rateHertz: sweep, depthMilliseconds: depth, delayMilliseconds: 8, sampleRate: rate)
            let found = try Self.residual(path, hertz: 10_000, channel: 0, channelCount: 1)
            #expect(found < -90, "rate \(sweep) Hz, depth \(depth) ms: \(found) dB")
        }
    }

    @Test("spreads its voices evenly over the cycle, odd channels between even ones", arguments: 1...6)
    func voices(count: Int) throws {
        for spread in [0, 0.5, 1] {
            let path = ChorusPath(voices: count, rateHertz: 1.5, delayMilliseconds: 11, spread: spread)
            for channel in 0..<3 {
                let found = try Self.residual(path, hertz: 700, channel: channel, channelCount: 3)
                #expect(found < -80, "spread \(spread), channel \(channel): \(found) dB")
            }
        }
    }

    @Test("mixes by equal power", arguments: [0, 0.25, 0.5, 0.8, 1])
    func mix(share: Double) throws {
        let path = ChorusPath(voices: 2, mix: share)
        let found = try Self.residual(path, hertz: 700, channel: 0, channelCount: 1)
        #expect(found < -80, "\(found) dB")
    }

    @Test("at no mix leaves the sound as it is, to the bit")
    func dry() throws {
        let module = try StagedEffects.module("chorus")
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 512)
        let rig = try EffectRig(module, format, values: module.descriptor.values(["mix": 0]))
        let input = PlanarSound.noise(channelCount: 2, frameCount: 20_000, seed: 21)
        #expect(try rig.process(input).difference(from: input) == nil)
    }

    @Test("with feedback repeats the sound at the middle of its delays, each time softer by the feedback")
    func feedback() throws {
        let module = try StagedEffects.module("chorus")
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 1, maximumFrameCount: 512)
        for share in [-0.9, -0.5, 0.3, 0.7] {
            let rig = try EffectRig(
                module, format,
                values: module.descriptor.values([
                    "voices": 1, "depth": 0, "delay": 10, "mix": 100, "feedback": Float(share * 100),
                ]))
            let output = try rig.process(.impulse(channelCount: 1, frameCount: 48_000))
            // At a delay of whole frames an impulse stays one; the wet sound is turned down by sqrt(1 - f^2) for power.
            for round in 0..<5 {
                let found = Double(output[0, 480 * (round + 1)])
                let expected = (1 - share * share).squareRoot() * pow(share, Double(round))
                #expect(abs(found - expected) < 1e-3, "feedback \(share), round \(round)")
            }
        }
    }
}

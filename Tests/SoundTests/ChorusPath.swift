// The chorus as a formula: voices that read a sine at moving delays, computed in double precision. Pure functions.

import EffectHost
import EffectTestSupport
import Foundation

/// A setting of the chorus without feedback, and what it makes of a sine.
///
/// Voice v of N, v from 0, lags by delay + depth / 2 · (1 + sin(2 pi (rate t + v / N + shift))); the shift is 0 in even
/// channels and spread / (2 N) in odd ones. The voices' sum is divided by sqrt(N), and mixed with the input by equal
/// power. Source: Dattorro, "Effect Design, part 2", JAES 45(10), 1997, section 6; the phases are the effect's README's.
struct ChorusPath {
    var voices = 1
    var rateHertz = 0.6
    var depthMilliseconds = 3.0
    var delayMilliseconds = 8.0
    var spread = 1.0
    var mix = 1.0
    var sampleRate = 48_000.0

    /// A voice's lag at a frame, in frames.
    func delay(voice: Int, channel: Int, frame: Int) -> Double {
        let shift = channel % 2 == 0 ? 0 : spread / Double(2 * voices)
        let turns = rateHertz * Double(frame) / sampleRate + Double(voice) / Double(voices) + shift
        let sway = depthMilliseconds / 2 * (1 + sin(2 * .pi * turns))
        return (delayMilliseconds + sway) * sampleRate / 1_000
    }

    /// The longest lag, in frames.
    var longestDelay: Int { Int((delayMilliseconds + depthMilliseconds) * sampleRate / 1_000) + 1 }

    /// What comes out for a sine of amplitude 1, once every voice hears it.
    func output(hertz: Double, channel: Int, frame: Int) -> Double {
        let w = 2 * Double.pi * hertz / sampleRate
        var sum = 0.0
        for voice in 0..<voices {
            sum += sin(w * (Double(frame) - delay(voice: voice, channel: channel, frame: frame)))
        }
        return cos(.pi / 2 * mix) * sin(w * Double(frame)) + sin(.pi / 2 * mix) * sum / Double(voices).squareRoot()
    }

    /// The effect's own output for the same.
    func run(hertz: Double, channelCount: Int, frameCount: Int) throws -> PlanarSound {
        let module = try StagedEffects.module("chorus")
        let format = EffectFormat(
            sampleRateHertz: Float(sampleRate), channelCount: channelCount, maximumFrameCount: 4_096)
        let rig = try EffectRig(
            module, format,
            values: module.descriptor.values([
                "voices": Float(voices), "rate": Float(rateHertz), "depth": Float(depthMilliseconds),
                "delay": Float(delayMilliseconds), "feedback": 0, "spread": Float(spread * 100),
                "mix": Float(mix * 100),
            ]))
        let w = 2 * Double.pi * hertz / sampleRate
        let input = PlanarSound(channelCount: channelCount, frameCount: frameCount) { _, frame in
            Float(sin(w * Double(frame)))
        }
        return try rig.process(input, blocks: .fixed(1_000))
    }
}

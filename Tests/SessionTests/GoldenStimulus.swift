// The sound that golden renders are made of. Plain values.

import EffectTestSupport
import TestSupport

/// Two seconds of tones, noise bursts and silence at 48 kHz, made with nothing but addition, subtraction and
/// multiplication of floats, so that every machine makes the same bits.
enum GoldenStimulus {
    /// Of `sound`; checked, so that a golden render that changed is known to be the effects' doing.
    static let digest = "06724296ea29c10d81c15f235d9139d5eb5a414aa8a82c1c0f19b51c619c019d"

    static let sound: PlanarSound = {
        let second = 48_000
        let noise = PlanarSound.noise(channelCount: 2, frameCount: 2 * second, amplitude: 0.4, seed: 80)
        var sound = PlanarSound(channelCount: 2, frameCount: 2 * second)
        // Plucked: parabolic waves whose loudness falls along a parabola, a new one every quarter second.
        let periods = [436, 218, 291, 109, 24, 55, 873]
        for (index, period) in periods.enumerated() {
            let start = index * second / 4
            for frame in 0..<second / 4 {
                let left = 1 - Float(frame) * (4 / Float(second))
                let place = Float((frame % period) * 2 - period) * (1 / Float(period))
                let wave = place * (1 - abs(place)) * 4
                sound[0, start + frame] = wave * left * left * 0.5
                sound[1, start + frame] = wave * left * 0.35
            }
        }
        // Struck: noise that dies quickly, every third of a second, now left, now right.
        for hit in 0..<5 {
            let start = hit * second / 3
            for frame in 0..<second / 12 {
                let left = 1 - Float(frame) * (12 / Float(second))
                sound[hit % 2, start + frame] += noise[hit % 2, start + frame] * left * left * left
            }
        }
        return sound
    }()
}

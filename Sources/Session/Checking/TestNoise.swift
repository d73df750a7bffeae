// The sound that presets are tried with. Pure functions, any thread.

import Foundation

/// White noise of two channels, the same every time.
enum TestNoise {
    static let sampleRate = 48_000
    static let channelCount = 2
    static let frameCount = 48_000
    /// RMS, relative to a full-scale square wave.
    static let levelDecibels = -18.0

    /// The channels, each with noise of its own.
    static func channels() -> [[Float]] {
        // Evenly distributed noise of amplitude a has an RMS of a / sqrt(3).
        let amplitude = Float(pow(10, levelDecibels / 20) * 3.0.squareRoot())
        var state: UInt64 = 0x0CA7_0001
        return (0..<channelCount).map { _ in
            (0..<frameCount).map { _ in amplitude * (Float(next(&state) >> 40) / Float(1 << 23) - 1) }
        }
    }

    /// SplitMix64. Source: Steele, Lea, Flood, “Fast splittable pseudorandom number generators”, OOPSLA 2014.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

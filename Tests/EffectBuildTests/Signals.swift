// Test signals and measures, deterministic.
import Foundation

enum Signals {
    /// White noise from -amplitude to amplitude; a simple generator of its own, so that no library changes it.
    static func noise(_ count: Int, seed: UInt64 = 1, amplitude: Float = 0.5) -> [Float] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return (Float(state >> 40) / Float(1 << 23) - 1) * amplitude
        }
    }

    static func sine(_ count: Int, frequency: Double, rate: Double = 48000, amplitude: Double = 1) -> [Float] {
        (0..<count).map { Float(amplitude * sin(2 * .pi * frequency * Double($0) / rate)) }
    }

    static func impulse(_ count: Int) -> [Float] {
        [1] + [Float](repeating: 0, count: count - 1)
    }

    /// The largest difference between neighbouring samples.
    static func largestStep(_ samples: [Float]) -> Float {
        zip(samples, samples.dropFirst()).map { abs($1 - $0) }.max() ?? 0
    }

    static func peak(_ samples: some Sequence<Float>) -> Float {
        samples.map { abs($0) }.max() ?? 0
    }

    /// The spectrum of a signal at one frequency, in cycles per sample, by the definition.
    static func spectrum(_ samples: [Float], at frequency: Double) -> (real: Double, imaginary: Double) {
        // A rotating phasor, set anew now and then so that rounding can't pile up.
        let (stepReal, stepImaginary) = (cos(2 * .pi * frequency), -sin(2 * .pi * frequency))
        var (real, imaginary, phaseReal, phaseImaginary) = (0.0, 0.0, 1.0, 0.0)
        for (index, sample) in samples.enumerated() {
            if index % 256 == 0 {
                let angle = -2 * .pi * (frequency * Double(index)).truncatingRemainder(dividingBy: 1)
                (phaseReal, phaseImaginary) = (cos(angle), sin(angle))
            }
            real += Double(sample) * phaseReal
            imaginary += Double(sample) * phaseImaginary
            (phaseReal, phaseImaginary) = (
                phaseReal * stepReal - phaseImaginary * stepImaginary,
                phaseReal * stepImaginary + phaseImaginary * stepReal
            )
        }
        return (real, imaginary)
    }

    static func decibels(_ gain: Double) -> Double {
        20 * log10(gain)
    }
}

// How loud a short sound is to an ear. A value, used by one thread.

import Foundation

/// Loudness as ITU-R BS.1770-5 has it, of one channel and without gating: the sounds here are short and even.
///
/// Shape: samples in any blocks; rate 48 kHz, for which the standard gives the filters' coefficients.
struct LoudnessMeter {
    /// A filter of second order, in the transposed direct form II.
    private struct Biquad {
        let b0, b1, b2, a1, a2: Double
        var s1 = 0.0
        var s2 = 0.0

        mutating func callAsFunction(_ x: Double) -> Double {
            let y = b0 * x + s1
            s1 = b1 * x - a1 * y + s2
            s2 = b2 * x - a2 * y
            return y
        }
    }

    /// Source: ITU-R BS.1770-5, annex 1, table 1.
    private var shelf = Biquad(
        b0: 1.53512485958697, b1: -2.69169618940638, b2: 1.19839281085285, a1: -1.69065929318241, a2: 0.73248077421585)
    /// Source: the same, table 2.
    private var highPass = Biquad(b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621)
    private var sumOfSquares = 0.0
    private var frameCount = 0

    mutating func measure(_ samples: some Sequence<Float>) {
        for sample in samples {
            let weighted = highPass(shelf(Double(sample)))
            sumOfSquares += weighted * weighted
            frameCount += 1
        }
    }

    /// The mean of the weighted squares; 0 for no samples.
    var power: Double { frameCount == 0 ? 0 : sumOfSquares / Double(frameCount) }

    /// In LUFS, of channels that all count as much; nil for silence.
    static func loudness(ofPowers powers: [Double]) -> Double? {
        let sum = powers.reduce(0, +)
        // Source: the same, equation 2.
        return sum > 0 ? -0.691 + 10 * log10(sum) : nil
    }
}

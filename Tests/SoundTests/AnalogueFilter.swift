// The filters that the filter effect should be, as functions of a complex frequency. Pure functions.

import Foundation

/// Second-order prototypes with their corner at 1, and what the bilinear transform makes of them.
///
/// Source: R. Bristow-Johnson, "Audio EQ Cookbook" (W3C Note, 2021): H(s), and s = i tan(pi f / rate) / tan(pi c / rate)
/// for the frequency f and the corner c. Own derivation: two of them in a row for 24 dB per octave. Low-pass and
/// high-pass share out the Q of a fourth-order Butterworth filter, 1 / (2 cos(pi / 8)) and 1 / (2 cos(3 pi / 8)), the
/// second in proportion to the resonance; the others are the same twice, each with half of the gain's decibels.
struct AnalogueFilter {
    var type: String
    var cutoffHertz: Double
    var resonance: Double
    var gainDecibels: Double
    var isDouble: Bool

    /// The response at a frequency below half the rate.
    func response(hertz: Double, rate: Double) -> Complex {
        let s = Complex(0, tan(.pi * hertz / rate) / tan(.pi * cutoffHertz / rate))
        guard isDouble else { return section(s, q: resonance, decibels: gainDecibels) }
        guard type == "low-pass" || type == "high-pass" else {
            let half = section(s, q: resonance, decibels: gainDecibels / 2)
            return half * half
        }
        let butterworth = 0.5.squareRoot()
        return section(s, q: 0.5 / cos(.pi / 8), decibels: 0)
            * section(s, q: 0.5 / cos(3 * .pi / 8) * resonance / butterworth, decibels: 0)
    }

    private func section(_ s: Complex, q: Double, decibels: Double) -> Complex {
        let square = s * s
        func polynomial(_ second: Double, _ first: Double, _ constant: Double) -> Complex {
            square * Complex(second) + s * Complex(first) + Complex(constant)
        }
        let a = pow(10, decibels / 40)
        let plain = polynomial(1, 1 / q, 1)
        switch type {
        case "low-pass": return Complex(1) / plain
        case "high-pass": return square / plain
        case "band-pass": return s * Complex(1 / q) / plain
        case "notch": return polynomial(1, 0, 1) / plain
        case "peak": return polynomial(1, a / q, 1) / polynomial(1, 1 / (a * q), 1)
        case "low-shelf":
            let root = a.squareRoot() / q
            return Complex(a) * polynomial(1, root, a) / polynomial(a, root, 1)
        case "high-shelf":
            let root = a.squareRoot() / q
            return Complex(a) * polynomial(a, root, 1) / polynomial(1, root, a)
        case "all-pass": return polynomial(1, -1 / q, 1) / plain
        default: preconditionFailure("no such type: \(type)")
        }
    }
}

// What the equalizer's bands should do to a frequency, from formulas other than those it computes with. Pure functions.

import Foundation

enum Cookbook {
    /// The response of one biquad whose coefficients are those of R. Bristow-Johnson, "Audio EQ Cookbook" (W3C Note,
    /// 2021), with alpha = sin(w0) / (2 Q).
    static func response(
        _ type: String, frequency: Double, decibels: Double, q: Double, hertz: Double, rate: Double
    ) -> Complex {
        let w = 2 * Double.pi * frequency / rate
        let (c, alpha, a) = (cos(w), sin(w) / (2 * q), pow(10, decibels / 40))
        let root = 2 * a.squareRoot() * alpha
        let plain = [1 + alpha, -2 * c, 1 - alpha]
        let (over, under): ([Double], [Double]) =
            switch type {
            case "low-pass": ([(1 - c) / 2, 1 - c, (1 - c) / 2], plain)
            case "high-pass": ([(1 + c) / 2, -1 - c, (1 + c) / 2], plain)
            case "band-pass": ([alpha, 0, -alpha], plain)
            case "notch": ([1, -2 * c, 1], plain)
            case "all-pass": ([1 - alpha, -2 * c, 1 + alpha], plain)
            case "bell": ([1 + alpha * a, -2 * c, 1 - alpha * a], [1 + alpha / a, -2 * c, 1 - alpha / a])
            case "low-shelf":
                (
                    [
                        a * ((a + 1) - (a - 1) * c + root), 2 * a * ((a - 1) - (a + 1) * c),
                        a * ((a + 1) - (a - 1) * c - root),
                    ],
                    [(a + 1) + (a - 1) * c + root, -2 * ((a - 1) + (a + 1) * c), (a + 1) + (a - 1) * c - root]
                )
            case "high-shelf":
                (
                    [
                        a * ((a + 1) + (a - 1) * c + root), -2 * a * ((a - 1) + (a + 1) * c),
                        a * ((a + 1) + (a - 1) * c - root),
                    ],
                    [(a + 1) - (a - 1) * c + root, 2 * ((a - 1) - (a + 1) * c), (a + 1) - (a - 1) * c - root]
                )
            default: preconditionFailure("no such type: \(type)")
            }
        let delay = Complex(cos(2 * .pi * hertz / rate), -sin(2 * .pi * hertz / rate))
        func polynomial(_ b: [Double]) -> Complex {
            Complex(b[0]) + delay * (Complex(b[1]) + delay * Complex(b[2]))
        }
        return polynomial(over) / polynomial(under)
    }

    /// The level of a Butterworth filter of an order: 1 / sqrt(1 + x^2n), x the warped frequency over the warped corner,
    /// or the other way round for a high-pass.
    static func butterworthDecibels(
        isHighPass: Bool, order: Int, frequency: Double, hertz: Double, rate: Double
    ) -> Double {
        let x = tan(.pi * hertz / rate) / tan(.pi * frequency / rate)
        return -10 * log10(1 + pow(isHighPass ? 1 / x : x, Double(2 * order)))
    }
}

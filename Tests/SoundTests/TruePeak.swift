// The true peak of a sound by means of its own: one filter, sixteen times the rate, double precision. Pure functions.

import Foundation

/// Points between samples, by a sinc under Kaiser's window.
struct TruePeak {
    /// Taps on either side, and points per sample.
    let reach: Int
    let points: Int
    private let filter: [Double]

    init(reach: Int, shape: Double, points: Int = 16) {
        self.reach = reach
        self.points = points
        var filter: [Double] = []
        for point in 0..<points {
            var taps: [Double] = []
            for tap in 1 - reach...reach {
                let x = Double(tap) - Double(point) / Double(points)
                let sinc = x == 0 ? 1 : sin(.pi * x) / (.pi * x)
                let place = x / Double(reach)
                let width: Double = max(0, 1 - place * place)
                taps.append(sinc * Self.bessel(shape * width.squareRoot()))
            }
            let sum = taps.reduce(0, +)
            filter += taps.map { $0 / sum }
        }
        self.filter = filter
    }

    /// The greatest magnitude of a sound that is silent outside its frames.
    func measure(_ sound: ArraySlice<Float>) -> Double {
        let padded = Array(repeating: 0, count: reach) + sound.map(Double.init) + Array(repeating: 0, count: reach)
        let (reach, points) = (reach, points)
        return padded.withUnsafeBufferPointer { samples in
            filter.withUnsafeBufferPointer { filter in
                var greatest = 0.0
                for frame in 0..<samples.count - 2 * reach {
                    for point in 0..<points {
                        var sum = 0.0
                        for tap in 0..<2 * reach { sum += samples[frame + 1 + tap] * filter[point * 2 * reach + tap] }
                        greatest = max(greatest, abs(sum))
                    }
                }
                return greatest
            }
        }
    }

    /// The modified Bessel function of order 0.
    private static func bessel(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for k in 1...40 {
            term *= x * x / Double(4 * k * k)
            sum += term
        }
        return sum
    }
}

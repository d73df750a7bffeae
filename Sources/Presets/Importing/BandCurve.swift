// What a bell or a shelf does to each of many frequencies, and how that changes with its settings. Any thread.

private import Glibc

/// A band of a fit: what there is to vary, each on the scale that ears have.
struct FittedBand: Equatable {
    enum Kind {
        case bell, lowShelf, highShelf
    }

    let kind: Kind
    /// Natural logarithm of the frequency in hertz.
    var logFrequency: Double
    var gainDecibels: Double
    /// Natural logarithm.
    var logQ: Double
}

/// Frequencies at equal ratios, and the squares of what a bilinear transform makes of them.
struct FitGrid {
    let hertz: [Double]
    /// tan^2(pi f / rate).
    let warped: [Double]
    let rate: Double

    init(from low: Double, to high: Double, count: Int, rate: Double) {
        hertz = (0..<count).map { low * exp(log(high / low) * Double($0) / Double(count - 1)) }
        warped = hertz.map { frequency in
            let warped = tan(Double.pi * frequency / rate)
            return warped * warped
        }
        self.rate = rate
    }
}

extension FittedBand {
    /// The gain at one frequency and its slopes along the logarithm of frequency, the gain and the logarithm of Q.
    struct Sample {
        var decibels = 0.0
        var byFrequency = 0.0
        var byGain = 0.0
        var byQ = 0.0
    }

    /// 10 log10 of |H|^2, of the cookbook's prototypes at s = j w, x = w^2: for a bell ((1 - x)^2 + x A^2 / Q^2) / ((1 -
    /// x)^2 + x / (A Q)^2), for a low shelf A^2 ((A - x)^2 + x A / Q^2) / ((1 - A x)^2 + x A / Q^2); for a high shelf with
    /// the quotient turned over. Equal, to rounding, to the digital filter's response.
    ///
    /// Source: Audio EQ Cookbook; the slopes are own derivations.
    func sample(on grid: FitGrid) -> [Sample] {
        let angle = Double.pi * exp(logFrequency) / grid.rate
        let corner = tan(angle)
        // d ln x / d ln f.
        let warp = -4 * angle / sin(2 * angle)
        let a = exp(gainDecibels * Self.halfLogPerDecibel)
        let inverse = exp(-2 * logQ)
        let (over, under) = (a * a * inverse, inverse / (a * a))
        let shelf = a * inverse
        return grid.warped.map { warped in
            let x = warped / (corner * corner)
            var sample = Sample()
            switch kind {
            case .bell:
                let square = (1 - x) * (1 - x)
                let (n, d) = (square + x * over, square + x * under)
                sample.decibels = Self.decibelsPerLog * log(n / d)
                sample.byFrequency =
                    Self.decibelsPerLog * warp * x * ((over - 2 * (1 - x)) / n - (under - 2 * (1 - x)) / d)
                sample.byGain = x * (over / n + under / d) / 2
                sample.byQ = -2 * Self.decibelsPerLog * x * (over / n - under / d)
            case .lowShelf, .highShelf:
                let n = (a - x) * (a - x) + x * shelf
                let d = (1 - a * x) * (1 - a * x) + x * shelf
                let sign: Double = kind == .lowShelf ? 1 : -1
                sample.decibels = gainDecibels / 2 + sign * Self.decibelsPerLog * log(n / d)
                sample.byFrequency =
                    sign * Self.decibelsPerLog * warp * x
                    * ((shelf - 2 * (a - x)) / n - (shelf - 2 * a * (1 - a * x)) / d)
                let ofNumerator = (2 * (a - x) * a + x * shelf) / n
                let ofDenominator = (x * shelf - 2 * a * x * (1 - a * x)) / d
                sample.byGain = 0.5 + sign * (ofNumerator - ofDenominator) / 4
                sample.byQ = -2 * sign * Self.decibelsPerLog * x * shelf * (1 / n - 1 / d)
            }
            return sample
        }
    }

    private static let decibelsPerLog = 10 / log(10.0)
    /// d ln A / d gain.
    private static let halfLogPerDecibel = log(10.0) / 40
}

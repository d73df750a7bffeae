// The filters that find what lies between samples: twice as many points by a long half-band filter, then sixteen times
// as many by a short one.

/// Coefficients of both filters, windowed sines. Made in `configure`.
struct Interpolation {
    private let buffer: Buffer
    /// By how much what lies between samples can exceed the greatest sample around.
    let bound: Float
    /// By how much it can exceed the greatest half frame around.
    let shortBound: Float

    /// Half the taps of the first filter.
    static var longReach: Int { 48 }
    /// Half the taps of its rough sibling, which shows how much of the sound is too near half the rate to be sure of.
    static var roughReach: Int { 8 }
    /// Half the taps of the second, counted in half frames.
    static var shortReach: Int { 4 }
    /// Points between two half frames come in pairs, mirrored, and one in the middle.
    static var pairs: Int { 3 }
    /// How much of what both filters differ by is added to a peak.
    static var doubt: Float { 2 }
    /// By what share of a sound far below half the rate they differ.
    static var ripple: Float { 0.004 }
    private static var even: Int { longReach }
    private static var odd: Int { even + (pairs + 1) * shortReach }
    private static var rough: Int { odd + pairs * shortReach }
    private static var count: Int { rough + roughReach }

    /// Kaiser's shapes: the first filter is true within 0.01 dB up to 0.475 of the rate, the second takes its mirrored
    /// points down by 60 dB.
    private static var longShape: Double { 6 }
    private static var roughShape: Double { 5 }
    private static var shortShape: Double { 6.2 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        bound = 1
        shortBound = 1
    }

    /// Takes memory. Only in `configure`.
    init(taking: Void) {
        let buffer = Buffer(count: Self.count)
        let longSize = Self.fill(buffer, at: 0, reach: Self.longReach, shape: Self.longShape)
        let roughSize = Self.fill(buffer, at: Self.rough, reach: Self.roughReach, shape: Self.roughShape)
        var shortSize: Float = 1
        for pair in 0...Self.pairs {
            let x = Double(pair + 1) / Double(2 * (Self.pairs + 1))
            // Before and after: the taps at whole distances from the point on either side.
            var (before, after) = (InlineArray<4, Double>(repeating: 0), InlineArray<4, Double>(repeating: 0))
            var sum = 0.0
            for tap in 0..<Self.shortReach {
                before[tap] = Self.tap(x + Double(tap))
                after[tap] = Self.tap(Double(tap + 1) - x)
                sum += before[tap] + after[tap]
            }
            var size: Float = 0
            for tap in 0..<Self.shortReach {
                let (one, other) = (before[tap] / sum, after[tap] / sum)
                buffer[Self.even + pair * Self.shortReach + tap] = Float(0.5 * (one + other))
                if pair < Self.pairs { buffer[Self.odd + pair * Self.shortReach + tap] = Float(0.5 * (one - other)) }
                size += Float(one).magnitude + Float(other).magnitude
            }
            shortSize = max(shortSize, size)
        }
        self.buffer = buffer
        // And a little for rounding.
        shortBound = shortSize * 1.0001
        bound = (max(longSize, 1) * shortSize + Self.doubt * (longSize + roughSize)) * 1.0001
    }

    /// Makes half a half-band filter; returns the sum of all its taps' sizes.
    private static func fill(_ buffer: Buffer, at first: Int, reach: Int, shape: Double) -> Float {
        var sum = 0.0
        for tap in 0..<reach {
            let x = Double(tap) + 0.5
            // sin(pi (tap + 1/2)) is 1 and -1 in turn.
            let sine = tap % 2 == 0 ? 1.0 : -1.0
            let value = sine / (Double.pi * x) * window(x / Double(reach), shape)
            buffer[first + tap] = Float(value)
            sum += value
        }
        var size: Float = 0
        for tap in 0..<reach {
            buffer[first + tap] = buffer[first + tap] * Float(0.5 / sum)
            size += 2 * buffer[first + tap].magnitude
        }
        return size
    }

    /// What the sum of the samples `tap` frames before and after a half frame is multiplied by.
    @inline(__always)
    func long(_ tap: Int) -> Float { buffer[tap] }

    /// The same for the rough filter.
    @inline(__always)
    func rough(_ tap: Int) -> Float { buffer[Self.rough &+ tap] }

    /// What the sums of the points on both sides are multiplied by.
    @inline(__always)
    func even(_ pair: Int, _ tap: Int) -> Float { buffer[Self.even &+ pair &* Self.shortReach &+ tap] }

    /// What their differences are multiplied by.
    @inline(__always)
    func odd(_ pair: Int, _ tap: Int) -> Float { buffer[Self.odd &+ pair &* Self.shortReach &+ tap] }

    private static func tap(_ x: Double) -> Double {
        let sine = Double(sin(turns: Float(x * 0.5)))
        return sine / (Double.pi * x) * window(x / Double(shortReach), shortShape)
    }

    /// Kaiser's window, not normalised, at -1 to 1.
    private static func window(_ x: Double, _ shape: Double) -> Double {
        // The modified Bessel function of order 0 by its series: the squared half argument over k squared, each time.
        let quarter = max(1 - x * x, 0) * shape * shape * 0.25
        var (sum, term) = (1.0, 1.0)
        for k in 1...30 {
            term *= quarter / Double(k * k)
            sum += term
        }
        return sum
    }
}

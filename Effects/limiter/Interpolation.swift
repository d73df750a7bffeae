// The filters that find what lies between samples: twice as many points by a long half-band filter, then sixteen times
// as many by a short one.

/// Coefficients of both filters, windowed sines. Made in `configure`.
struct Interpolation {
    private let buffer: Buffer
    /// By how much what lies between samples can exceed the greatest sample around.
    let bound: Float

    /// Half the taps of the first filter.
    static var longReach: Int { 32 }
    /// Half the taps of the second, counted in half frames.
    static var shortReach: Int { 4 }
    /// Points between two half frames come in pairs, mirrored, and one in the middle.
    static var pairs: Int { 3 }
    private static var even: Int { longReach }
    private static var odd: Int { even + (pairs + 1) * shortReach }
    private static var count: Int { odd + pairs * shortReach }

    /// Windows that let through up to 0.47 of the rate, and down by 60 dB what the second filter mirrors.
    private static var longShape: Double { 4 }
    private static var shortShape: Double { 6.2 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        bound = 1
    }

    /// Takes memory. Only in `configure`.
    init(taking: Void) {
        let buffer = Buffer(count: Self.count)
        var sum = 0.0
        for tap in 0..<Self.longReach {
            let x = Double(tap) + 0.5
            // sin(pi (tap + 1/2)) is 1 and -1 in turn.
            let sine = tap % 2 == 0 ? 1.0 : -1.0
            let value = sine / (Double.pi * x) * Self.window(x / Double(Self.longReach), Self.longShape)
            buffer[tap] = Float(value)
            sum += value
        }
        var longSize: Float = 0
        for tap in 0..<Self.longReach {
            buffer[tap] = buffer[tap] * Float(0.5 / sum)
            longSize += 2 * buffer[tap].magnitude
        }
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
        bound = max(longSize, 1) * shortSize * 1.0001
    }

    /// What the sum of the samples `tap` frames before and after a half frame is multiplied by.
    @inline(__always)
    func long(_ tap: Int) -> Float { buffer[tap] }

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
        // The modified Bessel function of order 0 by its series: the squared half argument over k squared, factor by factor.
        let quarter = max(1 - x * x, 0) * shape * shape * 0.25
        var (sum, term) = (1.0, 1.0)
        for k in 1...30 {
            term *= quarter / Double(k * k)
            sum += term
        }
        return sum
    }
}

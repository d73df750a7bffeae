// One doubling of the rate and its undoing: the filter both share.

/// A linear-phase half-band filter of 4 n - 1 taps, of which every other but the middle one is 0.
///
/// A sinc under Kaiser's window: h[m] = sin(pi m / 2) / (pi m) w[m], m odd.
/// Source: J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", ISCAS 1974; polyphase
/// form: P. P. Vaidyanathan, "Multirate Systems and Filter Banks", 1993, section 4.6.
struct HalfBand {
    /// The n different taps, times 2, from the outermost to those beside the middle.
    private let taps: Buffer
    /// n.
    let reach: Int

    /// Nothing: what an effect holds before `configure`.
    init() {
        taps = Buffer()
        reach = 0
    }

    /// Takes memory, and computes the taps. Only in `configure`.
    init(reach: Int, shape: Double) {
        self.reach = reach
        taps = Buffer(count: reach)
        var sum = 0.0
        for index in 0..<reach {
            let place = Double(2 * (reach - index) - 1)
            let ratio = place / Double(2 * reach)
            let window = Self.bessel(shape * (1 - ratio * ratio).squareRoot()) / Self.bessel(shape)
            let sign: Double = (reach - index) & 1 == 1 ? 1 : -1
            sum += 2 * sign * window * 2 / (Double.pi * place)
        }
        for index in 0..<reach {
            let place = Double(2 * (reach - index) - 1)
            let ratio = place / Double(2 * reach)
            let window = Self.bessel(shape * (1 - ratio * ratio).squareRoot()) / Self.bessel(shape)
            let sign: Double = (reach - index) & 1 == 1 ? 1 : -1
            // Both phases pass what stands still alike.
            taps[index] = Float(sign * window * 2 / (Double.pi * place) / sum)
        }
    }

    /// The modified Bessel function of the first kind and order 0, by its power series.
    private static func bessel(_ x: Double) -> Double {
        let quarter = 0.25 * x * x
        var (term, sum) = (1.0, 1.0)
        for order in 1..<60 {
            term *= quarter / Double(order * order)
            sum += term
        }
        return sum
    }

    /// The filter's symmetrical part at `lanes` times four frames from `place` on: sum of taps times both of a pair.
    @inline(__always)
    private func pairs(_ x: UnsafePointer<Float>) -> Float4 {
        var (first, last) = (x, x - (2 &* reach &- 1))
        var sum = Float4.zero
        for index in 0..<reach {
            sum += taps[index] * (load(first) + load(last))
            first -= 1
            last += 1
        }
        return sum
    }

    /// The same for 16 frames.
    @inline(__always)
    private func pairs16(_ x: UnsafePointer<Float>, _ put: (_ offset: Int, _ sum: Float4) -> Void) {
        var (first, last) = (x, x - (2 &* reach &- 1))
        var (a, b, c, d) = (Float4.zero, Float4.zero, Float4.zero, Float4.zero)
        for index in 0..<reach {
            let tap = Float4(repeating: taps[index])
            a += tap * (load(first) + load(last))
            b += tap * (load(first + 4) + load(last + 4))
            c += tap * (load(first + 8) + load(last + 8))
            d += tap * (load(first + 12) + load(last + 12))
            first -= 1
            last += 1
        }
        put(0, a)
        put(4, b)
        put(8, c)
        put(12, d)
    }

    @inline(__always)
    private func load(_ place: UnsafePointer<Float>) -> Float4 {
        // SAFETY: the rows have their history in front of them and room for 16 frames behind.
        UnsafeRawPointer(place).loadUnaligned(as: Float4.self)
    }

    @inline(__always)
    private func forEachFour(_ x: UnsafePointer<Float>, count: Int, _ put: (_ frame: Int, _ sum: Float4) -> Void) {
        var frame = 0
        while frame &+ 16 <= count {
            pairs16(x + frame) { put(frame &+ $0, $1) }
            frame &+= 16
        }
        while frame < count {
            put(frame, pairs(x + frame))
            frame &+= 4
        }
    }

    /// Doubles the rate of `count` frames, which have a history in front of them.
    @inline(__always)
    func up(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, count: Int) {
        let middle = reach &- 1
        forEachFour(x, count: count) { frame, sum in
            let between = load(x + (frame &- middle))
            let place = UnsafeMutableRawPointer(out + 2 &* frame)
            place.storeBytes(of: zipLow(sum, between), as: Float4.self)
            (place + 16).storeBytes(of: zipHigh(sum, between), as: Float4.self)
        }
    }

    /// Halves the rate: `even` and `odd` are the two phases, `count` frames each behind their history.
    @inline(__always)
    func down(
        even: UnsafePointer<Float>, odd: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, count: Int
    ) {
        forEachFour(even, count: count) { frame, sum in
            let result = 0.5 * (sum + load(odd + (frame &- reach)))
            UnsafeMutableRawPointer(out + frame).storeBytes(of: result, as: Float4.self)
        }
    }
}

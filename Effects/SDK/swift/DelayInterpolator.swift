// Reading between frames: the taps for it, made once per `configure`.

/// A fractional delay of 16 taps, tabulated in 256 steps of a frame, with straight lines between them.
///
/// Each step's taps are least-squares optimal from 0 to 0.31 of the sample rate (13.7 kHz at 44.1 kHz): for a fraction
/// f they minimise the integral over that band of |sum h[k] exp(-jw (8 - k)) - exp(-jwf)|^2. The error is below -95 dB
/// up to 0.295 of the rate, the straight lines included, and the gain nowhere above 1.00003, so that a feedback through
/// it is as stable as its factor says.
/// Source: Laakso, Välimäki, Karjalainen, Laine, "Splitting the unit delay", IEEE SPM 13(1), 1996, section III.
struct DelayInterpolator {
    /// For each step 16 taps, oldest frame first, and then what the next step adds to each.
    private let table: Buffer

    static var tapCount: Int { 16 }
    /// How many frames older than the whole part of a delay the taps reach.
    static var reach: Int { 8 }
    static var stepsPerFrame: Int { 256 }
    /// A step's number within its frame, and what makes a delay in steps whole frames.
    static var stepMask: Int32 { 255 }
    static var stepShift: Int32 { 8 }
    private static var rowLength: Int { 2 * tapCount }
    /// What makes a row's number its place in the table: a row is 32 floats long.
    static var rowShift: Int32 { 5 }

    /// The band's upper edge in radians per frame, 2 pi 0.31; and what turns a phase by it, and by 1/256 of it.
    private static var edge: Double { 1.947_787_445_225_671_8 }
    private static var edgeTurn: Turn { Turn(cosine: -0.368_124_552_684_678, sine: 0.929_776_485_888_251_3) }
    private static var stepTurn: Turn { Turn(cosine: 0.999_971_055_163_348_8, sine: 0.007_608_471_298_409_884) }

    /// Nothing: what an effect holds before `configure`.
    init() {
        table = Buffer()
    }

    /// For each step, `rowLength` further on: its taps, and behind them what the next step adds.
    @inline(__always)
    var rows: UnsafePointer<Float> { UnsafePointer(table.base) }

    /// Takes memory for the table and fills it. Only in `configure`.
    static func tabulated() -> DelayInterpolator {
        DelayInterpolator(table: Buffer(count: (stepsPerFrame + 1) * rowLength))
    }

    private init(table: Buffer) {
        self.table = table
        let count = Self.tapCount
        let scratch = UnsafeMutablePointer<Double>.allocate(capacity: count * (count + 1))
        defer { scratch.deallocate() }
        let (factor, taps) = (scratch, scratch + count * count)
        Self.factorise(factor)

        var fractionTurn = Turn(cosine: 1, sine: 0)
        for step in 0...Self.stepsPerFrame {
            let fraction = Double(step) / Double(Self.stepsPerFrame)
            var turn = fractionTurn
            for _ in 0..<Self.reach { turn = turn * Turn(cosine: Self.edgeTurn.cosine, sine: -Self.edgeTurn.sine) }
            for k in 0..<count {
                let distance = fraction + Double(k - Self.reach)
                taps[k] = distance == 0 ? Self.edge : turn.sine / distance
                turn = turn * Self.edgeTurn
            }
            Self.solve(factor, taps)
            store(taps, step)
            fractionTurn = fractionTurn * Self.stepTurn
        }
    }

    /// The Cholesky factor, row by row, of the normal equations' matrix, sin(edge (j - k)) / (j - k).
    private static func factorise(_ factor: UnsafeMutablePointer<Double>) {
        let count = tapCount
        var turn = Turn(cosine: 1, sine: 0)
        for distance in 0..<count {
            let entry = distance == 0 ? edge : turn.sine / Double(distance)
            for j in distance..<count { factor[j * count + j - distance] = entry }
            turn = turn * edgeTurn
        }
        for j in 0..<count {
            for k in 0...j {
                var sum = factor[j * count + k]
                for m in 0..<k { sum -= factor[j * count + m] * factor[k * count + m] }
                factor[j * count + k] = j == k ? sum.squareRoot() : sum / factor[k * count + k]
            }
        }
    }

    /// Solves the normal equations in place.
    private static func solve(_ factor: UnsafeMutablePointer<Double>, _ taps: UnsafeMutablePointer<Double>) {
        let count = tapCount
        for j in 0..<count {
            for k in 0..<j { taps[j] -= factor[j * count + k] * taps[k] }
            taps[j] /= factor[j * count + j]
        }
        for j in (0..<count).reversed() {
            for k in (j + 1)..<count { taps[j] -= factor[k * count + j] * taps[k] }
            taps[j] /= factor[j * count + j]
        }
    }

    /// Puts a step's taps into the table, and into the step before what leads up to them.
    private func store(_ taps: UnsafePointer<Double>, _ step: Int) {
        for k in 0..<Self.tapCount {
            let place = step * Self.rowLength + k
            table[place] = Float(taps[k])
            if step > 0 {
                let before = place - Self.rowLength
                table[before + Self.tapCount] = table[place] - table[before]
            }
        }
    }
}

/// An angle as a point on the unit circle; multiplied, angles add.
private struct Turn {
    let cosine: Double
    let sine: Double

    static func * (a: Turn, b: Turn) -> Turn {
        Turn(cosine: a.cosine * b.cosine - a.sine * b.sine, sine: a.sine * b.cosine + a.cosine * b.sine)
    }
}

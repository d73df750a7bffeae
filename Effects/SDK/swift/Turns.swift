// Angles in double precision, for tables that are made in `configure`.

/// A point on the unit circle.
struct UnitVector {
    let cosine: Double
    let sine: Double

    /// The point that `turns` turns lead to; greatest error 2^-51 for angles up to 2^20 turns.
    ///
    /// Source: the series of sine and cosine, within an eighth of a turn.
    init(turns: Double) {
        let quarters = (turns * 4).rounded(.toNearestOrEven)
        let x = (turns - quarters * 0.25) * (2 * Double.pi)
        let square = x * x
        var (sine, cosine) = (0.0, 0.0)
        // Horner's rule, from x^18 on.
        var n = 18.0
        while n > 0 {
            cosine = (1 + cosine) * -square / (n * (n - 1))
            sine = (1 + sine) * -square / (n * (n + 1))
            n -= 2
        }
        cosine += 1
        sine = (1 + sine) * x
        switch Int(quarters - 4 * (quarters * 0.25).rounded(.down)) {
        case 0: (self.cosine, self.sine) = (cosine, sine)
        case 1: (self.cosine, self.sine) = (-sine, cosine)
        case 2: (self.cosine, self.sine) = (-cosine, -sine)
        default: (self.cosine, self.sine) = (sine, -cosine)
        }
    }
}

// How loud a curve leaves a sound. Pure functions.

/// Makes up for the level that drive and curve give.
enum Loudness {
    /// What brings a sound of usual level, Gaussian with a root mean square of -18 dB, back to its level.
    ///
    /// The integral over the sound's distribution by the trapezoidal rule, four standard deviations to either side, whose
    /// error for what is smooth falls faster than any power of the step.
    static func correction(_ curve: Curve, drive: Float, bias: Float) -> Float {
        let rest = curve(Float4(repeating: bias))
        var (power, sum, weight) = (Float4.zero, Float4.zero, Float4.zero)
        for index in 0..<vectors {
            let first = Float(Int32(truncatingIfNeeded: 4 * index)) + 0.5
            let place = (Float4(repeating: first) + Float4(0, 1, 2, 3)) * (2 * width / Float(4 * vectors)) - width
            let share = exp(place * place * -0.5)
            let out = curve(place * (reference * drive) + bias) - rest
            power += share * out * out
            sum += share * out
            weight += share
        }
        let mean = total(sum) / total(weight)
        // The mean is taken off by the high-pass behind.
        let loudness = sqrt(max(total(power) / total(weight) - mean * mean, 1e-12))
        return reference / loudness
    }

    private static var vectors: Int { 16 }
    private static var width: Float { 4 }
    /// -18 dB.
    private static var reference: Float { 0.125_892_54 }

    private static func total(_ x: Float4) -> Float { (x[0] + x[1]) + (x[2] + x[3]) }
}

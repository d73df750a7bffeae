// The curves that bend the wave. Pure functions.

/// What a sample becomes: all have slope 1 at 0, so that what is quiet stays as it is.
enum Curve: Int {
    /// tanh(u): symmetrical, odd harmonics.
    case tanh
    /// 1 - exp(-u) above 0, (exp(k u) - 1) / k below, k = 1/2: rounder below, even harmonics too.
    case tube
    /// u / sqrt(1 + u^2): symmetrical, bends early and slowly.
    case tape
    /// u, held to -1...1.
    case hardClip
    /// sin(u pi/2) 2/pi: what goes beyond the top comes down again.
    case fold

    private static var lowerSteepness: Float { 0.5 }

    /// The curve at four places.
    @inline(__always)
    func callAsFunction(_ u: Float4) -> Float4 {
        switch self {
        case .tanh: return Self.tangent(u)
        case .tube:
            let size = abs(u)
            let one = Float4(repeating: 1)
            let below = select(u, lessThan: .zero, Float4(repeating: Self.lowerSteepness), one)
            let bent = (one - exp(-(size * below))) / below
            return select(u, lessThan: .zero, -bent, bent)
        case .tape: return u / sqrt(1 + u * u)
        case .hardClip: return max(min(u, Float4(repeating: 1)), Float4(repeating: -1))
        case .fold: return sin(turns: u * 0.25) * (2 / Float.pi)
        }
    }

    /// The SDK's tanh, whose name the case has taken here.
    @inline(__always)
    private static func tangent(_ u: Float4) -> Float4 { hyperbolicTangent(u) }
}

@inline(__always)
private func hyperbolicTangent(_ u: Float4) -> Float4 { tanh(u) }

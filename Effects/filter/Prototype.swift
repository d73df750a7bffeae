// A second-order filter as analogue design sees it, and what the bilinear transform makes of it.

/// The analogue filter m0 + (m1 s + m2) / (s^2 + k s + 1), whose s stands for (z - 1) / (z + 1) / g.
///
/// Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration", Cytomic, 2013
/// (SvfLinearTrapOptimised2): g, k and the mix of the three outputs.
struct Prototype {
    var g: Double
    var k: Double
    var m0: Double
    var m1: Double
    var m2: Double

    /// - Parameters:
    ///   - warped: tan(pi cutoff / rate).
    ///   - resonance: Q.
    ///   - a: for peak and shelves, the square root of the gain as a factor; else unused.
    init(_ type: FilterType, warped: Double, resonance: Double, a: Double) {
        g = warped
        k = 1 / resonance
        switch type {
        case .lowPass: (m0, m1, m2) = (0, 0, 1)
        case .highPass: (m0, m1, m2) = (1, -k, -1)
        case .bandPass: (m0, m1, m2) = (0, k, 0)
        case .notch: (m0, m1, m2) = (1, -k, 0)
        case .peak:
            k = 1 / (resonance * a)
            (m0, m1, m2) = (1, k * (a * a - 1), 0)
        case .lowShelf:
            g = warped / a.squareRoot()
            (m0, m1, m2) = (1, k * (a - 1), a * a - 1)
        case .highShelf:
            g = warped * a.squareRoot()
            (m0, m1, m2) = (a * a, k * (1 - a) * a, 1 - a * a)
        case .allPass: (m0, m1, m2) = (1, -2 * k, 0)
        }
    }

    /// The same poles, but the output is the input.
    var bypassed: Prototype {
        var copy = self
        (copy.m0, copy.m1, copy.m2) = (1, 0, 0)
        return copy
    }

    /// A filter between two: stable, because g and k stay above 0.
    func mixed(with other: Prototype, _ share: Double) -> Prototype {
        var mix = self
        mix.g += (other.g - g) * share
        mix.k += (other.k - k) * share
        mix.m0 += (other.m0 - m0) * share
        mix.m1 += (other.m1 - m1) * share
        mix.m2 += (other.m2 - m2) * share
        return mix
    }

    /// After how many frames, at most, the free oscillation left by a full-scale input has fallen by so many nepers.
    func ringingFrames(toNepers nepers: Double) -> Double {
        let largest = max(1, abs(m0) + abs(m1) + abs(m2))
        return (nepers + Double(log(Float(largest)))) / decayPerFrame
    }

    /// At least how many nepers of its free oscillation a frame takes away, from the slower pole.
    ///
    /// An analogue pole at -p becomes (1 - g p) / (1 + g p); -ln of its size is 2 artanh(g p), or of the inverse when
    /// g p is above 1, and at least twice that. For a pair of complex poles it is artanh(g k / (1 + g^2)).
    private var decayPerFrame: Double {
        guard k > 2 else { return g * k / (1 + g * g) }
        let fast = g * 0.5 * (k + (k * k - 4).squareRoot())
        let slow = g * g / fast
        return 2 * min(slow, 1 / slow, fast, 1 / fast)
    }
}

// A second-order filter as analogue design sees it, with an output of its own for each of two channels.

/// The analogue filter m0 + (m1 s + m2) / (s^2 + k s + 1), whose s stands for (z - 1) / (z + 1) / g. A lane of the mix
/// is a channel.
///
/// Source: R. Bristow-Johnson, "Audio EQ Cookbook", W3C Note 2021, for the transfer functions; A. Simper, "Solving the
/// continuous SVF equations using trapezoidal integration", Cytomic 2013, for this form of them. What the shelves have
/// in front of s there, a square root of A, is in g here, so that the denominator is the same for all.
struct Prototype {
    var g: Double
    var k: Double
    var m0: Double2
    var m1: Double2
    var m2: Double2

    private init(g: Double, k: Double, _ m0: Double, _ m1: Double, _ m2: Double) {
        self.g = g
        self.k = k
        self.m0 = Double2(repeating: m0)
        self.m1 = Double2(repeating: m1)
        self.m2 = Double2(repeating: m2)
    }

    /// - Parameters:
    ///   - warped: tan(pi frequency / rate).
    ///   - a: for the bell and the shelves, the square root of the gain as a factor.
    init(_ type: BandType, warped g: Double, q: Double, a: Double) {
        let k = 1 / q
        switch type {
        case .off: self.init(g: g, k: k, 1, 0, 0)
        case .bell:
            let narrow = 1 / (q * a)
            self.init(g: g, k: narrow, 1, narrow * (a * a - 1), 0)
        case .lowShelf: self.init(g: g / a.squareRoot(), k: k, 1, k * (a - 1), a * a - 1)
        case .highShelf: self.init(g: g * a.squareRoot(), k: k, a * a, k * (1 - a) * a, 1 - a * a)
        case .lowPass: self.init(g: g, k: k, 0, 0, 1)
        case .highPass: self.init(g: g, k: k, 1, -k, -1)
        case .bandPass: self.init(g: g, k: k, 0, k, 0)
        case .notch: self.init(g: g, k: k, 1, -k, 0)
        case .allPass: self.init(g: g, k: k, 1, -2 * k, 0)
        }
    }

    /// A low-pass or high-pass of first order: with numerator and denominator multiplied by s + 1, it is one of second.
    init(firstOrder type: BandType, warped g: Double) {
        if type == .lowPass { self.init(g: g, k: 2, 0, 1, 1) } else { self.init(g: g, k: 2, 1, -1, -1) }
    }

    /// The same poles, but the output is the input.
    var bypassed: Prototype { Prototype(g: g, k: k, 1, 0, 0) }

    /// This on those channels, and on the other the input.
    func limited(to channels: BandChannels) -> Prototype {
        guard channels != .both else { return self }
        var copy = self
        let other = channels == .left ? 1 : 0
        (copy.m0[other], copy.m1[other], copy.m2[other]) = (1, 0, 0)
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

    /// No more than this times the input comes out at any frequency: |s / (s^2 + k s + 1)| is at most 1 / k, and
    /// 1 / |s^2 + k s + 1| at most the greater of 1 and 1 / (k sqrt(1 - k^2 / 4)), less than 1.2 / k.
    var greatestGain: Double {
        let resonance = max(1, 1.2 / k)
        func of(_ lane: Int) -> Double { abs(m0[lane]) + (abs(m1[lane]) + abs(m2[lane])) * resonance }
        return max(1, of(0), of(1))
    }

    /// At least how many nepers of its free oscillation a frame takes away, from the slower pole.
    ///
    /// An analogue pole at -p becomes (1 - g p) / (1 + g p); -ln of its size is 2 artanh(g p), or of the inverse when
    /// g p is above 1, and at least twice that. For a pair of complex poles it is artanh(g k / (1 + g^2)).
    var decayPerFrame: Double {
        guard k > 2 else { return g * k / (1 + g * g) }
        let fast = g * 0.5 * (k + (k * k - 4).squareRoot())
        let slow = g * g / fast
        return 2 * min(slow, 1 / slow, fast, 1 / fast)
    }
}

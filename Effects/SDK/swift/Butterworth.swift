// A second-order high-pass or low-pass, maximally flat, for two channels at once.

/// One frequency's coefficients of a state-variable filter with Butterworth's damping.
///
/// In double precision, and stable while its frequency moves from frame to frame. Two high-passes in a row and two
/// low-passes in a row add up to an all-pass (Linkwitz and Riley).
/// Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents",
/// Cytomic, 2013.
struct Butterworth {
    /// Two channels' integrators.
    struct State {
        fileprivate var first = Double2.zero
        fileprivate var second = Double2.zero
    }

    private let c1: Double
    private let c2: Double
    private let c3: Double
    private let a2: Double
    private let a3: Double
    private let d0: Double
    private let d1: Double

    /// 1 / Q.
    private static var damping: Double { 1.414_213_562_373_095_1 }
    /// The highest cutoff, as a part of the sample rate.
    static var greatestCutoff: Float { 0.49 }

    /// A cutoff as the bilinear transform bends it, tan(pi f / rate).
    static func warped(_ hertz: Float, _ sampleRate: Float) -> Double {
        tan(Double.pi * Double(min(hertz / sampleRate, greatestCutoff)))
    }

    /// How fast it dies away: by exp(-decay) a frame. The bilinear transform makes it slow at both ends of the spectrum.
    static func decay(_ warped: Double) -> Float {
        let (squares, cross) = (1 + warped * warped, damping * warped)
        return 0.5 * log(Float((squares + cross) / (squares - cross)))
    }

    @inline(__always)
    init(_ warped: Double) {
        d0 = 1 / (1 + warped * (warped + Self.damping))
        a2 = warped * d0
        a3 = warped * a2
        (c1, c2, c3) = (2 * d0 - 1, 2 * a2, 2 * a3)
        d1 = Self.damping * d0 + a2
    }

    /// The high-pass's next frame.
    @inline(__always)
    func highpass(_ input: Double2, _ state: inout State) -> Double2 {
        let rest = input - state.second
        let output = d0 * rest - d1 * state.first
        move(rest, &state)
        return output
    }

    /// The low-pass's next frame.
    @inline(__always)
    func lowpass(_ input: Double2, _ state: inout State) -> Double2 {
        let rest = input - state.second
        let output = (state.second + a2 * state.first) + a3 * rest
        move(rest, &state)
        return output
    }

    /// The next frames of the low-pass and of the high-pass, from one state.
    @inline(__always)
    func split(_ input: Double2, _ state: inout State) -> (low: Double2, high: Double2) {
        let rest = input - state.second
        let high = d0 * rest - d1 * state.first
        let low = (state.second + a2 * state.first) + a3 * rest
        move(rest, &state)
        return (low, high)
    }

    /// The next frame of what Linkwitz and Riley's halves add up to: an all-pass of second order.
    @inline(__always)
    func allpass(_ input: Double2, _ state: inout State) -> Double2 {
        let (low, high) = split(input, &state)
        return 2 * (low + high) - input
    }

    @inline(__always)
    private func move(_ rest: Double2, _ state: inout State) {
        let first = state.first
        state.first = c1 * first + c2 * rest
        // In this order neither integrator waits for more than three operations on the other.
        state.second = (state.second + c2 * first) + c3 * rest
    }
}

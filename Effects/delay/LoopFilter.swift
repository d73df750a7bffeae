// What each round takes away: a low cut and a high cut, each of second order.

/// Butterworth's high-pass and low-pass in a row, as state-variable filters that stay stable while they move.
///
/// Source: A. Simper, "Linear Trapezoidal Integrated State Variable Filter", Cytomic, 2013; V. Zavalishin, "The Art of
/// VA Filter Design", 2018.
struct LoopFilter {
    /// Two channels' integrators.
    struct State {
        var low1 = Double2.zero
        var low2 = Double2.zero
        var high1 = Double2.zero
        var high2 = Double2.zero
    }

    /// The warped frequencies at the period's start, what each frame adds, and those at its end.
    private var start = (low: 0.0, high: 0.0)
    private var step = (low: 0.0, high: 0.0)
    private var end = (low: 0.0, high: 0.0)
    private var known: (low: Float, high: Float) = (0, 0)
    private var isMoving = false
    private var steadyLow = Coefficients(1)
    private var steadyHigh = Coefficients(1)

    /// Twice the damping: 1 / Q.
    static var damping: Double { 1.414_213_562_373_095_1 }
    /// The highest cutoff, as a part of the sample rate.
    static var greatestCutoff: Float { 0.49 }

    /// Moves on by one control period.
    @inline(__always)
    mutating func move(lowCut: Float, highCut: Float, sampleRate: Float, isStart: Bool) {
        if isStart || isMoving || lowCut != known.low || highCut != known.high {
            moveOn(lowCut: lowCut, highCut: highCut, sampleRate: sampleRate, isStart: isStart)
        }
    }

    @inline(never)
    private mutating func moveOn(lowCut: Float, highCut: Float, sampleRate: Float, isStart: Bool) {
        if isStart || lowCut != known.low || highCut != known.high {
            let old = end
            known = (lowCut, highCut)
            end = (Self.warped(lowCut, sampleRate), Self.warped(highCut, sampleRate))
            start = isStart ? end : old
            (steadyLow, steadyHigh) = (Coefficients(end.low), Coefficients(end.high))
        } else {
            start = end
        }
        let perFrame = 1 / Double(controlFrames)
        step = ((end.low - start.low) * perFrame, (end.high - start.high) * perFrame)
        isMoving = step.low != 0 || step.high != 0
    }

    /// A cutoff as the bilinear transform bends it, tan(pi f / rate).
    static func warped(_ hertz: Float, _ sampleRate: Float) -> Double {
        tan(Double.pi * Double(min(hertz / sampleRate, greatestCutoff)))
    }

    /// Filters two channels in place, which may be the same; `offset` is their first frame's place in the period.
    @inline(__always)
    func run(_ left: Channel, _ right: Channel, _ state: inout State, from offset: Int) {
        var running = state
        if isMoving {
            runMoving(left, right, &running, from: offset)
        } else {
            let (low, high) = (steadyLow, steadyHigh)
            Channel.forEachFrame(left, right) { input, _ in Self.next(input, low, high, &running) }
        }
        state = running
    }

    @inline(never)
    private func runMoving(_ left: Channel, _ right: Channel, _ state: inout State, from offset: Int) {
        Channel.forEachFrame(left, right) { input, frame in
            let time = Double(Int32(truncatingIfNeeded: offset &+ frame))
            return Self.next(
                input, Coefficients(start.low + step.low * time), Coefficients(start.high + step.high * time), &state)
        }
    }

    @inline(__always)
    private static func next(
        _ input: Double2, _ low: Coefficients, _ high: Coefficients, _ state: inout State
    ) -> Double2 {
        high.lowpass(low.highpass(input, &state.low1, &state.low2), &state.high1, &state.high2)
    }
}

/// A state-variable filter's coefficients for one frequency: `c` moves the integrators, `d` makes the high-pass.
private struct Coefficients {
    private let c1: Double
    private let c2: Double
    private let c3: Double
    private let a2: Double
    private let a3: Double
    private let d0: Double
    private let d1: Double

    @inline(__always)
    init(_ warped: Double) {
        d0 = 1 / (1 + warped * (warped + LoopFilter.damping))
        a2 = warped * d0
        a3 = warped * a2
        (c1, c2, c3) = (2 * d0 - 1, 2 * a2, 2 * a3)
        d1 = LoopFilter.damping * d0 + a2
    }

    @inline(__always)
    func highpass(_ input: Double2, _ first: inout Double2, _ second: inout Double2) -> Double2 {
        let rest = input - second
        let output = d0 * rest - d1 * first
        move(rest, &first, &second)
        return output
    }

    @inline(__always)
    func lowpass(_ input: Double2, _ first: inout Double2, _ second: inout Double2) -> Double2 {
        let rest = input - second
        let output = (second + a2 * first) + a3 * rest
        move(rest, &first, &second)
        return output
    }

    @inline(__always)
    private func move(_ rest: Double2, _ first: inout Double2, _ second: inout Double2) {
        let old = first
        first = c1 * old + c2 * rest
        // In this order neither integrator waits for more than three operations on the other.
        second = (second + c2 * old) + c3 * rest
    }
}

// What each round takes away: a low cut and a high cut, each of second order.

/// A high-pass and a low-pass in a row.
struct LoopFilter {
    /// Two channels' integrators.
    struct State {
        fileprivate var low = Butterworth.State()
        fileprivate var high = Butterworth.State()
    }

    /// The warped frequencies at the period's start, what each frame adds, and those at its end.
    private var start = (low: 0.0, high: 0.0)
    private var step = (low: 0.0, high: 0.0)
    private var end = (low: 0.0, high: 0.0)
    private var known: (low: Float, high: Float) = (0, 0)
    private var isMoving = false
    private var steadyLow = Butterworth(1)
    private var steadyHigh = Butterworth(1)

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
            end = (Butterworth.warped(lowCut, sampleRate), Butterworth.warped(highCut, sampleRate))
            start = isStart ? end : old
            (steadyLow, steadyHigh) = (Butterworth(end.low), Butterworth(end.high))
        } else {
            start = end
        }
        let perFrame = 1 / Double(controlFrames)
        step = ((end.low - start.low) * perFrame, (end.high - start.high) * perFrame)
        isMoving = step.low != 0 || step.high != 0
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
                input, Butterworth(start.low + step.low * time), Butterworth(start.high + step.high * time), &state)
        }
    }

    @inline(__always)
    private static func next(
        _ input: Double2, _ low: Butterworth, _ high: Butterworth, _ state: inout State
    ) -> Double2 {
        high.lowpass(low.highpass(input, &state.low), &state.high)
    }
}

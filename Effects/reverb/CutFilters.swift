// The wet sound's low and high cut, two channels at a time, in double precision as at 10 Hz and 192 kHz single would hiss.

/// Butterworth filters of second order, a high-pass and a low-pass: Simper's SvfLinearTrapOptimised2, solved for the
/// next state.
struct CutFilters {
    /// Per pair of channels four states.
    private let states: Storage<Double2>
    private var low = Coefficients()
    private var high = Coefficients()
    private var lowStep = Coefficients()
    private var highStep = Coefficients()
    private var lowEnd = Coefficients()
    private var highEnd = Coefficients()
    private(set) var isMoving = true

    private static var damping: Double { 1.414_213_562_373_095_1 }
    /// The highest corner there is, as a share of the rate.
    private static var highest: Float { 0.45 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        states = Storage()
    }

    /// Takes memory. Only in `configure`.
    init(channelCount: Int) {
        states = Storage(count: 4 * ((channelCount + 1) / 2))
    }

    struct Coefficients: Equatable {
        var a1 = 0.0
        var a2 = 0.0
        var a3 = 0.0

        init() {}

        init(hertz: Float, sampleRate: Float) {
            let held = min(hertz, CutFilters.highest * sampleRate)
            let g = tan(Double.pi * Double(held) / Double(sampleRate))
            a1 = 1 / (1 + g * (g + CutFilters.damping))
            a2 = g * a1
            a3 = g * a2
        }

        func step(to end: Coefficients) -> Coefficients {
            var step = Coefficients()
            step.a1 = (end.a1 - a1) * (1 / Double(controlFrames))
            step.a2 = (end.a2 - a2) * (1 / Double(controlFrames))
            step.a3 = (end.a3 - a3) * (1 / Double(controlFrames))
            return step
        }

        @inline(__always)
        func moved(_ step: Coefficients, _ frame: Double) -> Coefficients {
            var moved = self
            moved.a1 += step.a1 * frame
            moved.a2 += step.a2 * frame
            moved.a3 += step.a3 * frame
            return moved
        }
    }

    /// The equations solved for the next state, with each number in both lanes.
    private struct Solved {
        private let a2: Double2
        private let a3: Double2
        private let own: Double2
        private let damping: Double2

        @inline(__always)
        init(_ coefficients: Coefficients) {
            a2 = Double2(repeating: 2 * coefficients.a2)
            a3 = Double2(repeating: 2 * coefficients.a3)
            own = Double2(repeating: 2 * coefficients.a1 - 1)
            damping = Double2(repeating: 0.5 * CutFilters.damping)
        }

        /// One frame: low-pass and high-pass. Twice the band-pass is the sum of the old and the new first state, twice the
        /// low-pass that of the second.
        @inline(__always)
        func next(_ v0: Double2, _ ic1: inout Double2, _ ic2: inout Double2) -> (low: Double2, high: Double2) {
            let v3 = v0 - ic2
            let next1 = own * ic1 + a2 * v3
            let change = a2 * ic1 + a3 * v3
            let low = ic2 + 0.5 * change
            let high = v0 - damping * (ic1 + next1) - low
            ic2 = ic2 + change
            ic1 = next1
            return (low, high)
        }
    }

    /// Moves on by one control period.
    mutating func move(lowHertz: Float, highHertz: Float, sampleRate: Float, isStart: Bool) {
        let newLow = Coefficients(hertz: lowHertz, sampleRate: sampleRate)
        let newHigh = Coefficients(hertz: highHertz, sampleRate: sampleRate)
        low = isStart ? newLow : lowEnd
        high = isStart ? newHigh : highEnd
        isMoving = low != newLow || high != newHigh
        lowStep = low.step(to: newLow)
        highStep = high.step(to: newHigh)
        (lowEnd, highEnd) = (newLow, newHigh)
    }

    /// Filters a pair of channels in place, the first frame `place` in the control period. Both may be the same.
    @inline(__always)
    func process(_ left: Channel, _ right: Channel, pair: Int, place: Int) {
        let base = 4 &* pair
        var (s0, s1, s2, s3) = (states[base], states[base &+ 1], states[base &+ 2], states[base &+ 3])
        let (low, high, lowStep, highStep) = (low, high, lowStep, highStep)
        if isMoving {
            Channel.forEachFrame(left, right) { input, frame in
                let time = Double(Int32(truncatingIfNeeded: place &+ frame))
                let (_, body) = Solved(low.moved(lowStep, time)).next(input, &s0, &s1)
                return Solved(high.moved(highStep, time)).next(body, &s2, &s3).low
            }
        } else {
            let (lowNow, highNow) = (Solved(low), Solved(high))
            Channel.forEachFrame(left, right) { input, _ in
                let (_, body) = lowNow.next(input, &s0, &s1)
                return highNow.next(body, &s2, &s3).low
            }
        }
        (states[base], states[base &+ 1], states[base &+ 2], states[base &+ 3]) = (s0, s1, s2, s3)
    }

    func clear() { states.clear() }
}

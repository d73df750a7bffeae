// One second-order section in the time domain, two channels at a time, in double precision: at a cutoff of 20 Hz and a
// rate of 192 kHz, single precision would add audible noise.

/// Two channels of one section's state: Simper's ic1 and ic2.
struct SectionState {
    var ic1 = Double2.zero
    var ic2 = Double2.zero
}

/// Two channels of both sections' states.
struct PairState {
    var first = SectionState()
    var second = SectionState()

    mutating func clearSecond() {
        second = SectionState()
    }
}

/// The filter's equations solved for a frame's output and the next state.
///
/// From v1 = a1 ic1 + a2 (v0 - ic2), v2 = ic2 + a2 ic1 + a3 (v0 - ic2), ic1' = 2 v1 - ic1, ic2' = 2 v2 - ic2 and
/// out = m0 v0 + m1 v1 + m2 v2 follow
///
///     out  = d0 v0 + d1 ic1 + d2 ic2
///     ic1' = c1 ic1 + c2 (v0 - ic2)
///     ic2' = ic2 + c2 ic1 + c3 (v0 - ic2)
struct Coefficients {
    var c1 = 0.0
    var c2 = 0.0
    var c3 = 0.0
    var d0 = 0.0
    var d1 = 0.0
    var d2 = 0.0

    init() {}

    init(_ prototype: Prototype) {
        let g = prototype.g
        let a1 = 1 / (1 + g * (g + prototype.k))
        let a2 = g * a1
        let a3 = g * a2
        c1 = 2 * a1 - 1
        c2 = 2 * a2
        c3 = 2 * a3
        d0 = prototype.m0 + prototype.m1 * a2 + prototype.m2 * a3
        d1 = prototype.m1 * a1 + prototype.m2 * a2
        d2 = prototype.m2 * (1 - a3) - prototype.m1 * a2
    }

    /// What is added each frame on a straight line of `frames` frames from `start` to this.
    func step(from start: Coefficients, over frames: Double) -> Coefficients {
        var step = Coefficients()
        step.c1 = (c1 - start.c1) / frames
        step.c2 = (c2 - start.c2) / frames
        step.c3 = (c3 - start.c3) / frames
        step.d0 = (d0 - start.d0) / frames
        step.d1 = (d1 - start.d1) / frames
        step.d2 = (d2 - start.d2) / frames
        return step
    }

    /// This, moved on by `frame` steps.
    @inline(__always)
    func advanced(_ step: Coefficients, _ frame: Double) -> Coefficients {
        var moved = self
        moved.c1 += step.c1 * frame
        moved.c2 += step.c2 * frame
        moved.c3 += step.c3 * frame
        moved.d0 += step.d0 * frame
        moved.d1 += step.d1 * frame
        moved.d2 += step.d2 * frame
        return moved
    }

    /// One frame of two channels.
    @inline(__always)
    func next(_ v0: Double2, _ state: inout SectionState) -> Double2 {
        let ic1 = state.ic1
        let ic2 = state.ic2
        let rest = v0 - ic2
        state.ic1 = c1 * ic1 + c2 * rest
        // In this order neither state waits for more than three operations on the other.
        state.ic2 = (ic2 + c2 * ic1) + c3 * rest
        return d0 * v0 + (d1 * ic1 + d2 * ic2)
    }
}

/// A section that stands still, or moves in a straight line across the control period.
struct Section {
    private var start = Coefficients()
    private var step = Coefficients()
    private var end = Coefficients()
    /// What `end` was made from, and what it was when the last crossfade began.
    private var prototype = Prototype(.lowPass, warped: 1, resonance: 1, a: 1)
    private var crossfadeStart = Prototype(.lowPass, warped: 1, resonance: 1, a: 1)

    /// Stands at a prototype at once.
    mutating func begin(at goal: Prototype) {
        prototype = goal
        end = Coefficients(goal)
        start = end
        step = Coefficients()
    }

    /// From here on, `move` with a crossfade of 0 stays where the section is now.
    mutating func startCrossfade() {
        crossfadeStart = prototype
    }

    /// Moves on for one control period, to `goal` when the crossfade is 1.
    mutating func move(to goal: Prototype, crossfade: Double) {
        prototype = crossfade == 1 ? goal : crossfadeStart.mixed(with: goal, crossfade)
        start = end
        end = Coefficients(prototype)
        step = end.step(from: start, over: Double(controlFrames))
    }

    /// Filters two channels while nothing moves.
    func runSteadily(_ left: Channel, _ right: Channel, _ state: inout SectionState) {
        let coefficients = end
        var running = state
        Channel.forEachFrame(left, right) { input, _ in coefficients.next(input, &running) }
        state = running
    }

    /// Filters two channels through two sections while nothing moves: in one pass, so that the sections' latencies
    /// overlap.
    static func runSteadily(
        _ first: Section, _ second: Section, _ left: Channel, _ right: Channel, _ state: inout PairState
    ) {
        let (one, two) = (first.end, second.end)
        var running = state
        Channel.forEachFrame(left, right) { input, _ in
            two.next(one.next(input, &running.first), &running.second)
        }
        state = running
    }

    /// Filters two channels while the coefficients move.
    func runMoving(_ left: Channel, _ right: Channel, _ state: inout SectionState, from offset: Int) {
        var running = state
        Channel.forEachFrame(left, right) { input, frame in
            start.advanced(step, Double(Int32(truncatingIfNeeded: offset &+ frame))).next(input, &running)
        }
        state = running
    }

    /// The same through two sections.
    static func runMoving(
        _ first: Section, _ second: Section, _ left: Channel, _ right: Channel, _ state: inout PairState,
        from offset: Int
    ) {
        var running = state
        Channel.forEachFrame(left, right) { input, frame in
            let place = Double(Int32(truncatingIfNeeded: offset &+ frame))
            let middle = first.start.advanced(first.step, place).next(input, &running.first)
            return second.start.advanced(second.step, place).next(middle, &running.second)
        }
        state = running
    }
}

// One second-order section in the time domain, two channels at a time, in double precision: at 20 Hz and a rate of
// 192 kHz, single precision would add audible noise.

/// Two channels of one section's state: Simper's ic1 and ic2.
struct SectionState {
    var ic1 = Double2.zero
    var ic2 = Double2.zero
}

/// The filter's equations solved for a frame's output and the next state.
///
/// From v1 = a1 ic1 + a2 (v0 - ic2), v2 = ic2 + a2 ic1 + a3 (v0 - ic2), ic1' = 2 v1 - ic1, ic2' = 2 v2 - ic2 and
/// out = m0 v0 + m1 v1 + m2 v2 follow
///
///     out  = d0 v0 + d1 ic1 + d2 ic2
///     ic1' = c1 ic1 + c2 (v0 - ic2)
///     ic2' = ic2 + c2 ic1 + c3 (v0 - ic2)
///
/// c is the same for both channels, and twice there all the same: so it is loaded as it is used.
struct Coefficients {
    var c1 = Double2.zero
    var c2 = Double2.zero
    var c3 = Double2.zero
    var d0 = Double2.zero
    var d1 = Double2.zero
    var d2 = Double2.zero

    init() {}

    init(_ prototype: Prototype) {
        let g = prototype.g
        let a1 = 1 / (1 + g * (g + prototype.k))
        let a2 = g * a1
        let a3 = g * a2
        c1 = Double2(repeating: 2 * a1 - 1)
        c2 = Double2(repeating: 2 * a2)
        c3 = Double2(repeating: 2 * a3)
        d0 = prototype.m0 + prototype.m1 * a2 + prototype.m2 * a3
        d1 = prototype.m1 * a1 + prototype.m2 * a2
        d2 = prototype.m2 * (1 - a3) - prototype.m1 * a2
    }

    /// What is added each frame on a straight line across a control period from `start` to this.
    func step(from start: Coefficients) -> Coefficients {
        let share = 1 / Double(controlFrames)
        var step = Coefficients()
        step.c1 = (c1 - start.c1) * share
        step.c2 = (c2 - start.c2) * share
        step.c3 = (c3 - start.c3) * share
        step.d0 = (d0 - start.d0) * share
        step.d1 = (d1 - start.d1) * share
        step.d2 = (d2 - start.d2) * share
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
    private(set) var start = Coefficients()
    private(set) var step = Coefficients()
    private(set) var end = Coefficients()
    private(set) var isMoving = false
    /// What `end` was made from, and what it was when the last crossfade began.
    private(set) var prototype = Prototype(.off, warped: 1, q: 1, a: 1)
    private var crossfadeStart = Prototype(.off, warped: 1, q: 1, a: 1)

    /// Stands at a prototype at once.
    mutating func begin(at goal: Prototype) {
        prototype = goal
        crossfadeStart = goal
        end = Coefficients(goal)
        rest()
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
        step = end.step(from: start)
        isMoving = true
    }

    /// Stays where it came to in the last control period.
    mutating func rest() {
        start = end
        step = Coefficients()
        isMoving = false
    }
}

// The ballistics: how the reduction follows its goal. Computed four frames at once on the stream's grid.

/// Attack and release of the smooth decoupled peak detector, and what it needs to take four steps at once.
///
/// Step by step it is, with x the goal and y the outcome,
///
///     p[n] = max(x[n], r p[n-1] + (1 - r) x[n])
///     y[n] = a y[n-1] + (1 - a) p[n]
///
/// Source: Giannoulis, Massberg, Reiss, JAES 60(6), 2012, equation 17. Both lines map the state before to the state
/// after in a form that is kept when two steps are joined (max(c, r^k p + b) and a^k y + b), so four steps are a
/// prefix scan: own derivation.
struct Ballistics {
    private var release = Decay(0)
    private var attack = Decay(0)

    /// Both times are those in which 1 - 1/e of a step is done.
    ///
    /// What the release has let go still passes the attack's smoothing, so it is shortened to come out right as a
    /// whole. It can't be shorter than the attack.
    mutating func set(attackFrames: Float, releaseFrames: Float) {
        let share = min(attackFrames / releaseFrames, 1)
        // Two one-pole decays in a row, of time constants u and v, reach 1/e after a time of 1: v as a function of u.
        // Own fit, exact at both ends; the whole time is off by 0.3 % at most.
        let correction = share * (-0.02191712 + share * (1.2387061 - share * 1.3091505))
        let rest = (1 - share) * (1 - correction)
        attack = Decay(attackFrames)
        release = Decay(releaseFrames * rest)
    }

    /// Takes four steps towards `goal`, at least 0; lane i of the outcome depends on the lanes up to i alone.
    @inline(__always)
    func follow(_ goal: Float4, _ state: DetectorState) -> (reduction: Float4, state: DetectorState) {
        // The state never gets so near to 0 that normal floats end, which is slow; 1e-20 of 6 dB is nothing.
        let goal = max(goal, Float4(repeating: 1e-20))

        let r = release
        var fall = r.rest * goal
        var risen = max(goal, r.one * goal.turnedByOne + fall)
        fall = fall + r.one * fall.turnedByOne
        risen = max(risen, r.two * risen.turnedByTwo + fall)
        fall = fall + r.two * fall.turnedByTwo
        let (fallen, peakRest) = sum(state.peak, (fall + state.peakRest) - r.lost * state.peak)
        let peak = max(risen, fallen)

        let a = attack
        var rise = a.rest * peak
        rise = rise + a.one * rise.turnedByOne
        rise = rise + a.two * rise.turnedByTwo
        let (reduction, reductionRest) = sum(
            state.reduction, (rise + state.reductionRest) - a.lost * state.reduction)
        let next = DetectorState(
            peak: peak.last, peakRest: peakRest.replacing(with: 0, where: risen .> fallen).last,
            reduction: reduction.last, reductionRest: reductionRest.last)
        return (reduction, next)
    }

    /// A sum, and what rounding takes from it: a slow detector moves by less per step than a float can tell, and would
    /// come to rest before its goal. `b` is the smaller.
    @inline(__always)
    private func sum(_ a: Float4, _ b: Float4) -> (sum: Float4, rest: Float4) {
        let sum = a + b
        return (sum, b - (sum - a))
    }
}

extension Ballistics {
    /// Turns a row from the reductions asked for, `lane` to `end`, into those that attack and release make of them. The row
    /// begins with a group of four on the stream's grid, of which the first `lane` frames are past.
    ///
    /// Where a block ends inside a group, the goals so far are kept, and the group is taken again as a whole when the rest
    /// has come: each frame's outcome is the same as if it had come at once.
    func follow(_ row: Row, from lane: Int, to end: Int, _ memory: inout DetectorMemory) {
        var state = memory.state
        for past in 0..<lane { row[past] = memory.goals[past] }
        var index = 0
        while index &+ 8 <= end {
            (row[vector: index], state) = follow(row[vector: index], state)
            (row[vector: index &+ 4], state) = follow(row[vector: index &+ 4], state)
            index &+= 8
        }
        if index &+ 4 <= end {
            (row[vector: index], state) = follow(row[vector: index], state)
            index &+= 4
        }
        memory.state = state
        if index < end {
            memory.goals = row[vector: index]
            row[vector: index] = follow(row[vector: index], state).reduction
        }
    }
}

/// What a detector remembers from block to block.
struct DetectorMemory {
    var state = DetectorState()
    /// The goals of a group that isn't complete yet.
    var goals = Float4.zero
}

/// What a detector remembers from group to group, each value in all four lanes: the state, and what rounding has taken
/// from it.
struct DetectorState {
    var peak = Float4.zero
    var peakRest = Float4.zero
    var reduction = Float4.zero
    var reductionRest = Float4.zero
}

/// A one-pole decay over one to four frames.
private struct Decay {
    /// What is gone after 1, 2, 3 and 4 frames. Kept instead of what is left, which a slow decay could not tell from 1:
    /// the outcome would miss its goal.
    let lost: Float4
    /// What one frame brings in.
    let rest: Float4
    /// The factors by which a lane takes over from the lane before it, and from the one before that; 0 where there is
    /// none.
    let one: Float4
    let two: Float4

    /// By 1/e in `frames`.
    init(_ frames: Float) {
        let age = Float4(1, 2, 3, 4) / max(frames, 0.01)
        // 1 - exp(-age), by its series where the difference would cancel.
        var series = age * (-1 / 120 as Float) + (1 / 24 as Float)
        series = series * age - (1 / 6 as Float)
        series = series * age + (0.5 as Float)
        series = age - series * age * age
        lost = (1 - exp2(age * -1.442_695)).replacing(with: series, where: age .< 0.1)
        rest = Float4(repeating: lost[0])
        let (left, leftOfTwo) = (1 - lost[0], 1 - lost[1])
        one = Float4(0, left, left, left)
        two = Float4(0, 0, leftOfTwo, leftOfTwo)
    }
}

extension Float4 {
    /// Each lane's value moved to the next lane, the last one's to the first.
    @inline(__always)
    fileprivate var turnedByOne: Float4 { Float4(self[3], self[0], self[1], self[2]) }

    @inline(__always)
    fileprivate var turnedByTwo: Float4 { Float4(self[2], self[3], self[0], self[1]) }

    /// The last lane's value in all lanes.
    @inline(__always)
    fileprivate var last: Float4 { Float4(repeating: self[3]) }
}

// A value under way from one place to another, one step per control period: what parameters move by, and what an
// effect crossfades with.

/// A value that glides to where it is sent in a fixed time, in equal steps.
///
/// It moves once per control period, so where it stands depends on the stream's position alone. An effect that holds
/// one calls `advance` in each `control` and returns `.moving` while that says true.
struct Glide {
    /// Where it stands at the end of this control period.
    private(set) var value: Float
    /// Where it will come to rest.
    private(set) var target: Float

    private var step: Float = 0
    private var periodsLeft: Int32 = 0
    private var periods: Int32 = 1

    init(_ value: Float) {
        self.value = value
        target = value
    }

    /// Sets how long a glide takes: at least one control period.
    mutating func configure(milliseconds: Float, sampleRate: Float) {
        let exact = milliseconds * 0.001 * sampleRate * (1 / Float(controlFrames))
        periods = Int32(max(1, min(exact, 1e9)).rounded(.toNearestOrAwayFromZero))
    }

    /// Sets off for `newTarget`; does nothing when it is already on its way there.
    mutating func glide(to newTarget: Float) {
        guard newTarget != target else { return }
        target = newTarget
        periodsLeft = periods
        step = (target - value) / Float(periods)
    }

    /// Is at once where it was going.
    mutating func snap() {
        value = target
        periodsLeft = 0
    }

    /// Is at once at `newTarget`.
    mutating func snap(to newTarget: Float) {
        target = newTarget
        snap()
    }

    /// Moves on by one control period; returns whether the value changed.
    mutating func advance() -> Bool {
        guard periodsLeft > 0 else { return false }
        periodsLeft -= 1
        value = periodsLeft == 0 ? target : value + step
        return true
    }
}

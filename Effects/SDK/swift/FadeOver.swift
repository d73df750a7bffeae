// Going over from one thing to another that both sound meanwhile: two places in a delay line, two ways of a signal.

/// A fade by shares that add up to 1, so that a loop with one in it gains nothing.
///
/// An effect that holds one calls `advance` in each `control`, after it `begin` where there is reason to, and returns
/// `.moving` while it is on.
struct FadeOver {
    private(set) var isOn = false
    /// How much is heard of what is faded to, at the period's first frame.
    private(set) var share: Float = 0
    /// What each frame adds.
    private(set) var shareStep: Float = 0

    private var periods: Int32 = 1
    private var periodsLeft: Int32 = 0

    /// Sets how long a fade takes: at least one control period.
    mutating func configure(milliseconds: Float, sampleRate: Float) {
        periods = max(1, Int32(min(milliseconds * 0.001 * sampleRate / Float(controlFrames), 1e9)))
    }

    /// Moves on by one control period; returns whether the fade is over, so that what was faded to is all there is.
    mutating func advance() -> Bool {
        guard isOn else { return false }
        if periodsLeft == 0 {
            end()
            return true
        }
        step()
        return false
    }

    /// Sets off in this control period. Only where none is on.
    mutating func begin() {
        isOn = true
        periodsLeft = periods
        step()
    }

    /// Is over, at once.
    mutating func end() {
        isOn = false
        (share, shareStep) = (0, 0)
    }

    /// The shares at four frames of the control period.
    @inline(__always)
    func vector(at frame: Int) -> Float4 {
        let first = Float(Int32(truncatingIfNeeded: frame))
        return share + shareStep * (Float4(repeating: first) + Float4(0, 1, 2, 3))
    }

    private mutating func step() {
        share = loudness
        periodsLeft -= 1
        shareStep = (loudness - share) * (1 / Float(controlFrames))
    }

    /// Half a cosine's shape, but a polynomial.
    private var loudness: Float {
        let done = 1 - Float(periodsLeft) / Float(periods)
        return done * done * (3 - 2 * done)
    }
}

// How much of a node is heard, and the way from one mix to another. Rendering thread, or whoever holds the plan.

/// A node's mix, which moves to a new value along half a cosine.
///
/// A factor that goes from 1 to -1 like that never makes a sine steeper than it was, if half a period of the sine is
/// shorter than the way: with a = cos(pt) the slope of a·sin(wt) is at most √(p² sin² + w² cos²) <= w for p <= w. Own
/// derivation.
struct NodeMix {
    /// What it is when the node isn't bypassed.
    private(set) var level: Float
    private(set) var isBypassed: Bool
    /// Where the way began, and where it ends.
    private(set) var from: Float
    private(set) var to: Float
    /// How far it has come, in frames.
    private(set) var frame: Int

    /// At rest. `frameCount` is the length of a way.
    init(level: Float, isBypassed: Bool, frameCount: Int) {
        self.level = level
        self.isBypassed = isBypassed
        to = isBypassed ? 0 : level
        from = to
        frame = frameCount
    }

    /// Sets out for another mix, from where it is now.
    ///
    /// - Parameter window: rises from 0 to 1 over the way's `frameCount` frames.
    @_noLocks
    mutating func change(level: Float, isBypassed: Bool, window: UnsafePointer<Float>, frameCount: Int) {
        let current = frame < frameCount ? from + (to - from) * window[frame] : to
        self.level = level
        self.isBypassed = isBypassed
        to = isBypassed ? 0 : level
        from = current
        frame = from == to ? frameCount : 0
    }

    /// Goes on by the length of a block.
    @_noLocks
    mutating func advance(by frames: Int, frameCount: Int) { frame = min(frame + frames, frameCount) }

    /// Arrives at once.
    @_noLocks
    mutating func settle(frameCount: Int) { frame = frameCount }
}

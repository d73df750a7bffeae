// A change from one whole number of frames to another without a click: for a while both are read.

/// Two delays, and how far the sound has moved from the one to the other. One change at a time; what is asked for
/// meanwhile begins when it is over.
struct Crossing {
    /// What is read, and what is moved to.
    private(set) var from: Float = 0
    private(set) var to: Float = 0
    /// The share of the second, 0 to 1, at a period's first frame, and what each frame adds.
    private(set) var start: Float = 0
    private(set) var step: Float = 0
    private var glide = Glide(0)

    var isCrossing: Bool { step != 0 }
    /// The share of the second at the period's end.
    var end: Float { glide.value }

    mutating func configure(milliseconds: Float, sampleRate: Float) {
        glide.configure(milliseconds: milliseconds, sampleRate: sampleRate)
    }

    /// Moves on by one control period; returns whether another change begins with it.
    mutating func move(to goal: Float, isStart: Bool) -> Bool {
        if isStart {
            (from, to) = (goal, goal)
            glide.snap(to: 0)
        } else if glide.value == 1 {
            from = to
            glide.snap(to: 0)
        }
        let begins = isStart || (glide.value == glide.target && goal != from)
        if begins && !isStart {
            to = goal
            glide.glide(to: 1)
        }
        start = glide.value
        _ = glide.advance()
        step = (glide.value - start) * (1 / Float(controlFrames))
        return begins
    }

    /// The share of the second at four frames from `frame` of the period on.
    @inline(__always)
    func share(at frame: Int) -> Float4 {
        let first = Float(Int32(truncatingIfNeeded: frame))
        return start + step * (Float4(repeating: first) + Float4(0, 1, 2, 3))
    }
}

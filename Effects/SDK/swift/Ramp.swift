// A coefficient that follows the parameters without a click: a straight line across each control period.

/// A value that moves along a straight line within one control period, and stands still when nothing moves.
///
/// `control` sends it on; `process` reads it by frame. Each frame's value is computed from the period's start, so it
/// doesn't depend on where blocks were cut, and any number of frames may be computed at once.
struct Ramp {
    /// The value at the period's first frame.
    private(set) var start: Float = 0
    /// What each frame adds; 0 when nothing moves.
    private(set) var step: Float = 0
    /// The value the period ends with, and the next one starts with.
    private(set) var end: Float = 0

    /// Moves to `value` by the end of this control period; at the start of the stream, stands there at once.
    @inline(__always)
    mutating func move<Name>(to value: Float, _ parameters: Parameters<Name>) {
        start = parameters.isStart ? value : end
        step = (value - start) * (1 / Float(controlFrames))
        end = value
    }

    /// The value at a frame of the control period, `block.offset` plus the frame's place in the block. Only while
    /// something moves; else it is `start`.
    @inline(__always)
    subscript(frame: Int) -> Float {
        start + step * Float(truncatingIfNeeded: frame)
    }

    /// The values at four frames from `frame` on.
    @inline(__always)
    func vector(at frame: Int) -> Float4 {
        let first = Float(truncatingIfNeeded: frame)
        return start + step * (Float4(repeating: first) + Float4(0, 1, 2, 3))
    }
}

extension Float {
    /// A small frame number as a float, exactly.
    @inline(__always)
    fileprivate init(truncatingIfNeeded frame: Int) {
        self = Float(Int32(truncatingIfNeeded: frame))
    }
}

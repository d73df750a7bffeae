// Two channels frame by frame in double precision: for recursive filters, whose next frame waits for this one, and
// whose lanes are therefore channels instead of frames.

extension Channel {
    /// Replaces each frame of two channels by what `body` makes of it, frame after frame in order. Both may be the same
    /// channel, whose samples are then in both lanes. `body` gets the frame's place in the piece.
    @inline(__always)
    static func forEachFrame(
        _ left: Channel, _ right: Channel, _ body: (_ input: Double2, _ frame: Int) -> Double2
    ) {
        assert(left.count == right.count)
        var frame = 0
        // Four frames a turn: what comes from whole vectors by shuffling stays in vectors.
        while frame &+ 4 <= left.count {
            let lefts = left[vector: frame]
            let rights = right[vector: frame]
            let early = zipLow(lefts, rights)
            let late = zipHigh(lefts, rights)
            let first = body(widenLow(early), frame)
            let second = body(widenHigh(early), frame &+ 1)
            let third = body(widenLow(late), frame &+ 2)
            let fourth = body(widenHigh(late), frame &+ 3)
            let newEarly = narrow(first, second)
            let newLate = narrow(third, fourth)
            left[vector: frame] = unzipEven(newEarly, newLate)
            right[vector: frame] = unzipOdd(newEarly, newLate)
            frame &+= 4
        }
        while frame < left.count {
            let out = body(Double2(Double(left[frame]), Double(right[frame])), frame)
            left[frame] = Float(out.x)
            right[frame] = Float(out.y)
            frame &+= 1
        }
    }
}

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
        // Eight frames a turn, for the reason given at `map`; four where eight are too many.
        while frame &+ 8 <= left.count {
            fourFrames(left, right, at: frame, body)
            fourFrames(left, right, at: frame &+ 4, body)
            frame &+= 8
        }
        if frame &+ 4 <= left.count {
            fourFrames(left, right, at: frame, body)
            frame &+= 4
        }
        while frame < left.count {
            let out = body(Double2(Double(left[frame]), Double(right[frame])), frame)
            left[frame] = Float(out.x)
            right[frame] = Float(out.y)
            frame &+= 1
        }
    }

    /// Four frames, loaded and stored as vectors: what comes from whole vectors by shuffling stays in vectors.
    @inline(__always)
    private static func fourFrames(
        _ left: Channel, _ right: Channel, at frame: Int, _ body: (_ input: Double2, _ frame: Int) -> Double2
    ) {
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
    }
}

// Where in the past each frame of a control period is read.

/// A delay's path through a control period: a cubic in the time from the period's middle, in the interpolator's steps.
struct DelayPath {
    let offset: Float
    let slope: Float
    let bend: Float
    let twist: Float

    /// At four frames.
    @inline(__always)
    func callAsFunction(_ time: Float4) -> Float4 {
        var place = time * twist + bend
        place = time * place + slope
        return time * place + offset
    }
}

/// Where one voice reads, for each frame of a control period. All channels with the voice's path share it.
struct DelayPlaces {
    // SAFETY: `length` numbers in an effect's storage, alive as long as the configured effect: for each frame where in a
    // channel's memory the taps begin; where in the interpolator's table their row begins; and how far from that row on
    // to the next one. One pointer to all, as the inner loop has none to spare.
    private let base: UnsafeMutableRawPointer

    static var length: Int { 3 * controlFrames }
    private static var row: Int { controlFrames * MemoryLayout<Int32>.stride }
    private static var part: Int { 2 * row }

    @inline(__always)
    init(_ base: UnsafeMutablePointer<Float>) {
        self.base = UnsafeMutableRawPointer(base)
    }

    private init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// Where in a channel's memory the taps begin, in floats.
    @inline(__always)
    func past(_ frame: Int) -> Int {
        Int(truncatingIfNeeded: place(frame).load(as: Int32.self))
    }

    /// Where in the interpolator's table the taps' row begins, in floats.
    @inline(__always)
    func row(_ frame: Int) -> Int {
        Int(truncatingIfNeeded: place(frame).load(fromByteOffset: Self.row, as: Int32.self))
    }

    /// How far from that row on to the next.
    @inline(__always)
    func part(_ frame: Int) -> Float {
        place(frame).load(fromByteOffset: Self.part, as: Float.self)
    }

    /// Those of the frames from `frame` on.
    @inline(__always)
    func from(_ frame: Int) -> DelayPlaces {
        DelayPlaces(place(frame))
    }

    /// Follows a path at four frames from `frame` on, which lie at `time` in the period; the delay is a centre of whole
    /// steps plus the path.
    @inline(__always)
    func follow(_ path: DelayPath, centre: Int32, _ lines: DelayLines, _ time: Float4, _ frame: Int) {
        let place = path(time)
        // Added to a smaller number, this leaves its whole part in the lowest bits. Which way ties go doesn't matter:
        // the lines between steps meet.
        let rounder: Float = 12_582_912
        let shifted = (place - 0.5) + rounder
        let steps = Int4(bitsOf: shifted) &+ (centre &- 0x4b40_0000)
        let first = Int32(truncatingIfNeeded: frame &- DelayInterpolator.reach)
        let numbers = self.place(frame)
        numbers.storeBytes(
            of: lines.indices(delays: (steps &>> DelayInterpolator.stepShift) &- (Int4(0, 1, 2, 3) &+ first)),
            as: Int4.self)
        numbers.storeBytes(
            of: (steps & DelayInterpolator.stepMask) &<< DelayInterpolator.rowShift, toByteOffset: Self.row,
            as: Int4.self)
        numbers.storeBytes(of: place - (shifted - rounder), toByteOffset: Self.part, as: Float4.self)
    }

    @inline(__always)
    private func place(_ frame: Int) -> UnsafeMutableRawPointer {
        base + frame &* MemoryLayout<Int32>.stride
    }
}

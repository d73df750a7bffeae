// The past of many lines in step, four frames at a time: the SDK's `DelayLines` for whoever has dozens of them, with the
// place to write at found once for all.

/// The last frames of every line, in one piece of memory. A line is a power of two long, with its first frames repeated
/// behind its end.
struct Rings {
    private let buffer: Buffer
    private let stride: Int
    private let length: Int
    /// Where the next frame goes.
    private var place = 0

    /// Room in front of and behind a line for four frames that straddle its end.
    private static var margin: Int { 4 }

    /// Where four frames go, and how far from there once more; 0, nowhere.
    struct Place {
        fileprivate let index: Int
        fileprivate let again: Int
    }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        (stride, length) = (0, 1)
    }

    /// Takes memory for delays up to `maximumDelay` frames. Only in `configure`.
    init(count: Int, maximumDelay: Int) {
        var length = 32
        // What is written before `advance` counts too.
        while length < maximumDelay &+ controlFrames &+ Self.margin { length *= 2 }
        self.length = length
        stride = length + 3 * Self.margin
        buffer = Buffer(count: stride * count)
    }

    /// The place of the frame that is `frame` frames after the next one.
    @inline(__always)
    func place(_ frame: Int) -> Place {
        let index = (place &+ frame) & (length &- 1)
        let again = index < Self.margin ? length : index > length &- Self.margin ? 0 &- length : 0
        return Place(index: index, again: again)
    }

    /// Puts in four frames of a line. Those that `advance` doesn't step over are written anew later: they may hold anything.
    @inline(__always)
    func write(_ samples: Float4, _ line: Int, at place: Place) {
        let start = buffer.base + (line &* stride &+ Self.margin &+ place.index)
        UnsafeMutableRawPointer(start).storeBytes(of: samples, as: Float4.self)
        if place.again != 0 {
            UnsafeMutableRawPointer(start + place.again).storeBytes(of: samples, as: Float4.self)
        }
    }

    /// Four frames of a line, the first of them `delay` frames older than the next one; at least 4 but for what has been
    /// written since `advance`.
    @inline(__always)
    func read(_ line: Int, delay: Int) -> Float4 {
        let index = (place &- delay) & (length &- 1)
        return UnsafeRawPointer(buffer.base + (line &* stride &+ Self.margin &+ index)).loadUnaligned(as: Float4.self)
    }

    /// Moves on by as many frames as have been written to every line.
    @inline(__always)
    mutating func advance(_ frameCount: Int) {
        place = (place &+ frameCount) & (length &- 1)
    }

    /// Forgets all sound.
    mutating func clear() {
        buffer.clear()
        place = 0
    }
}

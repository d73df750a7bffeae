// One channel's past: written frame by frame, read at whole and fractional delays.

/// The last frames of one channel.
///
/// `write` puts in the newest frame, at delay 0; a read at delay d then gives the frame written d frames ago. The
/// memory is a power of two long, and its beginning is repeated behind its end, so that a few frames in a row can be
/// read without wrapping round.
struct DelayLine {
    private let buffer: Buffer
    private let mask: Int
    private var newest = 0

    /// Frames that `window` can give in one piece.
    static var windowFrames: Int { 64 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        mask = 0
    }

    /// Takes memory for delays up to `maximumDelay` frames, at which interpolation and windows reach further back. Only
    /// in `configure`.
    init(maximumDelay: Int) {
        var length = Self.windowFrames
        while length < maximumDelay &+ Self.windowFrames { length *= 2 }
        buffer = Buffer(count: length + Self.windowFrames)
        mask = length &- 1
    }

    /// Puts in the next frame.
    @inline(__always)
    mutating func write(_ sample: Float) {
        newest = (newest &+ 1) & mask
        buffer[newest] = sample
        if newest < Self.windowFrames { buffer[newest &+ mask &+ 1] = sample }
    }

    /// The frame written `delay` frames ago.
    @inline(__always)
    func read(_ delay: Int) -> Float {
        buffer[(newest &- delay) & mask]
    }

    /// Frames in a row, oldest first, of which the last was written `delay` frames ago: at most `windowFrames`, valid
    /// until the next `write`.
    @inline(__always)
    func window(endingAt delay: Int, count: Int) -> UnsafePointer<Float> {
        assert(count <= Self.windowFrames)
        return UnsafePointer(buffer.base + ((newest &- delay &- (count &- 1)) & mask))
    }

    /// At a fractional delay, by a straight line between the two frames around it: cheap, dull at high frequencies.
    @inline(__always)
    func readLinear(_ delay: Float) -> Float {
        let whole = Int(delay)
        let fraction = delay - Float(whole)
        let near = read(whole)
        return near + fraction * (read(whole &+ 1) - near)
    }

    /// At a fractional delay of at least 1, by the cubic through the four frames around it (Lagrange, third order).
    @inline(__always)
    func readCubic(_ delay: Float) -> Float {
        let whole = Int(delay)
        let d = delay - Float(whole)
        let a = read(whole &- 1)
        let b = read(whole)
        let c = read(whole &+ 1)
        let e = read(whole &+ 2)
        let outer = d * (d - 1) * (1 / 6 as Float)
        let inner = (d + 1) * (d - 2) * 0.5
        return outer * ((d + 1) * e - (d - 2) * a) + inner * ((d - 1) * b - d * c)
    }

    /// Forgets all sound.
    mutating func clear() {
        buffer.clear()
        newest = 0
    }
}

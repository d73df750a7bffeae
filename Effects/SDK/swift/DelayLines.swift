// The past of all channels, written in step: what a lookahead and a modulated delay read.

/// The last frames of every channel, in one piece of memory with one place to write at.
///
/// `write` puts frames in at that place and after it, `advance` moves it on. A channel's memory is a power of two long.
/// Its beginning is repeated behind its end, so that a window of frames in a row can be read, and four frames be
/// written, without wrapping round.
struct DelayLines {
    private let buffer: Buffer
    private let stride: Int
    private let mask: Int
    /// Where the next frame goes.
    private var place = 0

    /// Frames in a row that can be read at once.
    static var windowFrames: Int { 32 }
    /// Room in front of and behind a channel for four frames that straddle its end.
    private static var margin: Int { 4 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        stride = 0
        mask = 0
    }

    /// Takes memory for delays up to `maximumDelay` frames: a window's older frames included, and those that are
    /// written before `advance`. Only in `configure`.
    init(channelCount: Int, maximumDelay: Int) {
        let length = Self.length(maximumDelay)
        mask = length &- 1
        stride = Self.stride(length)
        buffer = Buffer(count: stride * channelCount)
    }

    /// What one channel's memory takes.
    static func byteCount(maximumDelay: Int) -> Int {
        stride(length(maximumDelay)) * MemoryLayout<Float>.stride
    }

    private static func length(_ maximumDelay: Int) -> Int {
        var length = 2 * windowFrames
        while length < maximumDelay &+ margin { length *= 2 }
        return length
    }

    private static func stride(_ length: Int) -> Int {
        margin + length + windowFrames + margin
    }

    /// A channel's memory, to be read from `index(delay:)` on: `windowFrames` in a row.
    @inline(__always)
    func memory(_ channel: Int) -> UnsafeMutablePointer<Float> {
        buffer.base + (channel &* stride &+ Self.margin)
    }

    /// Where the frame lies that is `delay` frames older than the next one; a negative delay is one of those written
    /// since `advance`.
    @inline(__always)
    func index(delay: Int) -> Int {
        (place &- delay) & mask
    }

    /// The same for four delays.
    @inline(__always)
    func indices(delays: Int4) -> Int4 {
        (Int32(truncatingIfNeeded: place) &- delays) & Int32(truncatingIfNeeded: mask)
    }

    /// Puts in four frames of a channel, the first of them `frame` frames after the next one. Those that `advance`
    /// doesn't step over are written anew later: they may hold anything.
    @inline(__always)
    func write(_ samples: Float4, _ channel: Int, frame: Int) {
        let index = (place &+ frame) & mask
        let start = UnsafeMutableRawPointer(memory(channel) + index)
        let lap = (mask &+ 1) &* MemoryLayout<Float>.stride
        start.storeBytes(of: samples, as: Float4.self)
        // The repeated beginning, and an end that straddles it.
        if index < Self.windowFrames { (start + lap).storeBytes(of: samples, as: Float4.self) }
        if index > mask &+ 1 &- Self.margin { (start - lap).storeBytes(of: samples, as: Float4.self) }
    }

    /// Four frames of a channel, the first of them `delay` frames older than the next one.
    @inline(__always)
    func read(_ channel: Int, delay: Int) -> Float4 {
        UnsafeRawPointer(memory(channel) + index(delay: delay)).loadUnaligned(as: Float4.self)
    }

    /// What may go round again: no infinities, nothing that isn't a number, and nothing so small that it is slow.
    @inline(__always)
    static func sane(_ samples: Float4) -> Float4 {
        let size = abs(samples)
        let loud = select(size, lessThan: Float4(repeating: 1e9), samples, .zero)
        return select(Float4(repeating: 1e-20), lessThan: size, loud, .zero)
    }

    /// Moves on by as many frames as have been written to every channel.
    @inline(__always)
    mutating func advance(_ frameCount: Int) {
        place = (place &+ frameCount) & mask
    }

    /// Forgets all sound.
    mutating func clear() {
        buffer.clear()
        place = 0
    }
}

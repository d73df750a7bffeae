// The rows of numbers between the passes over a chunk.

/// Per channel a row of peaks, then of gains; and one for the least gain.
struct Rows {
    private let buffer: Buffer

    /// The most frames in a chunk.
    static var length: Int { 64 }
    /// Room for the last frames to be taken four at a time.
    private static var stride: Int { length + 4 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
    }

    /// Takes memory. Only in `configure`.
    init(channelCount: Int) {
        buffer = Buffer(count: (1 + channelCount) * Self.stride)
    }

    @inline(__always)
    var least: Row { buffer.base }

    @inline(__always)
    func own(_ channel: Int) -> Row { buffer.base + (1 &+ channel) &* Self.stride }
}

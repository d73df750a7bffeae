// The part of a block that is worked on at a time, and the rows of numbers between the passes.

/// Some frames of a block, at most `Rows.length` less their lane.
struct Chunk {
    let block: Block
    /// The first frame's place in the block.
    let frame: Int
    let count: Int
    /// The first frame's place in its group of four on the stream's grid.
    let lane: Int

    /// How many channels the detectors hear: the side-chain's, or, with nothing connected there, the input's.
    @inline(__always)
    var earCount: Int { block.sidechainChannelCount > 0 ? block.sidechainChannelCount : block.channelCount }

    /// What one ear hears.
    @inline(__always)
    func heard(_ ear: Int) -> UnsafePointer<Float> {
        block.sidechainChannelCount > 0
            ? block.sidechain(ear).base + frame : UnsafePointer(block[ear].base) + frame
    }

    /// A channel's samples, to be overwritten.
    @inline(__always)
    func samples(_ channel: Int) -> Channel {
        Channel(base: block[channel].base + frame, count: count)
    }

    /// The place in a row behind the last frame.
    @inline(__always)
    var end: Int { lane &+ count }

    /// The place in the control period of a row's first frame, as a ramp is read with; up to three frames before it.
    @inline(__always)
    var rowOffset: Int { block.offset &+ frame &- lane }
}

/// The rows of a chunk. They begin with a group of the grid: the chunk's first frame is at its lane.
struct Rows {
    private let buffer: Buffer

    /// Frames in a row: a few rows and the samples fit into the nearest cache.
    static var length: Int { 512 }
    /// Room for the last frames to be taken eight at a time.
    private static var stride: Int { length + 8 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
    }

    /// Takes memory. Only in `configure`.
    init(earCount: Int) {
        buffer = Buffer(count: (2 + earCount) * Self.stride)
    }

    /// What becomes the factors for the samples, step by step.
    @inline(__always)
    var gain: Row { buffer.base }

    /// The level of the loudest channel.
    @inline(__always)
    var loudest: Row { buffer.base + Self.stride }

    /// What the high-pass made of a channel, then its level.
    @inline(__always)
    func own(_ ear: Int) -> Row { buffer.base + (2 &+ ear) &* Self.stride }
}

// The memory of a chunk: each band of each pair of channels, and a row of numbers for the gains.

/// Rows begin with a group of four on the stream's grid.
struct BandSound {
    private let samples: Storage<Double2>
    private let bandCount: Int
    let gains: Buffer

    /// Frames that are worked on at once: all bands of two channels fit into the nearest cache.
    static var chunkFrames: Int { 128 }
    /// Room for the last group to be taken as a whole, and one more.
    private static var stride: Int { chunkFrames + 8 }

    init() {
        samples = Storage()
        bandCount = 0
        gains = Buffer()
    }

    /// Takes memory: only in `configure`.
    init(bandCount: Int, channelCount: Int) {
        self.bandCount = bandCount
        samples = Storage(count: (channelCount + 1) / 2 * bandCount * Self.stride)
        gains = Buffer(count: Self.stride)
    }

    /// A band of a pair of channels.
    @inline(__always)
    func row(_ pair: Int, _ band: Int) -> UnsafeMutablePointer<Double2> {
        samples.base + (pair &* bandCount &+ band) &* Self.stride
    }

    /// Four frames of a band, channel by channel.
    @inline(__always)
    func four(_ pair: Int, _ band: Int, at index: Int) -> (left: Float4, right: Float4) {
        let row = row(pair, band) + index
        let early = narrow(row[0], row[1])
        let late = narrow(row[2], row[3])
        return (unzipEven(early, late), unzipOdd(early, late))
    }
}

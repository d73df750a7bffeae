// The stream cut into hundredths of a second, counted from its start, whatever blocks it comes in.

/// Where the stream stands between two of the cuts.
struct BlockClock {
    static var blocksPerSecond: Double { 100 }

    private var framesPerBlock = 480.0
    /// Blocks since the start.
    private(set) var number = 0
    /// Frames of the block at hand, and how many of them have passed.
    private(set) var length = 480
    private(set) var passed = 0

    init() {}

    init(sampleRate: Double) {
        framesPerBlock = max(sampleRate / Self.blocksPerSecond, 1)
        begin()
    }

    mutating func begin() {
        number = 0
        measure()
    }

    var left: Int { length &- passed }

    /// Moves on by as many frames as are left at most; returns whether a block has ended.
    mutating func advance(_ frameCount: Int) -> Bool {
        passed &+= frameCount
        guard passed == length else { return false }
        number &+= 1
        measure()
        return true
    }

    /// Where the rate is no multiple of 100, blocks differ by a frame, and end within half of one of where they should.
    private mutating func measure() {
        let start = (Double(number) * framesPerBlock).rounded(.toNearestOrAwayFromZero)
        let end = (Double(number &+ 1) * framesPerBlock).rounded(.toNearestOrAwayFromZero)
        length = Int(end - start)
        passed = 0
    }
}

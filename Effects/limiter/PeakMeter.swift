// The true peak: the greatest magnitude between one sample and the next, on a grid sixteen times as fine.

/// Keeps the last samples of every channel and measures them, `delay` frames late.
struct PeakMeter {
    private let buffer: Buffer
    private let halves: Buffer
    private let filter: Interpolation

    /// How many frames behind the newest sample a peak is measured.
    static var delay: Int { Interpolation.longReach + 2 }
    /// Frames before the chunk that its first peak is made of.
    private static var history: Int { 2 * Interpolation.longReach + 4 }
    private static var stride: Int { history + Rows.length + 12 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        halves = Buffer()
        filter = Interpolation()
    }

    /// Takes memory. Only in `configure`.
    init(channelCount: Int) {
        buffer = Buffer(count: channelCount * Self.stride)
        halves = Buffer(count: Rows.length + 16)
        filter = Interpolation(taking: ())
    }

    /// By how much a peak can exceed the greatest sample.
    @inline(__always)
    var bound: Float { filter.bound }

    @inline(__always)
    private func row(_ channel: Int) -> Row { buffer.base + channel &* Self.stride }

    /// Where a chunk's samples go.
    @inline(__always)
    func incoming(_ channel: Int) -> Row { row(channel) + Self.history }

    /// The greatest magnitude among the samples that a chunk's peaks are made of.
    func greatestSample(_ channel: Int, count: Int) -> Float {
        let row = row(channel)
        var greatest = Float4.zero
        var frame = 0
        // What lies behind the chunk is older sound, or none: no harm but a measurement too many.
        while frame &+ 4 <= Self.history &+ count {
            greatest = max(greatest, abs(row[vector: frame]))
            frame &+= 4
        }
        while frame < Self.history &+ count {
            greatest[0] = max(greatest[0], row[frame].magnitude)
            frame &+= 1
        }
        return max(max(greatest[0], greatest[1]), max(greatest[2], greatest[3]))
    }

    /// The magnitudes of four samples as late as the peaks.
    @inline(__always)
    func sample(_ channel: Int, frame: Int) -> Float4 {
        let x = incoming(channel) - Self.delay + frame
        return max(abs(x[vector: 0]), abs(x[vector: 1]))
    }

    /// Fills a row with the greatest magnitude between each sample and the next.
    func findBetween(_ channel: Int, _ peaks: Row, count: Int) {
        let first = incoming(channel) - Self.delay
        findHalves(first - 2, count: count &+ 4)
        let half = halves.base + 2
        var frame = 0
        while frame < count {
            let (x, h) = (first + frame, half + frame)
            let before = greatest(
                x[vector: 0], h[vector: 0], h[vector: -1], x[vector: 1], x[vector: -1], h[vector: 1], h[vector: -2],
                x[vector: 2])
            let after = greatest(
                h[vector: 0], x[vector: 1], x[vector: 0], h[vector: 1], h[vector: -1], x[vector: 2], x[vector: -1],
                h[vector: 2])
            peaks[vector: frame] = max(max(before, after), abs(h[vector: 0]))
            frame &+= 4
        }
    }

    /// The points half a frame after each sample.
    private func findHalves(_ samples: Row, count: Int) {
        var frame = 0
        while frame < count {
            let x = samples + frame
            var (one, other) = (Float4.zero, Float4.zero)
            for tap in 0..<(Interpolation.longReach / 2) {
                let (near, far) = (2 &* tap, 2 &* tap &+ 1)
                one += filter.long(near) * (x[vector: 0 &- near] + x[vector: 1 &+ near])
                other += filter.long(far) * (x[vector: 0 &- far] + x[vector: 1 &+ far])
            }
            halves.base[vector: frame] = one + other
            frame &+= 4
        }
    }

    /// The greatest magnitude at seven points between two half frames, given the points around, from the inside out.
    /// Of two mirrored points, one is the sum and one the difference of an even and an odd part.
    @inline(__always)
    private func greatest(
        _ a0: Float4, _ b0: Float4, _ a1: Float4, _ b1: Float4, _ a2: Float4, _ b2: Float4, _ a3: Float4, _ b3: Float4
    ) -> Float4 {
        let (e0, e1, e2, e3) = (a0 + b0, a1 + b1, a2 + b2, a3 + b3)
        let (o0, o1, o2, o3) = (a0 - b0, a1 - b1, a2 - b2, a3 - b3)
        @inline(__always)
        func even(_ pair: Int) -> Float4 {
            abs(
                (filter.even(pair, 0) * e0 + filter.even(pair, 1) * e1)
                    + (filter.even(pair, 2) * e2 + filter.even(pair, 3) * e3))
        }
        @inline(__always)
        func odd(_ pair: Int) -> Float4 {
            abs(
                (filter.odd(pair, 0) * o0 + filter.odd(pair, 1) * o1)
                    + (filter.odd(pair, 2) * o2 + filter.odd(pair, 3) * o3))
        }
        return max(max(even(0) + odd(0), even(1) + odd(1)), max(even(2) + odd(2), even(3)))
    }

    /// Keeps of a chunk what the next one's peaks are made of.
    func advance(_ channel: Int, count: Int) {
        let row = row(channel)
        var frame = 0
        while frame < Self.history {
            row[vector: frame] = row[vector: frame &+ count]
            frame &+= 4
        }
    }

    func clear() {
        buffer.clear()
    }
}

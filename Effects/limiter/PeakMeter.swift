// The true peak: the greatest magnitude between one sample and the next, on a grid sixteen times as fine.

/// Keeps the last samples of every channel and measures them, `delay` frames late.
struct PeakMeter {
    private let buffer: Buffer
    private let halves: Buffer
    private let doubts: Buffer
    private let filter: Interpolation

    /// How many frames behind the newest sample a peak is measured.
    static var delay: Int { Interpolation.longReach + 2 }
    /// Frames before the chunk that its first peak is made of.
    private static var history: Int { 2 * Interpolation.longReach + 4 }
    private static var stride: Int { history + Rows.length + 16 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        buffer = Buffer()
        halves = Buffer()
        doubts = Buffer()
        filter = Interpolation()
    }

    /// Takes memory. Only in `configure`.
    init(channelCount: Int) {
        buffer = Buffer(count: channelCount * Self.stride)
        halves = Buffer(count: Rows.length + 16)
        doubts = Buffer(count: Rows.length + 16)
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

    /// Fills a row with the greatest magnitude between each sample and the next; with less, where it is below `ceiling`
    /// in any case.
    func findBetween(_ channel: Int, _ peaks: Row, count: Int, ceiling: Float) {
        let first = incoming(channel) - Self.delay
        findHalves(first - 2, count: count &+ 4)
        let (half, doubt) = (halves.base + 2, doubts.base + 2)
        let surely = ceiling / filter.shortBound
        var frame = 0
        while frame < count {
            let (x, h, doubt) = (first + frame, half + frame, doubt + frame)
            let (x0, x1, x2, x3) = (x[vector: -1], x[vector: 0], x[vector: 1], x[vector: 2])
            let (h0, h1, h2, h3, h4) = (h[vector: -2], h[vector: -1], h[vector: 0], h[vector: 1], h[vector: 2])
            let unsure = max(max(doubt[vector: -1], doubt[vector: 1]), doubt[vector: 0])
            let samples = max(max(abs(x0), abs(x1)), max(abs(x2), abs(x3)))
            let points = max(max(max(abs(h0), abs(h1)), max(abs(h2), abs(h3))), max(abs(h4), samples))
            let possible = points + unsure
            if max(max(possible[0], possible[1]), max(possible[2], possible[3])) < surely {
                peaks[vector: frame] = possible
            } else {
                let before = greatest(x1, h2, h1, x2, x0, h3, h0, x3)
                let after = greatest(h2, x2, x1, h3, h1, x3, x0, h4)
                peaks[vector: frame] = max(max(before, after), abs(h2)) + unsure
            }
            frame &+= 4
        }
    }

    /// The points half a frame after each sample, and by how much the rough filter's differ.
    private func findHalves(_ samples: Row, count: Int) {
        var frame = 0
        // Eight frames at once, and eight taps a turn, for the reason given at `map`.
        while frame < count {
            let x = samples + frame
            let y = x + 4
            var (long, laterLong) = (Float4.zero, Float4.zero)
            for turn in 0..<(Interpolation.longReach / 8) {
                let first = 8 &* turn
                var (even, odd) = (Float4.zero, Float4.zero)
                var (laterEven, laterOdd) = (Float4.zero, Float4.zero)
                for pair in 0..<4 {
                    let (near, far) = (first &+ 2 &* pair, first &+ 2 &* pair &+ 1)
                    let (nearTap, farTap) = (filter.long(near), filter.long(far))
                    even += nearTap * (x[vector: 0 &- near] + x[vector: 1 &+ near])
                    odd += farTap * (x[vector: 0 &- far] + x[vector: 1 &+ far])
                    laterEven += nearTap * (y[vector: 0 &- near] + y[vector: 1 &+ near])
                    laterOdd += farTap * (y[vector: 0 &- far] + y[vector: 1 &+ far])
                }
                long += even + odd
                laterLong += laterEven + laterOdd
            }
            var (rough, laterRough) = (Float4.zero, Float4.zero)
            for tap in 0..<Interpolation.roughReach {
                let share = filter.rough(tap)
                rough += share * (x[vector: 0 &- tap] + x[vector: 1 &+ tap])
                laterRough += share * (y[vector: 0 &- tap] + y[vector: 1 &+ tap])
            }
            halves.base[vector: frame] = long
            halves.base[vector: frame &+ 4] = laterLong
            doubts.base[vector: frame] = doubt(long, rough)
            doubts.base[vector: frame &+ 4] = doubt(laterLong, laterRough)
            frame &+= 8
        }
    }

    /// What is added to peaks for the filters' difference, but for the rough one's ripple.
    @inline(__always)
    private func doubt(_ long: Float4, _ rough: Float4) -> Float4 {
        Interpolation.doubt * max(abs(long - rough) - Interpolation.ripple * abs(long), .zero)
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

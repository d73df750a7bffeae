// The true peak: the greatest magnitude of the sound between its samples, found on a grid of at least 192 kHz for rates
// from 44.1 kHz on. Source: ITU-R BS.1770-4, annex 2.

/// The last samples of every channel, and the filters that find what lies between them.
struct TruePeak {
    private let rows: Buffer
    private let taps: Buffer
    private let channelCount: Int
    /// Points that are looked at for each sample, itself included: 4, 2 or 1.
    private let points: Int
    /// By how much what lies between samples can exceed the greatest sample around.
    private let bound: Float
    /// Since the start.
    private(set) var greatest: Float = 0

    /// Samples on either side that a point is made of.
    private static var reach: Int { 12 }
    private static var history: Int { 2 * reach }
    private static var chunkLength: Int { 128 }
    private static var stride: Int { history + chunkLength + 4 }
    /// Kaiser's shape: true within 0.02 dB up to 0.4 of the rate.
    private static var shape: Double { 5 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        rows = Buffer()
        taps = Buffer()
        (channelCount, points, bound) = (0, 1, 1)
    }

    /// Takes memory. Only in `configure`.
    init(channelCount: Int, sampleRate: Float) {
        self.channelCount = channelCount
        points = sampleRate < 80_000 ? 4 : sampleRate < 160_000 ? 2 : 1
        rows = Buffer(count: channelCount * Self.stride)
        let taps = Buffer(count: 3 * Self.reach)
        let quarter = Self.fill(taps, at: 0.25, even: 0, odd: Self.reach)
        let half = Self.fill(taps, at: 0.5, even: 2 * Self.reach, odd: nil)
        self.taps = taps
        bound = max(quarter, half) * 1.0001
    }

    /// Makes the taps for a point and its mirrored one, as the sums and differences of those at equal places before and
    /// after; returns the sum of their sizes.
    private static func fill(_ taps: Buffer, at x: Double, even: Int, odd: Int?) -> Float {
        var sum = 0.0
        for tap in 0..<reach { sum += value(x + Double(tap)) + value(Double(tap + 1) - x) }
        var size = 0.0
        for tap in 0..<reach {
            let (before, after) = (value(x + Double(tap)) / sum, value(Double(tap + 1) - x) / sum)
            taps[even + tap] = Float(0.5 * (before + after))
            if let odd { taps[odd + tap] = Float(0.5 * (before - after)) }
            size += before.magnitude + after.magnitude
        }
        return Float(size)
    }

    /// A sine over its argument under Kaiser's window, at a distance of x samples.
    private static func value(_ x: Double) -> Double {
        let place = x / Double(reach)
        let quarter = max(1 - place * place, 0) * shape * shape * 0.25
        // The modified Bessel function of order 0 by its series.
        var (window, term) = (1.0, 1.0)
        for k in 1...25 {
            term *= quarter / Double(k * k)
            window += term
        }
        return Double(sin(turns: Float(x * 0.5))) / (Double.pi * x) * window
    }

    /// Takes some frames in.
    ///
    /// - Parameter floor: below this a peak doesn't matter, and is found only as far as samples show it.
    /// - Returns: the greatest peak of the sound up to `reach` frames before the last.
    mutating func measure(_ block: Block, from first: Int, count: Int, floor: Float) -> Float {
        var peak: Float = 0
        for channel in 0..<channelCount {
            let samples = block[channel].base + first
            var frame = 0
            while frame < count {
                let length = min(count &- frame, Self.chunkLength)
                peak = max(peak, measure(channel, samples + frame, length, floor: floor))
                frame &+= length
            }
        }
        greatest = max(greatest, peak)
        return peak
    }

    private func measure(
        _ channel: Int, _ samples: UnsafeMutablePointer<Float>, _ count: Int, floor: Float
    ) -> Float {
        let row = rows.base + channel &* Self.stride
        let incoming = row + Self.history
        var (new, old) = (Float4.zero, Float4.zero)
        var frame = 0
        while frame &+ 4 <= count {
            let held = samples[vector: frame].finite
            incoming[vector: frame] = held
            new = max(new, abs(held))
            frame &+= 4
        }
        while frame < count {
            let held = Float4(samples[frame], 0, 0, 0).finite
            incoming[frame] = held[0]
            new = max(new, abs(held))
            frame &+= 1
        }
        frame = 0
        while frame < Self.history {
            old = max(old, abs(row[vector: frame]))
            frame &+= 4
        }
        var peak = new.greatest
        if points > 1, max(peak, old.greatest) * bound > floor { peak = max(peak, between(row, count)) }
        frame = 0
        while frame < Self.history {
            row[vector: frame] = row[vector: frame &+ count]
            frame &+= 4
        }
        return peak
    }

    /// The greatest magnitude between samples.
    private func between(_ row: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
        var greatest = Float4.zero
        var frame = 0
        while frame < count {
            let centre = row + (Self.history &- Self.reach &+ frame)
            var (half, even, odd) = (Float4.zero, Float4.zero, Float4.zero)
            for tap in 0..<Self.reach {
                let (before, after) = (centre[vector: 0 &- tap], centre[vector: 1 &+ tap])
                let sum = before + after
                half += taps[2 &* Self.reach &+ tap] * sum
                even += taps[tap] * sum
                odd += taps[Self.reach &+ tap] * (before - after)
            }
            let found = points == 4 ? max(abs(half), abs(even) + abs(odd)) : abs(half)
            if frame &+ 4 <= count {
                greatest = max(greatest, found)
            } else {
                // What comes after the last frame isn't known yet.
                for lane in 0..<(count &- frame) { greatest[lane] = max(greatest[lane], found[lane]) }
            }
            frame &+= 4
        }
        return greatest.greatest
    }

    mutating func clear() {
        rows.clear()
        greatest = 0
    }
}

extension Float4 {
    /// The same; 0 for what isn't a number or is beyond 96 dB, which would stay in filters.
    @inline(__always)
    var finite: Float4 { select(abs(self), lessThan: Float4(repeating: 65_536), self, .zero) }

    /// The greatest of the four.
    @inline(__always)
    var greatest: Float { Swift.max(Swift.max(self[0], self[1]), Swift.max(self[2], self[3])) }
}

extension UnsafeMutablePointer<Float> {
    /// Four numbers from `index` on.
    subscript(vector index: Int) -> Float4 {
        @inline(__always) get { UnsafeRawPointer(self + index).loadUnaligned(as: Float4.self) }
        @inline(__always) nonmutating set {
            UnsafeMutableRawPointer(self + index).storeBytes(of: newValue, as: Float4.self)
        }
    }
}

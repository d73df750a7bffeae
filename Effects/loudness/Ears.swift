// The weighted energy of all channels: filtered two channels at a time, in double precision.

/// How loud each channel counts.
enum ChannelWeight {
    /// Surround channels from 60 to 120 degrees: 1.5 dB more. Source: ITU-R BS.1770-4, annex 1, table 3, and annex 3.
    private static var side: Double { 1.41 }

    /// The weight of a channel of so many, in the order of a WAVE file.
    static func weight(_ channel: Int, of count: Int) -> Double {
        switch (count, channel) {
        // L R Ls Rs, and L R C Ls Rs.
        case (4, 2...3), (5, 3...4): side
        // L R C LFE Ls Rs; with one behind, L R C LFE Cs Ls Rs; with two behind, L R C LFE Lb Rb Ls Rs.
        case (6...8, 3): 0
        case (6, 4...5), (7, 5...6), (8, 6...7): side
        default: 1
        }
    }
}

/// Filters and energies.
struct Ears {
    private struct Pair: BitwiseCopyable {
        var shelf1 = Double2.zero
        var shelf2 = Double2.zero
        var highpass1 = Double2.zero
        var highpass2 = Double2.zero
        var energy = Double2.zero

        @inline(__always)
        mutating func hear(_ x: Double2, _ shelf: Section, _ highpass: Section) {
            let y = shelf.b0 * x + shelf1
            shelf1 = (shelf.b1 * x - shelf.a1 * y) + shelf2
            shelf2 = shelf.b2 * x - shelf.a2 * y
            let z = highpass.b0 * y + highpass1
            highpass1 = (highpass.b1 * y - highpass.a1 * z) + highpass2
            highpass2 = highpass.b2 * y - highpass.a2 * z
            energy += z * z
        }
    }

    private let pairs: Storage<Pair>
    private let channelCount: Int
    private let weighting: KWeighting

    /// Nothing: what an effect holds before `configure`.
    init() {
        pairs = Storage()
        channelCount = 0
        weighting = KWeighting()
    }

    /// Takes memory. Only in `configure`.
    init(channelCount: Int, sampleRate: Double) {
        self.channelCount = channelCount
        weighting = KWeighting(sampleRate: sampleRate)
        pairs = Storage(count: (channelCount + 1) / 2)
    }

    /// Hears some frames.
    func hear(_ block: Block, from first: Int, count: Int) {
        let (s, h) = (weighting.shelf, weighting.highpass)
        for number in 0..<pairs.count {
            var pair = pairs[number]
            let left = block[2 &* number].base + first
            // A channel without a neighbour is its own; it counts once.
            let right = block[min(2 &* number &+ 1, channelCount &- 1)].base + first
            var frame = 0
            while frame &+ 4 <= count {
                let (a, b) = (left[vector: frame].finite, right[vector: frame].finite)
                let (early, late) = (zipLow(a, b), zipHigh(a, b))
                pair.hear(widenLow(early), s, h)
                pair.hear(widenHigh(early), s, h)
                pair.hear(widenLow(late), s, h)
                pair.hear(widenHigh(late), s, h)
                frame &+= 4
            }
            while frame < count {
                let both = Float4(left[frame], right[frame], 0, 0)
                pair.hear(widenLow(both.finite), s, h)
                frame &+= 1
            }
            pairs[number] = pair
        }
    }

    /// The weighted sum of all channels' energies since it was last taken.
    func takeEnergy() -> Double {
        var sum = 0.0
        for number in 0..<pairs.count {
            var pair = pairs[number]
            let first = 2 &* number
            sum += ChannelWeight.weight(first, of: channelCount) * pair.energy[0]
            if first &+ 1 < channelCount {
                sum += ChannelWeight.weight(first &+ 1, of: channelCount) * pair.energy[1]
            }
            pair.energy = .zero
            pairs[number] = pair
        }
        return sum
    }

    func clear() {
        pairs.clear()
    }
}

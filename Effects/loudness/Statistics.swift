// The loudness of the whole programme, and its range, in memory that doesn't grow: levels are counted by hundredths of
// a decibel.

/// How many levels there have been, by hundredths of a decibel from the absolute gate on.
struct Histogram {
    /// Nothing below is counted. Source: EBU R 128.
    static var absoluteGate: Float { -70 }
    private static var binsPerDecibel: Float { 100 }
    /// Up to 30 LUFS; what is louder counts as that.
    static var count: Int { 10_000 }

    static func bin(_ loudness: Float) -> Int {
        min(max(Int((loudness - absoluteGate) * binsPerDecibel), 0), count &- 1)
    }

    /// The middle of a bin.
    static func loudness(_ bin: Int) -> Float {
        absoluteGate + (Float(Int32(bin)) + 0.5) / binsPerDecibel
    }
}

/// The mean of blocks of 0.4 s without those that are quieter than 10 LU below the mean of all. Source: ITU-R
/// BS.1770-4, annex 1, equations 5 to 7.
///
/// Sums are kept by levels, so the mean is exact but for blocks within 0.01 LU of the gate.
struct GatedMean {
    private let powers: Storage<Double>
    private let counts: Storage<UInt32>
    private var sum = 0.0
    private var count = 0
    private var highest = 0

    private static var relativeGate: Float { -10 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        powers = Storage()
        counts = Storage()
    }

    /// Takes memory. Only in `configure`.
    init(taking: Void) {
        powers = Storage(count: Histogram.count)
        counts = Storage(count: Histogram.count)
    }

    mutating func add(power: Double) {
        let loudness = Level.loudness(power: power)
        guard loudness > Histogram.absoluteGate else { return }
        let bin = Histogram.bin(loudness)
        powers[bin] += power
        counts[bin] = counts[bin] == .max ? .max : counts[bin] &+ 1
        highest = max(highest, bin)
        sum += power
        count &+= 1
    }

    /// In LUFS; NaN when nothing was loud enough.
    var loudness: Float {
        guard count > 0 else { return .nan }
        let gate = Level.loudness(power: sum / Double(count)) + Self.relativeGate
        var (power, kept) = (0.0, 0.0)
        var bin = Histogram.bin(gate)
        while bin <= highest {
            power += powers[bin]
            kept += Double(counts[bin])
            bin &+= 1
        }
        return kept > 0 ? Level.loudness(power: power / kept) : .nan
    }

    mutating func clear() {
        powers.clear()
        counts.clear()
        (sum, count, highest) = (0, 0, 0)
    }
}

/// How far apart the loud and the quiet parts are: from the 10th to the 95th percentile of short-term loudness, without
/// what is quieter than 20 LU below the mean. Source: EBU Tech 3342.
struct RangeOfLevels {
    private let counts: Storage<UInt32>
    private var sum = 0.0
    private var count = 0
    private var highest = 0

    private static var relativeGate: Float { -20 }
    private static var low: Double { 0.1 }
    private static var high: Double { 0.95 }

    /// Nothing: what an effect holds before `configure`.
    init() {
        counts = Storage()
    }

    /// Takes memory. Only in `configure`.
    init(taking: Void) {
        counts = Storage(count: Histogram.count)
    }

    mutating func add(power: Double) {
        let loudness = Level.loudness(power: power)
        guard loudness > Histogram.absoluteGate else { return }
        let bin = Histogram.bin(loudness)
        counts[bin] = counts[bin] == .max ? .max : counts[bin] &+ 1
        highest = max(highest, bin)
        sum += power
        count &+= 1
    }

    /// In LU, to a hundredth; NaN before there is anything to tell.
    var value: Float {
        guard count > 0 else { return .nan }
        let first = Histogram.bin(Level.loudness(power: sum / Double(count)) + Self.relativeGate)
        var kept = 0.0
        var bin = first
        while bin <= highest {
            kept += Double(counts[bin])
            bin &+= 1
        }
        guard kept > 0 else { return .nan }
        return percentile(Self.high, of: kept, from: first) - percentile(Self.low, of: kept, from: first)
    }

    private func percentile(_ share: Double, of kept: Double, from first: Int) -> Float {
        let place = ((kept - 1) * share).rounded(.toNearestOrAwayFromZero)
        var passed = 0.0
        var bin = first
        while bin <= highest {
            passed += Double(counts[bin])
            if passed > place { break }
            bin &+= 1
        }
        return Histogram.loudness(min(bin, highest))
    }

    mutating func clear() {
        counts.clear()
        (sum, count, highest) = (0, 0, 0)
    }
}

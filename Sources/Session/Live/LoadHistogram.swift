// How long something took, over and over. A value type; the control thread's.

/// Counts of times, fine enough for percentiles and small enough for one per node.
///
/// Buckets are 1/32 of an octave wide or less, so a percentile is at most 3.2 % above the truth, and never below it.
/// Source: G. Tene's HdrHistogram, the idea of it; its Swift package would bring 1,500 lines and a further dependency
/// for what 30 lines do.
package struct LoadHistogram: Sendable {
    private static let bucketBits = 5
    private static let bucketCount = (32 - bucketBits + 1) << bucketBits

    private var counts = [UInt64](repeating: 0, count: bucketCount)
    package private(set) var count: UInt64 = 0
    /// Exact.
    package private(set) var maximumNanoseconds: UInt32 = 0

    package init() {}

    package mutating func record(nanoseconds: UInt32) {
        counts[Self.bucket(of: nanoseconds)] += 1
        count += 1
        maximumNanoseconds = max(maximumNanoseconds, nanoseconds)
    }

    /// The time that such a share of all took at most. Range: 0...1. 0 when nothing was recorded.
    package func nanoseconds(percentile share: Double) -> UInt32 {
        guard count > 0 else { return 0 }
        let rank = max(1, UInt64((Double(count) * share).rounded(.up)))
        var seen: UInt64 = 0
        for (bucket, number) in counts.enumerated() {
            seen += number
            if seen >= rank { return min(Self.greatest(in: bucket), maximumNanoseconds) }
        }
        return maximumNanoseconds
    }

    private static func bucket(of value: UInt32) -> Int {
        let exponent = 31 - (value | 1).leadingZeroBitCount
        guard exponent >= bucketBits else { return Int(value) }
        let octave = exponent - bucketBits
        return octave << bucketBits + Int(value >> UInt32(octave))
    }

    private static func greatest(in bucket: Int) -> UInt32 {
        guard bucket >= 2 << bucketBits else { return UInt32(bucket) }
        let octave = bucket >> bucketBits - 1
        let first = UInt64(bucket - octave << bucketBits) << UInt64(octave)
        return UInt32(min(first + 1 << UInt64(octave) - 1, UInt64(UInt32.max)))
    }

    package var summary: LoadSummary {
        LoadSummary(
            count: count, medianNanoseconds: nanoseconds(percentile: 0.5),
            percentile99Nanoseconds: nanoseconds(percentile: 0.99),
            percentile999Nanoseconds: nanoseconds(percentile: 0.999), maximumNanoseconds: maximumNanoseconds)
    }
}

// Percentiles of times.

import Session
import TestSupport
import Testing

@Suite("A load histogram")
struct LoadHistogramTests {
    @Test("gives percentiles at most 1/32 above the truth, and the maximum exactly")
    func percentiles() {
        var generator = SeededGenerator(seed: 1)
        var histogram = LoadHistogram()
        // Times of all magnitudes.
        let times = (0..<10_000).map { _ in
            UInt32(truncatingIfNeeded: generator.next() >> 32) >> UInt32.random(in: 0...31, using: &generator)
        }
        for time in times { histogram.record(nanoseconds: time) }
        let sorted = times.sorted()
        for share in [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1] {
            let truth = sorted[Int((Double(sorted.count) * share).rounded(.up)) - 1]
            let found = histogram.nanoseconds(percentile: share)
            #expect(found >= truth)
            #expect(Double(found) <= Double(truth) * (1 + 1 / 32.0))
        }
        #expect(histogram.maximumNanoseconds == sorted.last)
        #expect(histogram.count == 10_000)
    }

    @Test("of nothing is nothing")
    func empty() {
        #expect(LoadHistogram().nanoseconds(percentile: 0.5) == 0)
        #expect(LoadHistogram().summary.count == 0)
    }

    @Test("keeps the greatest times there are", arguments: [0, 1, 31, 32, 63, 64, 65, .max - 1, .max] as [UInt32])
    func extremes(time: UInt32) {
        var histogram = LoadHistogram()
        histogram.record(nanoseconds: time)
        #expect(histogram.nanoseconds(percentile: 1) == time)
    }
}

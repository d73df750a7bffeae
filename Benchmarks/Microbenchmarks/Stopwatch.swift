// Timing that stands up to a noisy machine: many short runs, interleaved, and their median.

import CRealtime

enum Stopwatch {
    /// Nanoseconds for one call of each body: the median over `rounds` rounds, in each of which every body runs
    /// `repetitions` times. The bodies take turns, so that a slow spell of the machine hits all of them.
    static func medians(rounds: Int, repetitions: Int, _ bodies: [() -> Void]) -> [Double] {
        var samples = Array(repeating: [Double](), count: bodies.count)
        for body in bodies { body() }
        for _ in 0..<rounds {
            for (index, body) in bodies.enumerated() {
                let start = cajon_monotonic_nanoseconds()
                for _ in 0..<repetitions { body() }
                samples[index].append(Double(cajon_monotonic_nanoseconds() - start) / Double(repetitions))
            }
        }
        return samples.map { $0.sorted()[rounds / 2] }
    }

    /// Nanoseconds of every call of `body`, in order of size; what it returns is thrown away between the calls.
    static func sorted<Result>(_ count: Int, _ body: () -> Result) -> [Double] {
        _ = body()
        var samples: [Double] = []
        for _ in 0..<count {
            let start = cajon_monotonic_nanoseconds()
            let result = body()
            samples.append(Double(cajon_monotonic_nanoseconds() - start))
            withExtendedLifetime(result) {}
        }
        return samples.sorted()
    }
}

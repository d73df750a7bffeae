// From where to where axes go when nobody says. Pure functions, any thread.

import Foundation
import Plotting

enum ChartRanges {
    /// What an ear hears, as far as the rate goes.
    static func frequencies(_ asked: PlotRange?, sampleRate: Double) throws -> ClosedRange<Double> {
        let range = asked?.range ?? min(20, sampleRate / 100)...min(20_000, sampleRate / 2)
        guard range.lowerBound >= 0.001 else {
            throw Failure(.usage, "frequencies are drawn by their logarithm: the range has to begin above 0 Hz")
        }
        guard range.lowerBound < sampleRate / 2 else {
            throw Failure(
                .usage, "with \(Text.rate(sampleRate)) there are no frequencies above \(Text.rate(sampleRate / 2))")
        }
        return range
    }

    /// Around the values, to round numbers.
    ///
    /// - Parameters:
    ///   - leastSpan: what is next to constant isn't blown up to a drama.
    ///   - greatestSpan: what lies further below the highest value isn't shown.
    static func around(
        _ values: some Sequence<Double>, leastSpan: Double, greatestSpan: Double = .infinity
    ) -> ClosedRange<Double> {
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
        guard low <= high else { return -leastSpan / 2...leastSpan / 2 }
        low = max(low, high - greatestSpan)
        if high - low < leastSpan {
            let middle = (low + high) / 2
            (low, high) = (middle - leastSpan / 2, middle + leastSpan / 2)
        } else {
            // A curve that touches the frame is hard to see.
            let margin = (high - low) * 0.04
            (low, high) = (low - margin, high + margin)
        }
        let step = Self.step((high - low) / 8)
        return (low / step).rounded(.down) * step...(high / step).rounded(.up) * step
    }

    /// Most of the values: without the hundredth at either end.
    static func most(of values: [Double], leastSpan: Double) -> ClosedRange<Double> {
        let sorted = values.filter(\.isFinite).sorted()
        let cut = sorted.count / 100
        return around(sorted.dropFirst(cut).dropLast(cut), leastSpan: leastSpan)
    }

    private static func step(_ rough: Double) -> Double {
        let power = pow(10, log10(rough).rounded(.down))
        return ([1.0, 2, 5].first { $0 * power >= rough } ?? 10) * power
    }
}

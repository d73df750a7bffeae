// From numbers to places along an axis. Plain values, any thread.

import Foundation

/// Where a value lies between an axis's ends.
package struct AxisScale: Equatable, Sendable {
    package let lower: Double
    package let upper: Double
    package let isLogarithmic: Bool

    /// Range: finite ends, the lower one below; above 0 for a logarithmic scale.
    package init(_ range: ClosedRange<Double>, isLogarithmic: Bool = false) {
        precondition(range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound)
        precondition(!isLogarithmic || range.lowerBound > 0)
        (lower, upper) = (range.lowerBound, range.upperBound)
        self.isLogarithmic = isLogarithmic
    }

    package var range: ClosedRange<Double> { lower...upper }

    /// 0 at the lower end, 1 at the upper; less and more beyond, and far below for what has no logarithm. Held to a
    /// thousand lengths, so that infinities have a place as well.
    package func position(of value: Double) -> Double {
        guard !value.isNaN else { return -Self.limit }
        let share: Double
        if isLogarithmic {
            guard value > 0 else { return -Self.limit }
            share = log(value / lower) / log(upper / lower)
        } else {
            share = (value - lower) / (upper - lower)
        }
        return min(max(share, -Self.limit), Self.limit)
    }

    private static let limit = 1_000.0
}

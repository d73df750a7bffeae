// The values that an axis marks. Pure functions, any thread.

import Foundation

/// A marked value: a line of the grid, and maybe a label.
package struct Tick: Equatable, Sendable {
    package let value: Double
    /// Nil for a line between labelled ones.
    package let label: String?
}

/// What an axis counts, which decides where it has ticks and how they read.
package enum AxisKind: Sendable {
    /// Numbers, at steps of 1, 2 and 5.
    case number
    /// Hertz on a logarithmic scale: 20, 50, 100 … 10k, 20k.
    case frequency
    /// Degrees, at parts and multiples of a turn.
    case degrees
    /// Seconds; as minutes and hours where that reads better.
    case seconds
}

package enum Ticks {
    /// More would be lines on lines.
    private static let greatestCount = 1_000

    /// The ticks of a scale.
    ///
    /// - Parameter count: about so many labels have room; at least 2.
    package static func ticks(_ kind: AxisKind, _ scale: AxisScale, count: Int) -> [Tick] {
        let count = max(count, 2)
        if scale.isLogarithmic, scale.upper / scale.lower >= 8 { return decades(scale, count: count) }
        let rough = (scale.upper - scale.lower) / Double(count)
        let step =
            switch kind {
            case .degrees: listed(degreeSteps, rough) ?? roundStep(rough)
            case .seconds where scale.upper > 60: listed(secondSteps, rough) ?? roundStep(rough / 86_400) * 86_400
            default: roundStep(rough)
            }
        let first = (scale.lower / step - 1e-9).rounded(.up)
        let last = (scale.upper / step + 1e-9).rounded(.down)
        guard first <= last, last - first < Double(greatestCount) else { return [] }
        return stride(from: first, through: last, by: 1).map { index in
            let value = index * step
            let label =
                switch kind {
                case .frequency: hertz(value)
                case .seconds where scale.upper > 60: clock(value, step: step)
                default: number(value, step: step)
                }
            return Tick(value: value, label: label)
        }
    }

    /// The smallest of 1, 2 and 5 times a power of ten that is no less.
    static func roundStep(_ rough: Double) -> Double {
        let power = pow(10, log10(rough).rounded(.down))
        for factor in [1.0, 2, 5, 10] where factor * power >= rough * (1 - 1e-9) { return factor * power }
        return 10 * power
    }

    private static let degreeSteps = [5.0, 15, 30, 45, 90, 180, 360, 720, 1_440, 3_600]
    private static let secondSteps = [
        1.0, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
    ]

    private static func listed(_ steps: [Double], _ rough: Double) -> Double? {
        rough < steps[0] ? nil : steps.first { $0 >= rough }
    }

    /// 1, 2 and 5 of each decade with labels, the rest of 1 to 9 without; of many decades only the powers of ten.
    private static func decades(_ scale: AxisScale, count: Int) -> [Tick] {
        let first = Int(log10(scale.lower).rounded(.down))
        let last = Int(log10(scale.upper).rounded(.up))
        let labelled: Set<Int> = 3 * log10(scale.upper / scale.lower) <= Double(count) + 4 ? [1, 2, 5] : [1]
        var ticks: [Tick] = []
        for exponent in first...last {
            for digit in 1...9 {
                let value = Double(digit) * pow(10, Double(exponent))
                guard value >= scale.lower * (1 - 1e-9), value <= scale.upper * (1 + 1e-9) else { continue }
                ticks.append(Tick(value: value, label: labelled.contains(digit) ? hertz(value) : nil))
            }
        }
        return ticks
    }

    // MARK: - Labels

    /// `20`, `1k`, `2.5k`.
    static func hertz(_ value: Double) -> String {
        abs(value) >= 1_000 ? shortest(value / 1_000) + "k" : shortest(value)
    }

    /// With as many decimals as the step needs, and the minus sign of print.
    package static func number(_ value: Double, step: Double) -> String {
        let magnitude = max(abs(value), step)
        guard magnitude < 1e6, step >= 1e-6 else { return signed(String(format: "%.4g", value)) }
        let decimals = max(Int(-log10(step * 1.0001).rounded(.down)), 0)
        let text = String(format: "%.*f", decimals, value)
        return signed(Double(text) == 0 ? String(format: "%.*f", decimals, 0.0) : text)
    }

    private static func shortest(_ value: Double) -> String { signed(String(format: "%.6g", value)) }

    static func signed(_ text: String) -> String { text.replacingOccurrences(of: "-", with: "\u{2212}") }

    /// `1:30`, `1:02:30`.
    static func clock(_ seconds: Double, step: Double) -> String {
        guard abs(seconds) < 1e9 else { return shortest(seconds) }
        let whole = Int(seconds.rounded())
        return whole < 3_600
            ? String(format: "%d:%02d", whole / 60, whole % 60)
            : String(format: "%d:%02d:%02d", whole / 3_600, whole / 60 % 60, whole % 60)
    }
}

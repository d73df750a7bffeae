// A part of an axis, as people type it. A plain value, any thread.

import ArgumentParser
import Presets

/// `20..20k`, `-60..0`, `100Hz..2.5kHz`: from the lower end to the higher one.
struct PlotRange: ExpressibleByArgument {
    let range: ClosedRange<Double>

    init?(argument: String) {
        let parts = argument.split(separator: "..", omittingEmptySubsequences: false)
        guard parts.count == 2, let lower = Self.number(String(parts[0])), let upper = Self.number(String(parts[1])),
            lower < upper
        else { return nil }
        range = lower...upper
    }

    /// With a `k` for thousands; the unit may be said, but isn't converted.
    private static func number(_ text: String) -> Double? {
        guard let quantity = Quantity(text) else { return nil }
        let number: Double
        switch quantity.suffix {
        case "", "Hz", "dB", "dBFS", "LUFS", "deg", "°": number = quantity.number
        case "k", "kHz": number = quantity.number * 1_000
        default: return nil
        }
        return abs(number) <= 1e9 ? number : nil
    }
}

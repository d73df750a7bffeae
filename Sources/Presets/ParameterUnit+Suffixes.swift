// How people write units. A table, any thread.

import EffectHost

extension ParameterUnit {
    /// A way to write a unit, and how many of the parameter's own unit it is.
    struct Suffix {
        /// Lower case, without spaces.
        let text: String
        let factor: Double
    }

    /// What may follow a number for a parameter in this unit. Comparison ignores case; no text of one unit differs
    /// from another's by case alone.
    var suffixes: [Suffix] {
        switch self {
        // A share of the whole is a plain number too, so `40%` is 0.4.
        case .none: [Suffix(text: "%", factor: 0.01)]
        case .hertz: [Suffix(text: "hz", factor: 1), Suffix(text: "khz", factor: 1000)]
        case .decibels: [Suffix(text: "db", factor: 1)]
        case .milliseconds:
            [
                Suffix(text: "ms", factor: 1), Suffix(text: "s", factor: 1000),
                Suffix(text: "us", factor: 0.001), Suffix(text: "µs", factor: 0.001), Suffix(text: "μs", factor: 0.001),
            ]
        case .seconds:
            [
                Suffix(text: "s", factor: 1), Suffix(text: "ms", factor: 0.001),
                Suffix(text: "us", factor: 0.000_001), Suffix(text: "µs", factor: 0.000_001),
                Suffix(text: "μs", factor: 0.000_001),
            ]
        case .percent: [Suffix(text: "%", factor: 1)]
        case .ratio: [Suffix(text: ":1", factor: 1)]
        case .semitones:
            [
                Suffix(text: "st", factor: 1), Suffix(text: "semitone", factor: 1),
                Suffix(text: "semitones", factor: 1),
            ]
        case .degrees:
            [
                Suffix(text: "°", factor: 1), Suffix(text: "deg", factor: 1), Suffix(text: "degree", factor: 1),
                Suffix(text: "degrees", factor: 1),
            ]
        }
    }

    /// How to write a value, for messages: `a number in Hz or kHz`.
    var expectation: String {
        switch self {
        case .none: "a plain number"
        case .hertz: "a number in Hz or kHz"
        case .decibels: "a number in dB"
        case .milliseconds: "a number in ms or s (without a unit: ms)"
        case .seconds: "a number in s or ms (without a unit: s)"
        case .percent: "a number in %"
        case .ratio: "a ratio such as 4 or 4:1"
        case .semitones: "a number in semitones (st)"
        case .degrees: "a number in degrees (° or deg)"
        }
    }
}

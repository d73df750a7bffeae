// Shows a parameter's value to people. Pure functions, any thread but the audio thread.

package import EffectHost

extension ParameterValue {
    /// A value with its unit: `2.5 kHz`, `-18 dB`, `12 ms`, `40%`, `4:1`, `90°`; a choice's name.
    ///
    /// Rounded to five significant digits, and the same in every locale. Numbers that are not finite and choices
    /// that don't exist are shown as bare numbers.
    package static func format(_ value: Float, for parameter: EffectParameter) -> String {
        if let index = Int(exactly: value), parameter.choices.indices.contains(index) {
            return parameter.choices[index]
        }
        let number = Double(value)
        switch parameter.unit {
        case .none: return rounded(number)
        case .hertz: return abs(number) >= 1000 ? "\(rounded(number / 1000)) kHz" : "\(rounded(number)) Hz"
        case .decibels: return "\(rounded(number)) dB"
        case .milliseconds: return abs(number) >= 1000 ? "\(rounded(number / 1000)) s" : "\(rounded(number)) ms"
        case .seconds:
            let isShort = abs(number) < 1 && number != 0
            return isShort ? "\(rounded(number * 1000)) ms" : "\(rounded(number)) s"
        case .percent: return "\(rounded(number))%"
        case .ratio: return "\(rounded(number)):1"
        case .semitones: return "\(rounded(number)) st"
        case .degrees: return "\(rounded(number))°"
        }
    }

    /// A parameter's range: `10 Hz to 20 kHz`.
    package static func range(of parameter: EffectParameter) -> String {
        "\(format(parameter.minimum, for: parameter)) to \(format(parameter.maximum, for: parameter))"
    }

    private static func rounded(_ number: Double) -> String {
        guard number.isFinite, number != 0 else { return number == 0 ? "0" : number.description }
        var power = 1.0
        // Scaling by an exact power of ten and dividing again gives the double nearest to the short decimal, whose
        // description is that decimal.
        while abs(number) * power < 10_000, power < 1e22 { power *= 10 }
        return DisplayText.number((number * power).rounded() / power)
    }
}

// Reads a parameter's value as people and presets write it. Pure functions, any thread but the audio thread.

package import EffectHost

/// Values of parameters as text. What a parameter takes follows from its unit, scale, range and choices.
package enum ParameterValue {
    /// Words for the two positions of a switch, the first one off.
    private static let switchWords: [(off: String, on: String)] = [("off", "on"), ("false", "true")]

    /// Reads a value from a command line.
    ///
    /// A plain number is in the parameter's own unit; `2.5kHz`, `-18 dB`, `0.5s`, `40%`, `4:1`, `3st`, `90°` are
    /// converted. A parameter with choices takes a choice's name, case, spaces, hyphens and underscores ignored, or
    /// the number that the name begins with (`12` for `12-db`); one with two also takes `on`, `off`, `true`, `false`.
    ///
    /// - Returns: a value within the parameter's range, for a choice its index.
    /// - Throws: what is wrong with it and what the parameter takes.
    package static func parse(_ text: String, for parameter: EffectParameter) throws(PresetError) -> Float {
        do throws(PresetProblem) {
            return try read(.text(text), for: parameter)
        } catch {
            throw PresetError(sourceName: parameter.id, problems: [error])
        }
    }

    /// Reads a value from a preset.
    package static func read(_ value: PresetValue, for parameter: EffectParameter) throws(PresetProblem) -> Float {
        switch value {
        case .flag(let isOn):
            guard isSwitch(parameter) else {
                throw .badValue(found: isOn ? "true" : "false", expected: expectation(for: parameter))
            }
            return isOn ? 1 : 0
        case .number(let number):
            if !parameter.choices.isEmpty { return try choice(DisplayText.number(number), of: parameter) }
            return try checked(number, shown: DisplayText.number(number), for: parameter)
        case .text(let text):
            let text = text.trimmed
            if !parameter.choices.isEmpty { return try choice(text, of: parameter) }
            if isSwitch(parameter), let position = switchPosition(text) { return position }
            return try quantity(text, of: parameter)
        }
    }

    /// What a parameter takes, for messages: `a number in Hz or kHz, from 10 Hz to 20 kHz`; the choices' names.
    static func expectation(for parameter: EffectParameter) -> String {
        if !parameter.choices.isEmpty { return DisplayText.list(parameter.choices) }
        if isShare(parameter) { return "a number from 0 to 1, or 0% to 100%" }
        return "\(parameter.unit.expectation), from \(range(of: parameter))"
    }

    /// Whether the parameter goes from nothing to all, so that people may think of it in percent.
    private static func isShare(_ parameter: EffectParameter) -> Bool {
        parameter.unit == .none && parameter.scale != .stepped && parameter.minimum == 0 && parameter.maximum == 1
    }

    // MARK: Choices

    /// Whether true and false say all that can be said of the parameter.
    private static func isSwitch(_ parameter: EffectParameter) -> Bool {
        if !parameter.choices.isEmpty { return parameter.choices.count == 2 }
        return parameter.scale == .stepped && parameter.minimum == 0 && parameter.maximum == 1
    }

    private static func switchPosition(_ text: String) -> Float? {
        let word = text.lowercased()
        if switchWords.contains(where: { $0.on == word }) { return 1 }
        return switchWords.contains { $0.off == word } ? 0 : nil
    }

    private static func choice(_ text: String, of parameter: EffectParameter) throws(PresetProblem) -> Float {
        let choices = parameter.choices
        if let index = parameter.choiceIndex(text) { return Float(index) }
        if isSwitch(parameter), let position = switchPosition(text) { return position }
        // `12` for `12-db`: never the choice's index, which would silently be another choice when names are numbers.
        if let quantity = Quantity(text), quantity.suffix.isEmpty {
            let matches = choices.indices.filter { Quantity(choices[$0])?.number == quantity.number }
            if matches.count == 1 { return Float(matches[0]) }
            let former = parameter.formerChoices.keys.filter { Quantity($0)?.number == quantity.number }
            if matches.isEmpty, former.count == 1, let index = parameter.formerChoiceIndex(former[0]) {
                return Float(index)
            }
        }
        throw .unknownChoice(text, choices: choices)
    }

    // MARK: Numbers

    private static func quantity(_ text: String, of parameter: EffectParameter) throws(PresetProblem) -> Float {
        guard let quantity = Quantity(text) else {
            let found = text.isEmpty ? "an empty text" : DisplayText.quoted(text)
            throw .badValue(found: found, expected: expectation(for: parameter))
        }
        if quantity.suffix.isEmpty { return try checked(quantity.number, shown: text, for: parameter) }
        let unit = EffectParameter.foldedChoice(quantity.suffix)
        guard let suffix = parameter.unit.suffixes.first(where: { $0.text == unit }) else {
            // Digits after the number are no unit: `2,500`, `1.2.3`, `0x10`.
            let isNumberLike = unit.contains { ",.0123456789".contains($0) }
            guard !isNumberLike else {
                throw .badValue(
                    found: DisplayText.quoted(text),
                    expected: expectation(for: parameter) + (unit.contains(",") ? ", with a decimal point" : ""))
            }
            throw .wrongUnit(quantity.suffix, parameter: parameter.id, expected: expectation(for: parameter))
        }
        // Dividing keeps decimal fractions exact where multiplying by 0.001 or 0.01 would not.
        let number =
            suffix.factor < 1
            ? quantity.number / (1 / suffix.factor).rounded() : quantity.number * suffix.factor
        return try checked(number, shown: text, for: parameter)
    }

    private static func checked(
        _ number: Double, shown: String, for parameter: EffectParameter
    ) throws(PresetProblem) -> Float {
        let value = Float(number)
        guard value.isFinite, value >= parameter.minimum, value <= parameter.maximum else {
            throw .outOfRange(
                found: shown, expected: isShare(parameter) ? expectation(for: parameter) : range(of: parameter))
        }
        guard parameter.scale != .stepped || value == value.rounded() else {
            throw .notWhole(found: shown, expected: "a whole number from \(range(of: parameter))")
        }
        // No negative zero: it would be another value in a golden file and the same sound.
        return value == 0 ? 0 : value
    }
}

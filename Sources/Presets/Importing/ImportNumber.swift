// Numbers as people of all countries write them. Pure functions, any thread.

/// A number of a line, and how it was read where that isn't plain.
struct ImportNumber: Equatable {
    let value: Double
    /// What is to be said of it; nil where there was one way to read it.
    let note: String?

    /// Nil where the text is no finite number, or its separators part no groups of three digits.
    ///
    /// One comma or point is a decimal mark. Of both kinds the last one is, and the others part thousands. In a
    /// frequency, one with three digits behind it parts thousands, as in `1,000 Hz`, unless more comes out than any
    /// ear hears.
    ///
    /// Source: Equalizer APO reads `1.000 Hz` so, since Room EQ Wizard writes it (its `BiQuadFilterFactory`).
    init?(_ text: String, isFrequency: Bool = false) {
        let scalars = text.unicodeScalars
        guard scalars.count <= ImportLimits.digits else { return nil }
        let mantissa = scalars.prefix { $0 != "e" && $0 != "E" }
        let exponent = String(scalars[mantissa.endIndex...])
        var groups = [String.UnicodeScalarView()]
        var separators: [Unicode.Scalar] = []
        for scalar in mantissa {
            if scalar == "," || scalar == "." || ImportToken.groupSpaces.contains(scalar) {
                separators.append(scalar == "," || scalar == "." ? scalar : " ")
                groups.append(String.UnicodeScalarView())
            } else {
                groups[groups.count - 1].append(scalar)
            }
        }
        var hasDecimals = !separators.isEmpty && separators.last != " "
        if separators.count > 1, Set(separators).count == 1 { hasDecimals = false }
        let decimalIsOne = !hasDecimals || separators.dropLast().allSatisfy { $0 != separators.last }
        guard decimalIsOne, Set(separators.dropLast(hasDecimals ? 1 : 0)).count <= 1 else { return nil }
        let whole = hasDecimals ? groups.dropLast() : groups[...]
        guard whole.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        guard whole.count == 1 || (1...3).contains(Self.digitCount(whole[0])) else { return nil }

        func number(_ decimals: String) -> Double? {
            Double(whole.map { String($0) }.joined() + decimals + exponent)
        }
        let last = String(groups[groups.count - 1])
        if isFrequency, hasDecimals, separators.count == 1, exponent.isEmpty, last.count == 3,
            (1...3).contains(Self.digitCount(groups[0])), groups[0].last != "0" || groups[0].count > 1,
            let thousands = number(last)
        {
            let isComma = separators[0] == ","
            if thousands <= EqualizerRange.frequencyHertz.upperBound {
                value = thousands
                note = isComma ? nil : ImportWording.readAsThousands(text, thousands)
                return
            }
            guard let decimal = number("." + last) else { return nil }
            value = decimal
            note = isComma ? ImportWording.readAsDecimal(text, decimal) : nil
            return
        }
        guard let number = number(hasDecimals && !last.isEmpty ? "." + last : ""), number.isFinite else { return nil }
        // No negative zero.
        value = number == 0 ? 0 : number
        note = nil
    }

    private static func digitCount(_ group: String.UnicodeScalarView) -> Int {
        group.count { ("0"..."9").contains($0) }
    }
}

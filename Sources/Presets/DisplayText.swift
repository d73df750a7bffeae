// Puts text and numbers from outside into messages, so that hostile ones can't drive a terminal. Any thread.

/// Shows what was found in a preset: quoted, escaped and cut.
package enum DisplayText {
    /// Longest quotation, in Unicode scalars.
    private static let quotationLimit = 60
    /// Longest list of names before the rest is only counted.
    private static let listLimit = 16

    /// In double quotes, with control and direction-changing characters escaped, cut after 60 characters.
    package static func quoted(_ text: String) -> String { "\"\(escaped(text, limit: quotationLimit))\"" }

    /// As `quoted`, without the quotes and with a limit of one's own.
    package static func escaped(_ text: String, limit: Int) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return result + "…" }
            count += 1
            if isSafe(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result
    }

    /// Whether a terminal shows the scalar as a character. Not safe: C0 and C1 controls, line separators, the marks that
    /// change the direction of writing, and what is never seen, with which a text can look other than it is. What scripts
    /// and pictures need within words is: joiners (U+200C, U+200D) and variation selectors.
    ///
    /// Source: Unicode 16, Default_Ignorable_Code_Point; `preset.schema.json` states the same.
    package static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E, 0x200B,
            0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB,
            0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE00FF, 0xE01F0...0xE0FFF:
            false
        default: true
        }
    }

    /// A scalar as JSON escapes it: four digits, or a pair of surrogates.
    package static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
        scalar.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    /// `a, b or c`; of many names the first ones and how many more there are; `nothing` for none.
    package static func list(_ names: [String]) -> String {
        let shown = names.prefix(listLimit).map { escaped($0, limit: quotationLimit) }
        guard let last = shown.last else { return "nothing" }
        if names.count > shown.count {
            return shown.joined(separator: ", ") + " or \(names.count - shown.count) more"
        }
        return shown.count == 1 ? last : shown.dropLast().joined(separator: ", ") + " or \(last)"
    }

    /// The shortest digits that read back as the same number, without a needless `.0`.
    package static func number(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

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

    /// Whether a terminal shows the scalar as a character. Not safe: C0 and C1 controls, line separators, and the
    /// marks that change the direction of writing, with which a text can look other than it is.
    package static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
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

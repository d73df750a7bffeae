// A number with what follows it, as people type it. A plain value, any thread.

/// Splits `2.5 kHz` into a number and a unit, the same in every locale.
package struct Quantity: Equatable, Sendable {
    /// The number; infinite when the digits are beyond a double's range.
    package let number: Double
    /// What follows the number, spaces around it removed; empty for a plain number.
    package let suffix: String

    /// nil unless the text begins with a decimal number: a sign, digits, a point and digits, an exponent.
    ///
    /// The minus sign U+2212 counts as a hyphen. There are no thousands separators, no hexadecimal, no `nan` or `inf`.
    package init?(_ text: String) {
        let text = text.trimmed
        var rest = Substring(text).unicodeScalars
        var digits = ""
        if let sign = rest.first, "+-\u{2212}".unicodeScalars.contains(sign) {
            if sign != "+" { digits = "-" }
            rest.removeFirst()
        }
        let whole = Self.takeDigits(from: &rest)
        var fraction = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = Self.takeDigits(from: &rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        digits += "\(whole.isEmpty ? "0" : whole).\(fraction.isEmpty ? "0" : fraction)"
        digits += Self.takeExponent(from: &rest)
        guard let number = Double(digits) else { return nil }
        self.number = number
        suffix = String(rest).trimmed
    }

    private static func takeDigits(from rest: inout Substring.UnicodeScalarView) -> String {
        var digits = ""
        while let scalar = rest.first, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        return digits
    }

    /// An `e` without digits after it is left where it is: it is the beginning of a unit.
    private static func takeExponent(from rest: inout Substring.UnicodeScalarView) -> String {
        var ahead = rest
        guard ahead.first == "e" || ahead.first == "E" else { return "" }
        ahead.removeFirst()
        var exponent = "e"
        if let sign = ahead.first, sign == "+" || sign == "-" {
            exponent.unicodeScalars.append(sign)
            ahead.removeFirst()
        }
        let digits = takeDigits(from: &ahead)
        guard !digits.isEmpty else { return "" }
        rest = ahead
        return exponent + digits
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}

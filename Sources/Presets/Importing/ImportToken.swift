// A line's parameters as words and numbers. Pure functions, any thread.

/// A piece of a line.
enum ImportToken: Equatable {
    /// Letters alone: `Fc`, `dB`.
    case word(String)
    /// Digits with signs, separators and an exponent, not judged yet: `-6.1`, `1,000`, `1e3`.
    case number(String)
    /// What is neither.
    case mark(Unicode.Scalar)

    /// Spaces that part groups of digits: no-break, thin, narrow no-break.
    static let groupSpaces: [Unicode.Scalar] = ["\u{A0}", "\u{2009}", "\u{202F}"]
    /// What typographers write for `-`.
    private static let minus: Unicode.Scalar = "\u{2212}"

    /// The pieces in order; `50Hz` and `6dB` are two.
    static func scan(_ text: String) -> [ImportToken] {
        let scalars = Array(text.unicodeScalars)
        var tokens: [ImportToken] = []
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar.properties.isWhitespace {
                place += 1
            } else if let end = numberEnd(scalars, from: place) {
                let digits = scalars[place..<end].map { $0 == minus ? "-" : $0 }
                tokens.append(.number(string(digits[...])))
                place = end
            } else if scalar.properties.isAlphabetic {
                let end = scalars[place...].firstIndex { !$0.properties.isAlphabetic } ?? scalars.count
                tokens.append(.word(string(scalars[place..<end])))
                place = end
            } else {
                tokens.append(.mark(scalar))
                place += 1
            }
        }
        return tokens
    }

    /// As the line has it, for messages.
    var text: String {
        switch self {
        case .word(let text), .number(let text): text
        case .mark(let scalar): String(scalar)
        }
    }

    /// Where the number ends that begins there; nil where none does.
    private static func numberEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
        var place = start
        if ["+", "-", minus].contains(scalars[place]) { place += 1 }
        if place < scalars.count, scalars[place] == "." { place += 1 }
        guard isDigit(scalars, place) else { return nil }
        while isDigit(scalars, place) || isSeparator(scalars, place) { place += 1 }
        // `1.` is a number; the comma in `1, 2` is none of it.
        if place < scalars.count, scalars[place] == "." { place += 1 }
        guard place < scalars.count, scalars[place] == "e" || scalars[place] == "E" else { return place }
        var exponent = place + 1
        if exponent < scalars.count, scalars[exponent] == "+" || scalars[exponent] == "-" { exponent += 1 }
        guard isDigit(scalars, exponent) else { return place }
        while isDigit(scalars, exponent) { exponent += 1 }
        return exponent
    }

    private static func isDigit(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        place < scalars.count && ("0"..."9").contains(scalars[place])
    }

    /// Whether a separator stands there with a digit behind it.
    private static func isSeparator(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        guard place < scalars.count, isDigit(scalars, place + 1) else { return false }
        return scalars[place] == "," || scalars[place] == "." || groupSpaces.contains(scalars[place])
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

// Faust's labels, units and styles as people and identifiers have them. Pure functions, any thread.

/// How Faust writes things.
enum FaustText {
    /// A text for people: on one line, without metadata in brackets, nil when nothing is left.
    static func shown(_ text: String?) -> String? {
        guard let text else { return nil }
        let line = printable(withoutMetadata(text), limit: FaustLimits.textLength)
        let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : words
    }

    /// A label: as `shown`; nil for that which Faust gives a group or a control without one: an address of the compiler's,
    /// another each time.
    static func label(_ text: String?) -> String? {
        guard let label = shown(text) else { return nil }
        return label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit) ? nil : label
    }

    /// Compilers take `[key:value]` out of labels; what others leave there isn't shown either.
    private static func withoutMetadata(_ text: String) -> String {
        var result = ""
        var depth = 0
        for character in text {
            switch character {
            case "[": depth += 1
            case "]" where depth > 0: depth -= 1
            default: if depth == 0 { result.append(character) }
            }
        }
        // A bracket that nobody closes is none of metadata.
        return depth == 0 ? result : text
    }

    /// Lower-case letters and digits, with hyphens between words; empty when there are none.
    static func slug(_ text: String) -> String {
        var slug = ""
        for scalar in text.lowercased().unicodeScalars.prefix(FaustLimits.textLength) {
            switch scalar {
            case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
            case "'", "’": break
            default: if !slug.isEmpty, slug.last != "-" { slug += "-" }
            }
        }
        slug = String(slug.prefix(FaustLimits.idLength))
        while slug.hasSuffix("-") { slug.removeLast() }
        return slug
    }

    /// The unit that Faust's is; nil for one that only the name can say.
    static func unit(_ text: String) -> ParameterUnit? {
        switch text.lowercased() {
        case "": ParameterUnit.none
        case "hz", "hertz": .hertz
        case "db", "decibel", "decibels": .decibels
        case "ms", "msec", "millisecond", "milliseconds": .milliseconds
        case "s", "sec", "second", "seconds": .seconds
        case "%", "%%", "percent": .percent
        case "semitone", "semitones", "st": .semitones
        case "deg", "degree", "degrees", "°": .degrees
        default: nil
        }
    }

    /// The choices of `menu{'a':0;'b':1}` or `radio{…}`; nil for any other style, and for one that isn't in order.
    static func choices(_ style: String) -> [FaustParameter.Choice]? {
        guard let open = style.firstIndex(of: "{"), style.hasSuffix("}"),
            ["menu", "radio"].contains(style[..<open].filter { !$0.isWhitespace })
        else { return nil }
        var rest = style[style.index(after: open)...].dropLast()
        var choices: [FaustParameter.Choice] = []
        while true {
            rest = rest.drop(while: \.isWhitespace)
            guard rest.popFirst() == "'", let end = rest.firstIndex(of: "'") else { return nil }
            let name = shown(String(rest[..<end])) ?? ""
            rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
            guard rest.popFirst() == ":" else { return nil }
            let number = rest.prefix { $0 != ";" }
            guard let value = Double(number.filter { !$0.isWhitespace }), value.isFinite else { return nil }
            choices.append(.init(name: name, value: value))
            guard choices.count <= FaustLimits.choices else { return nil }
            rest = rest[number.endIndex...]
            guard rest.popFirst() == ";" else { break }
        }
        let names = Set(choices.map(\.name))
        return names.count == choices.count && !names.contains("") && choices.count > 1 ? choices : nil
    }
}

// A line of a file and the command in it. Plain values, any thread.

/// A line that says something.
struct ImportLine: Equatable {
    /// From 1.
    let number: Int
    let text: String
    let command: ImportCommand

    /// Nil for a blank line and a comment.
    init?(number: Int, text: String) {
        let trimmed = text.stripped
        guard !trimmed.isEmpty, !trimmed.hasPrefix("#"), !trimmed.hasPrefix("//") else { return nil }
        self.number = number
        self.text = trimmed
        command = ImportCommand(trimmed)
    }
}

/// What stands before a line's colon, and what behind it.
struct ImportCommand: Equatable {
    enum Kind: Equatable, Hashable {
        case preamp
        case filter
        case graphic
        case channel
        case stage
        case device
        /// Another file that would have to be read.
        case file
        /// Another way to change the sound that an equalizer doesn't have.
        case sound
        /// A condition, or a calculation.
        case expression
        /// A command that isn't known.
        case unknown
        /// A command that is known, but no colon after it.
        case unfinished
        /// No command.
        case none
    }

    let kind: Kind
    /// As it is known, or as it is written.
    let name: String
    let parameters: String

    private static let known: [(name: String, kind: Kind)] = [
        ("Preamp", .preamp), ("Filter", .filter), ("GraphicEQ", .graphic), ("Channel", .channel), ("Stage", .stage),
        ("Device", .device), ("Include", .file), ("Convolution", .file), ("MultiConvolution", .file),
        ("VSTPlugin", .sound), ("Copy", .sound), ("Delay", .sound), ("LoudnessCorrection", .sound),
        ("Loudness", .sound), ("Hilbert", .sound), ("Velvet", .sound), ("SubwooferRouting", .sound),
        ("If", .expression), ("ElseIf", .expression), ("Else", .expression), ("EndIf", .expression),
        ("Eval", .expression),
    ]

    init(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else {
            let first = line.prefix { $0.isASCII && $0.isLetter }
            let match = Self.known.first { $0.name.lowercased() == first.lowercased() }
            let isUnfinished = [.preamp, .filter, .graphic].contains(match?.kind)
            self.init(kind: isUnfinished ? .unfinished : .none, name: match?.name ?? String(first), parameters: line)
            return
        }
        let name = String(line[..<colon]).stripped
        let parameters = String(line[line.index(after: colon)...])
        let word = name.prefix { $0.isASCII && $0.isLetter }
        let rest = name[word.endIndex...]
        let match = Self.known.first { $0.name.lowercased() == word.lowercased() }
        // A filter has a number, or none; nothing else has one.
        let isNumbered = rest.allSatisfy { $0.isWhitespace || ($0.isASCII && $0.isNumber) }
        guard let match, rest.isEmpty || (match.kind == .filter && isNumbered) else {
            self.init(kind: .unknown, name: name, parameters: parameters)
            return
        }
        let isCalculated = parameters.contains("`") && match.kind != .device
        self.init(kind: isCalculated ? .expression : match.kind, name: match.name, parameters: parameters)
    }

    private init(kind: Kind, name: String, parameters: String) {
        self.kind = kind
        self.name = name
        self.parameters = parameters
    }
}

extension String {
    /// Without white space and byte order marks at the ends.
    fileprivate var stripped: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace || scalar == "\u{FEFF}" }
        let start = unicodeScalars.firstIndex { !isBlank($0) } ?? endIndex
        guard let last = unicodeScalars.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(unicodeScalars[start...last])
    }
}

// Cuts a chain into words. Used by one parser, on its thread.

/// Reads words and quoted texts from a command-line argument.
struct ArgumentScanner {
    private let bytes: [UInt8]
    /// Offset of the next byte.
    private(set) var index = 0

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether the text is at its end.
    var isAtEnd: Bool { index >= bytes.count }

    /// Whether the byte counts as a space between words: space, tab, line feed, carriage return.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether the next character is this one.
    func isNext(_ scalar: Unicode.Scalar) -> Bool { !isAtEnd && bytes[index] == UInt8(ascii: scalar) }

    /// Goes past this character if it is the next one.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard isNext(scalar) else { return false }
        index += 1
        return true
    }

    /// Goes past spaces.
    mutating func skipSpace() {
        while !isAtEnd, Self.isSpace(bytes[index]) { index += 1 }
    }

    /// Goes on to the next `|` that is not in quotes, or the end.
    mutating func skipStage() {
        var quote: UInt8?
        while !isAtEnd {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == UInt8(ascii: "|") {
                return
            }
            index += 1
        }
    }

    /// A word: a quoted text, or characters up to a space, `|`, `=`, a quote, or the given one.
    ///
    /// - Throws: that there is none, or that its quote is not closed.
    mutating func word(
        expecting expected: String, upTo stop: Unicode.Scalar? = nil
    ) throws(LocatedProblem) -> ArgumentWord {
        for quote in ["'", "\""] as [Unicode.Scalar] where isNext(quote) { return try quoted(quote) }
        let start = index
        while !isAtEnd, !isStop(bytes[index], stop) { index += 1 }
        guard index > start else { throw fault(expecting: expected) }
        return ArgumentWord(text: text(start, index), span: SourceSpan(start: start, end: index))
    }

    /// A problem at the next character.
    func fault(expecting expected: String) -> LocatedProblem {
        guard !isAtEnd else {
            let span = SourceSpan(start: bytes.count, end: bytes.count)
            return LocatedProblem(span: span, problem: .syntax(found: "the end", expecting: expected))
        }
        // To the end of the word, so that the message shows it whole.
        var end = index + 1
        while end < bytes.count, !isStop(bytes[end], nil) { end += 1 }
        if isStop(bytes[index], nil) { end = index + 1 }
        return LocatedProblem(
            span: SourceSpan(start: index, end: end),
            problem: .syntax(found: DisplayText.quoted(text(index, end)), expecting: expected))
    }

    private mutating func quoted(_ quote: Unicode.Scalar) throws(LocatedProblem) -> ArgumentWord {
        let start = index
        index += 1
        while !isAtEnd, !isNext(quote) { index += 1 }
        guard take(quote) else {
            let span = SourceSpan(start: start, end: bytes.count)
            throw LocatedProblem(
                span: span, problem: .syntax(found: "a text that is not closed", expecting: "\(quote) after it"))
        }
        return ArgumentWord(
            text: text(start + 1, index - 1), span: SourceSpan(start: start, end: index), isQuoted: true)
    }

    private func isStop(_ byte: UInt8, _ stop: Unicode.Scalar?) -> Bool {
        let isMark = "|='\"".utf8.contains(byte)
        return isMark || Self.isSpace(byte) || stop.map { UInt8(ascii: $0) == byte } == true
    }

    private func text(_ start: Int, _ end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }
}

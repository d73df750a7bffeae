// The syntax of one override: `node.parameter=value`. A plain value, any thread.

/// An override taken apart, nothing of it checked against a preset.
struct Override {
    let node: ArgumentWord
    let key: ArgumentWord
    let value: ArgumentWord

    /// - Throws: which part is missing, and where.
    init(_ text: String) throws(LocatedProblem) {
        let bytes = Array(text.utf8)
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
            throw Self.fault(at: bytes.count, text: text, expecting: "= and a value: node.parameter=value")
        }
        guard let dot = bytes[..<equals].firstIndex(of: UInt8(ascii: ".")) else {
            throw Self.fault(at: equals, text: text, expecting: "a point before the parameter: node.parameter=value")
        }
        node = Self.word(bytes, 0..<dot)
        key = Self.word(bytes, (dot + 1)..<equals)
        value = Self.unquoted(Self.word(bytes, (equals + 1)..<bytes.count))
        for (part, expected) in [(node, "a node's id"), (key, "a parameter's id"), (value, "a value")]
        where part.text.isEmpty {
            throw Self.fault(at: part.span.start, text: text, expecting: expected)
        }
    }

    /// The range's text without spaces at both ends.
    private static func word(_ bytes: [UInt8], _ range: Range<Int>) -> ArgumentWord {
        let isSpace = { (index: Int) in ArgumentScanner.isSpace(bytes[index]) }
        let start = range.first { !isSpace($0) } ?? range.upperBound
        let end = range.last { !isSpace($0) }.map { $0 + 1 } ?? start
        return ArgumentWord(
            text: String(decoding: bytes[start..<end], as: UTF8.self), span: SourceSpan(start: start, end: end))
    }

    private static func unquoted(_ word: ArgumentWord) -> ArgumentWord {
        guard word.text.utf8.count >= 2, let quote = word.text.first, quote == "'" || quote == "\"",
            word.text.last == quote
        else { return word }
        return ArgumentWord(text: String(word.text.dropFirst().dropLast()), span: word.span, isQuoted: true)
    }

    private static func fault(at offset: Int, text: String, expecting expected: String) -> LocatedProblem {
        let isEnd = offset >= text.utf8.count
        let found =
            isEnd
            ? "the end" : DisplayText.quoted(String(decoding: Array(text.utf8)[offset...].prefix(1), as: UTF8.self))
        return LocatedProblem(
            span: SourceSpan(start: offset, end: offset), problem: .syntax(found: found, expecting: expected))
    }
}

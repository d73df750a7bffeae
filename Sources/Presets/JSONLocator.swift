// Reads JSON so that every value and key has its place. Used by one reader at a time, never on the audio thread.
//
// Foundation's parser says neither where a value stands, nor in which order keys came, nor that one came twice, and
// a good message needs all three; on Linux it also lets a comma before a closing bracket pass, which the published
// schema's users would stumble over. So the structure is read here; escapes are left to Foundation and digits to
// Swift. Tests hold this against JSONSerialization.

private import Foundation

/// A strict JSON reader (RFC 8259) over UTF-8.
package struct JSONLocator {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The document as a tree.
    ///
    /// - Parameter bytes: valid UTF-8. A byte order mark at the start is skipped.
    /// - Throws: where the text stops being JSON, or nests deeper than `PresetLimits.nesting`.
    package static func tree(of bytes: [UInt8]) throws(LocatedProblem) -> JSONNode {
        var locator = JSONLocator(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { locator.index = 3 }
        let root = try locator.value(expecting: "a JSON object")
        locator.skipSpace()
        guard locator.index == bytes.count else { throw locator.fault(expecting: "nothing more") }
        return root
    }

    private mutating func value(expecting expected: String = "a value") throws(LocatedProblem) -> JSONNode {
        skipSpace()
        let start = index
        let content: JSONNode.Content
        switch peek ?? 0 {
        case UInt8(ascii: "{"): content = .object(try members())
        case UInt8(ascii: "["): content = .array(try elements())
        case UInt8(ascii: "\""): content = .string(try string())
        case UInt8(ascii: "t"): content = try literal("true", .bool(true))
        case UInt8(ascii: "f"): content = try literal("false", .bool(false))
        case UInt8(ascii: "n"): content = try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = .number(try number())
        default: throw fault(expecting: expected)
        }
        return JSONNode(content: content, span: SourceSpan(start: start, end: index))
    }

    private mutating func members() throws(LocatedProblem) -> [JSONMember] {
        try descend()
        var members: [JSONMember] = []
        skipSpace()
        if take("}") { return ascend(with: members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else {
                throw fault(
                    expecting: members.isEmpty
                        ? "a key in double quotes or }" : "a key in double quotes after the comma")
            }
            let start = index
            let key = try string()
            let keySpan = SourceSpan(start: start, end: index)
            skipSpace()
            guard take(":") else { throw fault(expecting: "a colon after the key") }
            members.append(JSONMember(key: key, keySpan: keySpan, value: try value()))
            skipSpace()
            if take("}") { return ascend(with: members) }
            guard take(",") else { throw fault(expecting: "a comma or }") }
        }
    }

    private mutating func elements() throws(LocatedProblem) -> [JSONNode] {
        try descend()
        var elements: [JSONNode] = []
        skipSpace()
        if take("]") { return ascend(with: elements) }
        while true {
            elements.append(try value(expecting: elements.isEmpty ? "a value or ]" : "a value after the comma"))
            skipSpace()
            if take("]") { return ascend(with: elements) }
            guard take(",") else { throw fault(expecting: "a comma or ]") }
        }
    }

    private mutating func literal(
        _ word: StaticString, _ content: JSONNode.Content
    ) throws(LocatedProblem) -> JSONNode.Content {
        let text = word.description
        guard bytes[index...].starts(with: text.utf8) else { throw fault(expecting: "a value, such as \(text)") }
        index += text.utf8.count
        return content
    }

    // MARK: Scalars

    private mutating func string() throws(LocatedProblem) -> String {
        let start = index
        var hasEscape = false
        index += 1
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault(expecting: "the closing quote, or a control character as \\uXXXX") }
            if byte == UInt8(ascii: "\\") {
                hasEscape = true
                index += 1
            }
            index += 1
        }
        guard index < bytes.count else {
            index = bytes.count
            throw fault(expecting: "the quote that closes the text begun at byte \(start)")
        }
        index += 1
        guard hasEscape else { return String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self) }
        // Foundation takes unescaped control characters that follow a backslash; JSON does not.
        let literal = Data(bytes[start..<index])
        guard let text = try? JSONDecoder().decode(String.self, from: literal), !literal.contains(where: { $0 < 0x20 })
        else {
            let span = SourceSpan(start: start, end: index)
            throw LocatedProblem(
                span: span,
                problem: .syntax(found: "an invalid escape", expecting: "\\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\uXXXX"))
        }
        return text
    }

    private mutating func number() throws(LocatedProblem) -> Double {
        let start = index
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        // The grammar above is a part of Swift's, so there is always a number.
        return Double(String(decoding: bytes[start..<index], as: UTF8.self)) ?? .nan
    }

    private mutating func digits() throws(LocatedProblem) {
        guard let byte = peek, isDigit(byte) else { throw fault(expecting: "a digit") }
        while let byte = peek, isDigit(byte) { index += 1 }
    }

    // MARK: Moving on

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func descend() throws(LocatedProblem) {
        depth += 1
        guard depth <= PresetLimits.nesting else {
            throw LocatedProblem(span: SourceSpan(start: index, end: index + 1), problem: .tooDeep())
        }
        index += 1
    }

    private mutating func ascend<Value>(with value: Value) -> Value {
        depth -= 1
        return value
    }

    private func fault(expecting expected: String) -> LocatedProblem {
        guard index < bytes.count else {
            let span = SourceSpan(start: bytes.count, end: bytes.count)
            return LocatedProblem(span: span, problem: .syntax(found: "the end of the file", expecting: expected))
        }
        let rest = String(decoding: bytes[index..<min(bytes.count, index + 4)], as: UTF8.self)
        let scalar = rest.unicodeScalars.first.map(String.init) ?? ""
        let isComment = scalar == "/" || scalar == "#"
        return LocatedProblem(
            span: SourceSpan(start: index, end: index + scalar.utf8.count),
            problem: .syntax(
                found: DisplayText.quoted(scalar),
                expecting: isComment ? "\(expected) (JSON has no comments)" : expected))
    }
}

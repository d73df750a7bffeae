// Cuts a WIT text into words and signs. Used by one thread at a time.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md, "Lexical structure"

/// Reads tokens from the front of a text.
struct Lexer {
    /// More than any interface needs, and little enough to be kept in memory several times.
    static let maximumByteCount = 1 << 20

    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) throws(WITError) {
        bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumByteCount else {
            throw error(.tooLong(byteCount: bytes.count, limit: Self.maximumByteCount), at: location)
        }
    }

    /// Where the next byte stands.
    private var location: SourceLocation {
        // A column counts the bytes that begin a character.
        let column = bytes[lineStart..<offset].count { $0 & 0xc0 != 0x80 } + 1
        return SourceLocation(offset: offset, line: line, column: column)
    }

    func error(_ kind: WITError.Kind, at location: SourceLocation) -> WITError {
        var start = min(location.offset, bytes.count)
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return WITError(kind: kind, location: location, line: String(decoding: bytes[start..<end], as: UTF8.self))
    }

    /// The next token; `.end` again and again once there is none.
    mutating func next() throws(WITError) -> Token {
        let documentation = try skipBlank()
        let start = location
        func token(_ kind: Token.Kind) -> Token { Token(kind: kind, location: start, documentation: documentation) }
        guard let byte = peek() else { return token(.end) }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "%"):
            let isEscaped = byte == UInt8(ascii: "%")
            if isEscaped { offset += 1 }
            let text = take { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            guard Self.isName(text) else { throw error(.malformedName(text), at: start) }
            return token(.word(text, isEscaped: isEscaped))
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return token(.integer(take { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }))
        case UInt8(ascii: "-") where peek(1) == UInt8(ascii: ">"):
            offset += 2
            return token(.symbol("->"))
        case _ where Self.symbols.contains(byte):
            offset += 1
            return token(.symbol(String(UnicodeScalar(byte))))
        default:
            let scalar = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars
            throw error(.unexpectedCharacter(scalar.first ?? "\u{fffd}"), at: start)
        }
    }

    /// Reads a version number, which must come next; a `.` that no letter or digit follows is left alone.
    mutating func version() throws(WITError) -> String {
        let start = location
        var text = ""
        while let byte = peek() {
            let isDot = byte == UInt8(ascii: ".") && peek(1).map(Self.isAlphanumeric) == true
            guard isDot || Self.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") else {
                break
            }
            text.unicodeScalars.append(UnicodeScalar(byte))
            offset += 1
        }
        guard text.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?/) != nil else {
            throw error(.malformedVersion, at: start)
        }
        return text
    }

    // MARK: - Blanks and comments

    /// Skips blanks and comments; returns the documentation among them.
    private mutating func skipBlank() throws(WITError) -> String? {
        var documentation: [String] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\n"):
                offset += 1
                line += 1
                lineStart = offset
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                let comment = take { $0 != UInt8(ascii: "\n") }
                if comment.hasPrefix("///") { documentation.append(Self.trimmed(comment.dropFirst(3))) }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                let comment = try blockComment()
                if comment.hasPrefix("/**"), comment.utf8.count > 4 {
                    let lines = comment.dropFirst(3).dropLast(2).split(separator: "\n")
                    documentation += lines.map { Self.trimmed($0.drop { " \t*".contains($0) }) }
                        .filter { !$0.isEmpty }
                }
            default: return documentation.isEmpty ? nil : documentation.joined(separator: "\n")
            }
        }
        return documentation.isEmpty ? nil : documentation.joined(separator: "\n")
    }

    /// Block comments nest.
    private mutating func blockComment() throws(WITError) -> String {
        let start = location
        var depth = 0
        repeat {
            guard let byte = peek() else { throw error(.unterminatedComment, at: start) }
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                offset += 2
            } else if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                offset += 2
            } else {
                offset += 1
                if byte == UInt8(ascii: "\n") {
                    line += 1
                    lineStart = offset
                }
            }
        } while depth > 0
        return String(decoding: bytes[start.offset..<offset], as: UTF8.self)
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\r" }
        guard let last = text.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(text[...last].drop(while: isBlank))
    }

    // MARK: - Characters

    private static let symbols = Set("{}()<>,:;=.@*/_".utf8)

    private func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    private mutating func take(while isIncluded: (UInt8) -> Bool) -> String {
        let start = offset
        while let byte = peek(), isIncluded(byte) { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// Kebab-case: the first word begins with a letter, and no word mixes the cases.
    private static func isName(_ text: String) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.first?.isLetter == true else { return false }
        return words.allSatisfy { word in
            !word.isEmpty && (word == word.lowercased() || word == word.uppercased())
        }
    }
}

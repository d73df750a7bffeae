// Cuts a WIT text into words and signs. Used by one thread at a time. Blanks and comments are in Lexer+Comments.swift.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md, "Lexical structure"

/// Reads tokens from the front of a text.
struct Lexer {
    let bytes: [UInt8]
    var offset = 0
    private let file: Int
    private let path: String

    /// - Parameter file: the text's index among all.
    init(_ source: SourceFile, file: Int) throws(WITError) {
        self.file = file
        path = source.path
        bytes = Array(source.text.utf8)
        guard bytes.count <= SourceTree.Limits.fileBytes else {
            throw error(.tooLong(byteCount: bytes.count, limit: SourceTree.Limits.fileBytes), at: place)
        }
        try refuseForbiddenCharacters(source.text)
        // A byte order mark may come first.
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { offset = 3 }
    }

    /// Where the next byte stands.
    var place: Place { Place(file: file, offset: offset) }

    func error(_ kind: WITError.Kind, at place: Place) -> WITError {
        let (location, line) = Sources.locate(place.offset, in: bytes, path: path)
        return WITError(kind: kind, location: location, line: line)
    }

    /// The next token; `.end` again and again once there is none.
    mutating func next() throws(WITError) -> Token {
        let documentation = try skipBlank()
        let start = place
        func token(_ kind: Token.Kind) -> Token { Token(kind: kind, place: start, documentation: documentation) }
        guard let byte = peek() else { return token(.end) }
        switch byte {
        case UInt8(ascii: "%"):
            offset += 1
            return token(.word(try word(from: start), isEscaped: true))
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return token(.integer(take { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }))
        case UInt8(ascii: "_") where !(peek(1).map(Self.isWordByte) ?? false):
            offset += 1
            return token(.symbol("_"))
        case UInt8(ascii: "-") where peek(1) == UInt8(ascii: ">"):
            offset += 2
            return token(.symbol("->"))
        case _ where Self.isWordByte(byte) && byte < 0x80: return token(.word(try word(from: start), isEscaped: false))
        case _ where Self.symbols.contains(byte):
            offset += 1
            return token(.symbol(String(UnicodeScalar(byte))))
        default:
            let scalars = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars
            throw error(.unexpectedCharacter(scalars.first ?? "\u{fffd}"), at: start)
        }
    }

    /// Reads a version, which must come right behind what was read last; a `.` that nothing of a version follows is
    /// left alone.
    mutating func version() throws(WITError) -> Version {
        let start = place
        var end = offset
        while end < bytes.count {
            let isPart: Bool
            switch bytes[end] {
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
                isPart = end + 1 < bytes.count && (Self.isAlphanumeric(bytes[end + 1]) || bytes[end + 1] == 0x2d)
            case let byte: isPart = Self.isAlphanumeric(byte)
            }
            guard isPart else { break }
            end += 1
        }
        let text = String(decoding: bytes[offset..<end], as: UTF8.self)
        guard let version = Version(text) else { throw error(.malformedVersion(text), at: start) }
        offset = end
        return version
    }

    private mutating func word(from start: Place) throws(WITError) -> String {
        // `->` may follow without a blank.
        let begin = offset
        while let byte = peek(), Self.isWordByte(byte), !(byte == UInt8(ascii: "-") && peek(1) == UInt8(ascii: ">")) {
            offset += 1
        }
        let text = String(decoding: bytes[begin..<offset], as: UTF8.self)
        guard Label.isValid(text) else { throw error(.malformedName(text), at: start) }
        return text
    }

    // MARK: - Characters

    private static let symbols = Set("{}()<>,:;=.@*/".utf8)

    func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    mutating func take(while isIncluded: (UInt8) -> Bool) -> String {
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

    /// What a word may consist of, and what is taken for part of it, so that a message shows the whole of it.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private func refuseForbiddenCharacters(_ text: String) throws(WITError) {
        var offset = 0
        for scalar in text.unicodeScalars {
            guard !Self.isForbidden(scalar) else {
                throw error(.forbiddenCharacter(scalar), at: Place(file: file, offset: offset))
            }
            offset += UTF8.width(scalar)
        }
    }

    /// What would make a text look like another one, or do things to a terminal.
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d: false
        case 0x00...0x1f, 0x7f...0x9f: true
        // Bidirectional overrides, embeddings and isolates.
        case 0x202a...0x202e, 0x2066...0x2069: true
        // Deprecated or discouraged by Unicode.
        case 0x149, 0x673, 0xf77, 0xf79, 0x17a3, 0x17a4, 0x17b4, 0x17b5: true
        default: false
        }
    }
}

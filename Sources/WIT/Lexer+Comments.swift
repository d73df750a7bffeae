// Blanks, comments and the documentation among them. Used by one thread at a time.

extension Lexer {
    /// Skips blanks and comments; returns the documentation among them.
    mutating func skipBlank() throws(WITError) -> String? {
        var documentation: [String] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                let comment = take { $0 != UInt8(ascii: "\n") }
                // Four strokes and more are a ruler, not documentation.
                if comment.hasPrefix("///"), !comment.hasPrefix("////") {
                    documentation.append(Self.documentationLine(comment.dropFirst(3)))
                }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                let comment = try blockComment()
                if comment.hasPrefix("/**"), !comment.hasPrefix("/***"), comment.utf8.count > 4 {
                    documentation += Self.documentationLines(comment.dropFirst(3).dropLast(2))
                }
            default: return Self.joined(documentation)
            }
        }
        return Self.joined(documentation)
    }

    private static func joined(_ lines: [String]) -> String? {
        let first = lines.firstIndex { !$0.isEmpty }
        guard let first, let last = lines.lastIndex(where: { !$0.isEmpty }) else { return nil }
        return lines[first...last].joined(separator: "\n")
    }

    /// Block comments nest.
    private mutating func blockComment() throws(WITError) -> String {
        let start = place
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
            }
        } while depth > 0
        return String(decoding: bytes[start.offset..<offset], as: UTF8.self)
    }

    /// A line without the one blank that follows the mark, and without those at its end; more blanks at its start are
    /// an indentation, and mean something.
    private static func documentationLine(_ text: Substring) -> String {
        var line = text.unicodeScalars
        while let last = line.last, isBlank(last) { line.removeLast() }
        if let first = line.first, isBlank(first) { line.removeFirst() }
        return String(line)
    }

    /// The lines of a block comment. Each may begin with blanks and a star.
    private static func documentationLines(_ text: Substring) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = line.drop(while: isBlank)
            return documentationLine(line.first == "*" ? Substring(line.dropFirst()) : " " + Substring(line))
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\r" }
}

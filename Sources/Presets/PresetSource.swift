// The text that a preset, a chain or an override was read from; turns offsets into places. A value, any thread.

/// A text with its name, kept so that problems found later can still say where.
package struct PresetSource: Equatable, Sendable {
    /// How a problem in this text is shown.
    package enum Style: Sendable {
        /// A file: name, line and column.
        case file
        /// A command-line argument: the text itself, with a caret under the place.
        case argument
    }

    /// A file's path, or the option that the text was given to (`--chain`).
    package let name: String
    /// How problems are shown.
    package let style: Style
    /// The text, UTF-8.
    package let bytes: [UInt8]
    /// What file references are relative to, unless the name tells.
    private let statedDirectory: String?

    /// - Parameter argumentDirectory: for an argument, the folder that its file references are relative to; empty for
    ///   the working directory.
    package init(name: String, style: Style, bytes: [UInt8], argumentDirectory: String = "") {
        self.init(name: name, style: style, bytes: bytes, statedDirectory: style == .file ? nil : argumentDirectory)
    }

    private init(name: String, style: Style, bytes: [UInt8], statedDirectory: String?) {
        self.statedDirectory = statedDirectory
        self.name = name
        self.style = style
        self.bytes = bytes
    }

    /// The folder that file references are relative to, for a file its own unless said otherwise; empty for the working directory.
    package var directory: String {
        if let statedDirectory { return statedDirectory }
        guard let slash = name.lastIndex(of: "/") else { return "" }
        return slash == name.startIndex ? "/" : String(name[..<slash])
    }

    /// The same text under a name that people know it by, with files in a folder that the name doesn't tell.
    func named(_ name: String, in directory: String) -> PresetSource {
        PresetSource(name: name, style: style, bytes: bytes, statedDirectory: directory)
    }

    /// Line and column of a byte offset; an offset beyond the end is taken as the end.
    package func place(at offset: Int) -> PresetPlace {
        let end = min(max(offset, 0), bytes.count)
        var line = 1
        var column = 1
        for byte in bytes[..<end] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if !isContinuation(byte) {
                column += 1
            }
        }
        return PresetPlace(line: line, column: column)
    }

    /// The line around a span and, below it, a caret with a tail of `~`; both indented by two spaces.
    ///
    /// A long line is cut to a window around the span. Control characters are shown as spaces, because a terminal
    /// would obey them.
    package func excerpt(around span: SourceSpan) -> String {
        let start = min(max(span.start, 0), bytes.count)
        let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let line = Array(String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self).unicodeScalars)
        let column = String(decoding: bytes[lineStart..<start], as: UTF8.self).unicodeScalars.count
        let markedEnd = min(max(span.end, start), lineEnd)
        let length = String(decoding: bytes[start..<markedEnd], as: UTF8.self).unicodeScalars.count

        let windowStart = max(0, min(column - Self.excerptWidth / 2, line.count - Self.excerptWidth))
        let windowEnd = min(line.count, windowStart + Self.excerptWidth)
        let opening = windowStart > 0 ? "…" : ""
        let closing = windowEnd < line.count ? "…" : ""
        let shown = line[windowStart..<windowEnd].map { DisplayText.isSafe($0) ? String($0) : " " }.joined()
        let caretColumn = min(column, windowEnd) - windowStart + opening.count
        let tail = max(0, min(length, windowEnd - column) - 1)
        let caret = String(repeating: " ", count: caretColumn) + "^" + String(repeating: "~", count: tail)
        return "  \(opening)\(shown)\(closing)\n  \(caret)"
    }

    private static let excerptWidth = 96

    private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

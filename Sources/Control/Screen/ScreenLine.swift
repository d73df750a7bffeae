// One line of the screen, and how wide text is on a terminal. Plain values, any thread.

private import Presets

/// A line in pieces, each in one style.
package struct ScreenLine: Equatable, Sendable {
    /// How a piece looks where there are colours.
    package enum Style: Sendable {
        case plain, dim, strong, good, warning, problem
    }

    package struct Piece: Equatable, Sendable {
        package let text: String
        package let style: Style
    }

    package private(set) var pieces: [Piece] = []
    /// How many columns it takes.
    package private(set) var columns = 0

    package init() {}

    package init(_ text: String, _ style: Style = .plain) { add(text, style) }

    /// Adds a piece. Characters that could drive the terminal are shown escaped.
    package mutating func add(_ text: String, _ style: Style = .plain) {
        let text = DisplayText.escaped(text, limit: .max)
        guard !text.isEmpty else { return }
        pieces.append(Piece(text: text, style: style))
        columns += Self.columns(of: text)
    }

    /// Adds spaces up to a column, at least one.
    package mutating func tab(to column: Int) { add(String(repeating: " ", count: max(1, column - columns))) }

    /// The text alone, without spaces at its end.
    package var text: String {
        let text = pieces.map(\.text).joined()
        return String(text[..<(text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex)])
    }

    /// The line cut to a width, the cut shown.
    package func cut(to width: Int) -> ScreenLine {
        guard columns > width else { return self }
        var line = ScreenLine()
        for piece in pieces {
            let room = width - line.columns - 1
            if Self.columns(of: piece.text) <= room {
                line.add(piece.text, piece.style)
            } else {
                line.add(Self.prefix(piece.text, columns: room) + (width > 0 ? "…" : ""), piece.style)
                break
            }
        }
        return line
    }

    /// A text in just so many columns: cut, or followed by spaces.
    package static func fitted(_ text: String, _ width: Int) -> String {
        let text = DisplayText.escaped(text, limit: .max)
        let columns = columns(of: text)
        if columns <= width { return text + String(repeating: " ", count: width - columns) }
        let short = prefix(text, columns: width - 1) + "…"
        return short + String(repeating: " ", count: max(0, width - Self.columns(of: short)))
    }

    private static func prefix(_ text: String, columns limit: Int) -> String {
        var columns = 0
        return String(
            text.prefix {
                columns += Self.columns(of: String($0)); return columns <= limit
            })
    }

    /// How many columns a terminal gives a text: two to East Asian wide characters and pictures, none to what combines.
    package static func columns(of text: String) -> Int {
        text.reduce(0) { count, character in
            guard let first = character.unicodeScalars.first else { return count }
            return count + (isWide(first) ? 2 : first.properties.generalCategory == .nonspacingMark ? 0 : 1)
        }
    }

    /// Source: Unicode Standard Annex 11, the ranges that are wide as a whole, and the emoji's.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

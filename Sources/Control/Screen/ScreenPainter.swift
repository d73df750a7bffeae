// From lines to a terminal's bytes, only those that changed. Owned by one screen, on its thread.

/// Remembers what the terminal shows.
package struct ScreenPainter: Sendable {
    private let isColoured: Bool
    private var shown: [ScreenLine] = []
    private var size: (width: Int, height: Int) = (0, 0)

    package init(isColoured: Bool) { self.isColoured = isColoured }

    /// Forgets what is shown, so that all of it is painted next.
    package mutating func invalidate() { size = (0, 0) }

    /// The bytes that make the terminal show these lines; none when it does already.
    package mutating func paint(_ lines: [ScreenLine], width: Int, height: Int) -> [UInt8] {
        var text = ""
        if size != (width, height) {
            text += "\u{1B}[0m\u{1B}[2J"
            shown = []
            size = (width, height)
        }
        for row in 0..<height {
            let line = row < lines.count ? lines[row].cut(to: width) : ScreenLine()
            let old = row < shown.count ? shown[row] : ScreenLine()
            guard line != old else { continue }
            // Erased first: a line that fills the width leaves the cursor at its last character, which would go.
            text += "\u{1B}[\(row + 1);1H\u{1B}[K"
            for piece in line.pieces { text += isColoured ? Self.coloured(piece) : piece.text }
        }
        shown = (0..<height).map { $0 < lines.count ? lines[$0].cut(to: width) : ScreenLine() }
        return Array(text.utf8)
    }

    private static func coloured(_ piece: ScreenLine.Piece) -> String {
        let code: String? =
            switch piece.style {
            case .plain: nil
            case .dim: "2"
            case .strong: "1"
            case .good: "32"
            case .warning: "33"
            case .problem: "31"
            }
        return code.map { "\u{1B}[\($0)m\(piece.text)\u{1B}[0m" } ?? piece.text
    }
}

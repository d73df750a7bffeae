// Where a shelf's index lies. A plain value, any thread.

/// An absolute path, or an address.
package struct ShelfPlace: Hashable, Sendable, CustomStringConvertible {
    private static let byteLimit = 4_096

    package let text: String

    /// Nil for what is neither an absolute path nor anything like an address. Which addresses may be asked is for who
    /// asks.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.byteLimit, text.hasPrefix("/") || Self.isAddress(text),
            !text.unicodeScalars.contains("\0")
        else { return nil }
        self.text = text
    }

    /// Whether a text is meant as an address.
    package static func isAddress(_ text: String) -> Bool { text.contains("://") && !text.hasPrefix("/") }

    package var isAddress: Bool { Self.isAddress(text) }

    package var description: String { text }
}

// Where something may be fetched from. A plain value, any thread.

/// An address that `Downloader` may ask: https, or http on loopback.
package struct Address: Hashable, Sendable {
    package let text: String

    /// Nil for any other.
    package init?(_ text: String) {
        guard text.hasPrefix("https://") else { return nil }
        self.text = text
    }
}

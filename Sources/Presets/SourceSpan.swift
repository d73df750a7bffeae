// A stretch of the text a preset or chain was read from. A plain value, any thread.

/// Byte offsets into a source text; `end` is one past the last byte. Empty where something is missing.
package struct SourceSpan: Equatable, Sendable {
    /// Offset of the first byte.
    package var start: Int
    /// Offset after the last byte, never below `start`.
    package var end: Int

    package init(start: Int, end: Int) {
        self.start = start
        self.end = max(start, end)
    }
}

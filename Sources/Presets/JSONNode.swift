// A JSON document with the place of every value and key. Plain values, any thread.

/// A JSON value and the stretch of text it was read from.
package struct JSONNode: Equatable, Sendable {
    /// What a value is. Members keep their order, and their duplicates.
    package enum Content: Equatable, Sendable {
        case null
        case bool(Bool)
        /// Infinite when the text's number is beyond a double's range.
        case number(Double)
        case string(String)
        case array([JSONNode])
        case object([JSONMember])
    }

    /// The value.
    package let content: Content
    /// Where it stands, quotes and brackets included.
    package let span: SourceSpan

    package init(content: Content, span: SourceSpan) {
        self.content = content
        self.span = span
    }

    /// The value as a message shows it: `the text "abc"`, `the number 12`, `a list`.
    package var shown: String {
        switch content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): "the number \(DisplayText.number(value))"
        case .string(let value): "the text \(DisplayText.quoted(value))"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

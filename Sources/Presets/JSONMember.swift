// One key of a JSON object, with its place. A plain value, any thread.

/// One key of a JSON object with its value.
package struct JSONMember: Equatable, Sendable {
    /// The key, escapes resolved.
    package let key: String
    /// Where the key stands, quotes included.
    package let keySpan: SourceSpan
    /// Its value.
    package let value: JSONNode

    package init(key: String, keySpan: SourceSpan, value: JSONNode) {
        self.key = key
        self.keySpan = keySpan
        self.value = value
    }
}

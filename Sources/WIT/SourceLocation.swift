// A place in a WIT text. Plain values, any thread.

/// Where something stands: counted in bytes for programs, in lines and columns for people.
package struct SourceLocation: Hashable, Sendable {
    /// From the start of the text, in bytes.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// From 1, in characters (Unicode scalars).
    package let column: Int

    package init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }
}

// Where in a text something stands, as people and editors count. A plain value, any thread.

/// A line and a column, both from 1. Columns count Unicode scalars, so a letter outside ASCII counts once.
package struct PresetPlace: Equatable, Sendable {
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

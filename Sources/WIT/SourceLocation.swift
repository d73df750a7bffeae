// A place in a WIT text. Plain values, any thread.

/// Where something stands: the file, counted in bytes for programs, in lines and columns for people.
package struct SourceLocation: Hashable, Sendable {
    /// As whoever gave the text calls it; empty for a text without a name.
    package let path: String
    /// From the start of the text, in bytes.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// From 1, in characters (Unicode scalars).
    package let column: Int

    package init(path: String = "", offset: Int, line: Int, column: Int) {
        self.path = path
        self.offset = offset
        self.line = line
        self.column = column
    }
}

/// The same for one of several texts, small enough to be kept with every name.
struct Place: Hashable, Sendable {
    /// The file's index among all.
    let file: Int
    /// In bytes.
    let offset: Int
}

/// A name where it stands.
struct Identifier: Hashable, Sendable {
    let text: String
    let place: Place
}

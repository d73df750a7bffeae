// What a book is about: its file, its bounds and its words. Plain values, any thread.

/// What can be kept in a `Book`. Decoding it refuses what no entry can be.
package protocol BookEntry: Codable, Equatable, Sendable {
    static var book: BookKind { get }
}

/// What all books of one kind have in common.
package struct BookKind: Sendable {
    /// The file's name in the user's configuration.
    package let fileName: String
    /// The member of the file's object that has the entries.
    package let listName: String
    /// The number that the file's `format` has; another is refused.
    package let format: Int
    /// The longest file that is read or written.
    package let byteLimit: Int
    /// What is said of a file that says something else, as the rest of a sentence.
    package let malformed: String
    /// What is said when the file would grow beyond its limit, as a sentence.
    package let full: String

    package init(
        fileName: String, listName: String, format: Int, byteLimit: Int, malformed: String, full: String
    ) {
        self.fileName = fileName
        self.listName = listName
        self.format = format
        self.byteLimit = byteLimit
        self.malformed = malformed
        self.full = full
    }
}

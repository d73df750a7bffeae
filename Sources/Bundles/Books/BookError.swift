// What keeps a book from being of use. A plain value, any thread.

/// Why something remembered can't be read, isn't believed, or can't be kept.
package struct BookError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Operation: Equatable, Sendable {
        /// What is there can't be read, or isn't to be believed.
        case reading
        /// What is there is in order as far as it is known; nothing can be added.
        case writing
    }

    package let operation: Operation
    /// The book's file, or its folder.
    package let path: String
    /// The rest of a sentence that begins with the path.
    package let reason: String

    package init(_ operation: Operation, path: String, reason: String) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    package var description: String { "\(path): \(reason)" }
}

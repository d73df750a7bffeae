// Two types that don't fit, in words. Plain values, any thread.

/// Why something does not have the type that was asked for: the way to the place, and what differs there.
package struct TypeMismatch: Error, Equatable, Sendable, CustomStringConvertible {
    /// Export by export, outermost first.
    package private(set) var path: [String]
    package let expected: String
    package let found: String

    init(expected: String, found: String) {
        path = []
        self.expected = expected
        self.found = found
    }

    func within(_ name: String) -> TypeMismatch {
        var outer = self
        outer.path.insert(name, at: 0)
        return outer
    }

    package var description: String {
        let place = path.isEmpty ? "" : " at ‘\(path.joined(separator: "’, ‘"))’"
        return "expected \(expected)\(place), found \(found)"
    }
}

/// Why a walk through types ended early.
enum TypeFailure: Error {
    case mismatch(TypeMismatch)
    case exceedsLimit(String, found: Int, limit: Int)
}

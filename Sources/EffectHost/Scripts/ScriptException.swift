// What a script threw while it was being loaded, and the wording of it. A plain value, any thread.

import CanonicalABI

/// A JavaScript exception.
package struct ScriptException: Equatable, Sendable, CustomStringConvertible {
    /// The error's name and message: `TypeError: x is not a function`.
    package let message: String
    /// From the script's folder; empty when unknown.
    package let file: String
    /// From 1 on; 0 when unknown.
    package let line: Int
    /// From 1 on; 0 when unknown.
    package let column: Int
    /// A line per call, innermost first; may be empty.
    package let stack: String

    private static let longestText = 2_048

    package var description: String {
        var text = printable(message, limit: Self.longestText)
        if !file.isEmpty {
            text += " (\(printable(file))" + (line > 0 ? ":\(line)" : "") + (column > 0 ? ":\(column)" : "") + ")"
        }
        if !stack.isEmpty { text += "\n    " + printableLines(stack) }
        return text
    }

    /// - Parameter value: the loader's `exception` record.
    init(lifting value: Value) {
        guard case .members(let members) = value, members.count == 5, case .string(let message) = members[0],
            case .string(let file) = members[1], case .u32(let line) = members[2], case .u32(let column) = members[3],
            case .string(let stack) = members[4]
        else { preconditionFailure("an exception lifts as its record's members") }
        self.message = message
        self.file = file
        self.line = Int(line)
        self.column = Int(column)
        self.stack = stack
    }
}

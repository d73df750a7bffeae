// A message of Open Sound Control. A plain value, any thread.

/// An address and what comes with it.
package struct OSCMessage: Equatable, Sendable {
    /// What a message can carry here: numbers, texts, true and false.
    package enum Argument: Equatable, Sendable {
        case integer(Int64)
        case float(Double)
        case text(String)
        case flag(Bool)
    }

    /// Begins with a slash.
    package var address: String
    package var arguments: [Argument]

    package init(_ address: String, _ arguments: [Argument] = []) {
        self.address = address
        self.arguments = arguments
    }
}

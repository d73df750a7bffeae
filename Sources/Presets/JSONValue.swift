// A JSON value that is passed on as it is: what a preset tells an effect beyond numbers. A plain value, any thread.

/// A JSON value without its place in a text.
package indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// Finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the order written; no key twice.
    case object([Member])

    /// One key of an object with its value.
    package struct Member: Equatable, Sendable {
        package let key: String
        package let value: JSONValue

        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The text of the value on one line; equal values give equal texts.
    package var text: String { jsonText.compact }

    /// As a preset's writer takes it.
    var jsonText: JSONText {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): .number(DisplayText.number(value))
        case .string(let value): .string(value)
        case .array(let elements): .array(elements.map(\.jsonText))
        case .object(let members): .object(members.map { (key: $0.key, value: $0.value.jsonText) })
        }
    }
}

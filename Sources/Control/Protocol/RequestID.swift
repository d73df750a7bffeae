// What a client calls its request, to know the reply by. A plain value, any thread.

/// A number or a text of the client's choosing; the reply bears the same.
package enum RequestID: Equatable, Sendable {
    /// Finite.
    case number(Double)
    case text(String)
}

extension RequestID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number):
            // Whole numbers as they came, not in floating-point notation.
            if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
        case .text(let text): try container.encode(text)
        }
    }
}

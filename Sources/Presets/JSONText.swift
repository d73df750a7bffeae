// Prints JSON for people: keys in the order given, short lists on one line. A plain value, any thread.

/// A JSON value about to be printed.
enum JSONText {
    case null
    case bool(Bool)
    /// Digits, as JSON writes them.
    case number(String)
    case string(String)
    case array([JSONText])
    case object([(key: String, value: JSONText)])

    private static let lineLength = 100

    /// The text, indented by two spaces, without a line break at its end.
    ///
    /// A list or object without lists or objects inside stands on one line where it fits.
    func printed(indentation: Int = 0, isRoot: Bool = true) -> String {
        let (open, close, parts) = delimited(indentation: indentation + 2)
        guard !open.isEmpty else { return parts[0] }
        guard !parts.isEmpty else { return open + close }
        if !isRoot, !hasContainers {
            let padding = open == "{" ? " " : ""
            let line = open + padding + parts.joined(separator: ", ") + padding + close
            if indentation + line.count <= Self.lineLength { return line }
        }
        let margin = String(repeating: " ", count: indentation)
        return "\(open)\n\(margin)  " + parts.joined(separator: ",\n\(margin)  ") + "\n\(margin)\(close)"
    }

    /// The text without any space between its parts.
    var compact: String {
        switch self {
        case .null, .bool, .number, .string: printed()
        case .array(let elements): "[\(elements.map(\.compact).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.key)):\($0.value.compact)" }.joined(separator: ","))}"
        }
    }

    private func delimited(indentation: Int) -> (open: String, close: String, parts: [String]) {
        switch self {
        case .null: ("", "", ["null"])
        case .bool(let value): ("", "", [value ? "true" : "false"])
        case .number(let digits): ("", "", [digits])
        case .string(let text): ("", "", [Self.quoted(text)])
        case .array(let elements):
            ("[", "]", elements.map { $0.printed(indentation: indentation, isRoot: false) })
        case .object(let members):
            (
                "{", "}",
                members.map { "\(Self.quoted($0.key)): \($0.value.printed(indentation: indentation, isRoot: false))" }
            )
        }
    }

    private var hasContainers: Bool {
        let children: [JSONText] =
            switch self {
            case .array(let elements): elements
            case .object(let members): members.map(\.value)
            default: []
            }
        return children.contains { child in
            switch child {
            case .array, .object: true
            default: false
            }
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default:
                if DisplayText.isSafe(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += DisplayText.jsonEscape(scalar)
                }
            }
        }
        return result + "\""
    }
}

// How things of a world are called in Swift. Pure functions, any thread.

/// Spells names in Swift's way.
enum SwiftNaming {
    /// A type: `sample-rate` is `SampleRate`.
    static func type(_ label: String) -> String {
        let name = words(label).map(capitalized).joined()
        return ["Type", "Protocol", "Self", "Any"].contains(name) ? name + "_" : name
    }

    /// A function, a parameter or a case: `sample-rate` is `sampleRate`. Not yet escaped.
    static func member(_ label: String) -> String {
        let words = words(label)
        return words.prefix(1).joined() + words.dropFirst().map(capitalized).joined()
    }

    /// A name where it is declared: in backticks if it is a keyword.
    static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    private static func words(_ label: String) -> [String] {
        label.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).map(String.init)
    }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    private static let keywords: Set<String> = [
        "associatedtype", "borrowing", "class", "consuming", "deinit", "enum", "extension", "fileprivate", "func",
        "import",
        "init", "inout", "internal", "let", "open", "operator", "private", "precedencegroup", "protocol", "public",
        "rethrows", "static", "struct", "subscript", "typealias", "var", "break", "case", "catch", "continue",
        "default",
        "defer", "do", "else", "fallthrough", "for", "guard", "if", "in", "repeat", "return", "throw", "switch",
        "where",
        "while", "as", "false", "is", "nil", "self", "super", "throws", "true", "try", "await", "async", "some", "any",
    ]
}

// A stranger's words, made fit for a terminal. Pure functions, any thread.

/// The text on one line, without what drives a terminal or turns the direction of writing: each such character becomes
/// a space. What is longer than `limit` Unicode scalars is cut, and ends in an ellipsis.
package func printable(_ text: String, limit: Int = 500) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: result.append(" ")
        default: result.append(scalar)
        }
    }
    let isWhole = text.unicodeScalars.count <= limit
    return String(result) + (isWhole ? "" : "…")
}

/// As `printable`, with its line breaks kept and every line but the first indented: a message and its stack.
package func printableLines(_ text: String, limit: Int = 2_048) -> String {
    let cut = String(text.unicodeScalars.prefix(limit).map(Character.init))
    let lines = cut.split(whereSeparator: \.isNewline).map { line in
        String(printable(String(line), limit: limit).drop(while: \.isWhitespace))
    }
    return lines.joined(separator: "\n    ") + (text.unicodeScalars.count <= limit ? "" : "…")
}

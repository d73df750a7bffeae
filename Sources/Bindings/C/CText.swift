// How C is laid out. Pure functions, any thread.

enum CText {
    static let lineLength = 120

    /// Documentation as a comment: a line for each of its lines, ended by a newline; empty for none.
    static func comment(_ documentation: String?, indent: Int, mark: String = "///") -> String {
        guard let documentation, !documentation.isEmpty else { return "" }
        let margin = String(repeating: "    ", count: indent)
        return documentation.split(whereSeparator: \.isNewline).map { line in
            // A backslash at the end would take the next line into the comment.
            let text = line.hasSuffix("\\") ? line + "." : line
            return "\(margin)\(mark) \(text)\n"
        }.joined()
    }

    /// `head(first, second)tail`, on several lines when one would be too long.
    static func call(_ head: String, _ arguments: [String], _ tail: String, indent: Int = 0) -> String {
        let margin = String(repeating: "    ", count: indent)
        let line = "\(margin)\(head)(\(arguments.joined(separator: ", ")))\(tail)"
        if line.utf8.count <= lineLength { return line }
        return "\(margin)\(head)(\n" + filled(arguments, indent: indent + 1, separator: ",") + ")\(tail)"
    }

    /// Code whose lines are no longer than they should be, as far as they have commas to break after.
    static func folded(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let code = line.drop { $0 == " " }
            guard line.utf8.count > lineLength, !code.hasPrefix("/"), !code.hasPrefix("#") else { return String(line) }
            let indent = (line.utf8.count - code.utf8.count) / 4
            return filled(
                code.split(separator: ", ").map(String.init), indent: indent + 1, separator: ",", firstIndent: indent)
        }.joined(separator: "\n")
    }

    /// As many items on a line as there is room for.
    static func filled(
        _ items: [String], indent: Int, separator: String, firstIndent: Int? = nil
    ) -> String {
        let margin = String(repeating: "    ", count: indent)
        var lines: [String] = []
        var line = ""
        for (index, item) in items.enumerated() {
            let piece = item + (index == items.count - 1 ? "" : separator)
            if line.isEmpty {
                line = (firstIndent.map { String(repeating: "    ", count: $0) } ?? margin) + piece
            } else if line.utf8.count + piece.utf8.count + 3 <= lineLength {
                line += " " + piece
            } else {
                lines.append(line)
                line = margin + piece
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}

// What effects may call an asset. Plain values, any thread.

/// A name that can't leave the folder it is looked up in, and looks like what it is.
package struct AssetName: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes of UTF-8 that a name may have.
    package static let byteLimit = 1_024
    /// The most that each of its parts may have. Source: limits.h, NAME_MAX.
    package static let partByteLimit = 255

    /// Relative, with `/` between the parts.
    package let text: String

    /// Errors: `.invalidName`, with what is wrong.
    package init(_ text: String) throws(AssetRefusal) {
        guard let problem = Self.problem(with: text) else {
            self.text = text
            return
        }
        throw AssetRefusal(.invalidName, "‘\(printable(text, limit: 100))’ \(problem)")
    }

    package var description: String { printable(text) }

    private static func problem(with text: String) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= byteLimit else { return "is longer than \(byteLimit) bytes" }
        for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if part.isEmpty { return "begins or ends with ‘/’, or has two on end; names are relative" }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return "has ‘.’ or ‘..’ for a part" }
            if part.count > partByteLimit { return "has a part that is longer than \(partByteLimit) bytes" }
        }
        for scalar in text.unicodeScalars {
            if scalar == "\\" { return "has a backslash; parts are parted by ‘/’" }
            switch scalar.properties.generalCategory {
            // What moves or hides other characters, bidirectional controls above all, among them.
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                return "has a character that can't be seen, U+\(String(scalar.value, radix: 16, uppercase: true))"
            default: continue
            }
        }
        return nil
    }
}

// What can be wrong with a WIT text, and the wording of it. Plain values, any thread.

/// A text that is not WIT, or not the part of WIT that is understood here, with the place and a caret under it.
package struct WITError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Equatable, Sendable {
        case tooLong(byteCount: Int, limit: Int)
        case unexpectedCharacter(Unicode.Scalar)
        case unterminatedComment
        case malformedName(String)
        case malformedVersion
        case unexpected(found: String, expected: String)
        /// WIT, but of a later version or a proposal.
        case unsupported(String)
        case tooDeep(limit: Int)
        case tooLarge(limit: Int)
        case duplicate(String, of: String, firstLine: Int)
        case unknownName(String, of: String)
        case wrongKind(String, found: String, expected: String)
        case recursiveType(String)
        case empty(String)
        case tooMany(String, limit: Int)
        case borrowInResult
        case invalidConstructorResult
    }

    package let kind: Kind
    package let location: SourceLocation
    /// The line of the text that `location` is in.
    package let line: String

    /// Names and lines that strangers wrote are cut, so that what is said of them isn't.
    private static let shownLength = 120

    /// The message, then the line, then a caret under the place.
    package var description: String {
        let shown = line.prefix(Self.shownLength)
        let message = "line \(location.line), column \(location.column): \(wording)"
        guard location.column <= shown.unicodeScalars.count + 1 else { return message }
        // Tabs stay tabs, so that the caret stands under its character whatever their width.
        let indent = shown.unicodeScalars.prefix(location.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(message)\n    \(shown)\n    \(indent)^"
    }

    /// The message alone.
    package var wording: String {
        switch kind {
        case .tooLong(let count, let limit): "the text has \(count) bytes; at most \(limit) are allowed"
        case .unexpectedCharacter(let scalar):
            "the character U+\(String(scalar.value, radix: 16, uppercase: true)) has no meaning here"
        case .unterminatedComment: "this comment is never closed with */"
        case .malformedName(let name):
            "‘\(Self.cut(name))’ is no name: words of letters and digits, each all lower or all upper case, joined by hyphens"
        case .malformedVersion: "a version is three numbers, as in 1.0.0"
        case .unexpected(let found, let expected): "found \(Self.cut(found)), expected \(expected)"
        case .unsupported(let what):
            "\(what) can't be used here: only synchronous, ungated WIT in one file is understood"
        case .tooDeep(let limit): "types are nested deeper than \(limit)"
        case .tooLarge(let limit): "this type, spelled out, has more than \(limit) parts"
        case .duplicate(let name, let what, let line):
            "the \(what) ‘\(Self.cut(name))’ was declared before, in line \(line)"
        case .unknownName(let name, let what): "there is no \(what) ‘\(Self.cut(name))’"
        case .wrongKind(let name, let found, let expected):
            "‘\(Self.cut(name))’ is a \(found), expected a \(expected)"
        case .recursiveType(let name): "the type ‘\(Self.cut(name))’ contains itself"
        case .empty(let what): "a \(what) needs at least one member"
        case .tooMany(let what, let limit): "more than \(limit) \(what)"
        case .borrowInResult: "a result can't be borrowed: whoever lent it has returned"
        case .invalidConstructorResult: "a constructor returns its resource, or a result of it"
        }
    }

    private static func cut(_ text: String) -> String {
        text.count > shownLength ? text.prefix(shownLength) + "…" : text
    }
}

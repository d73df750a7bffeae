// What can be wrong with WIT texts, and where. Plain values, any thread. The wording is in WITError+Wording.swift.

/// A text that is not WIT, or not the part of WIT that is understood here, with the place and a caret under it.
package struct WITError: Error, Equatable, Sendable {
    /// What is wrong.
    package enum Kind: Equatable, Sendable {
        // Files.
        case unreadable(String)
        case tooLong(byteCount: Int, limit: Int)
        case noFiles
        // Words.
        case unexpectedCharacter(Unicode.Scalar)
        case forbiddenCharacter(Unicode.Scalar)
        case unterminatedComment
        case malformedName(String)
        case malformedPackageName(String)
        case malformedVersion(String)
        // Structure.
        case unexpected(found: String, expected: String)
        /// WIT, but of a proposal, or of times gone by.
        case unsupported(String)
        case misplacedPackage
        case tooDeep(limit: Int)
        case tooLarge(limit: Int)
        case tooMany(String, limit: Int)
        case empty(String)
        // Packages.
        case missingPackageName
        case otherPackageName(PackageName, expected: PackageName)
        case ownPackage(PackageName)
        // Names. `first` says where it was declared before: "line 3".
        case duplicate(String, of: String, first: String)
        /// A name that differs from an earlier one only in the case of letters.
        case similar(String, to: String, first: String)
        case unknownName(String, of: String, suggestion: String?)
        case wrongKind(String, found: String, expected: String)
        /// Each of the names refers to the next one, the last to the first.
        case circle(of: String, [String])
        case recursiveType(String)
        // Gates.
        case leftOut(String, of: String, feature: String)
        case conflictingGates
        case deprecatedAlone
        case misplacedGate(String)
        case gateWithoutVersion(PackageName)
        case unreleased(Version, PackageName)
        // Functions and resources.
        case borrowInResult
        case invalidConstructorResult
        case methodNamedAsResource(String)
        // Worlds.
        case notRenamable(String)
        /// An exported interface that another export reaches by an imported one.
        case mixedDependency(QualifiedName, of: String)
        /// A model that its printed text doesn't stand for.
        case notExpressible(String)
    }

    package let kind: Kind
    package let location: SourceLocation
    /// The line of the text that `location` is in.
    package let line: String

    package init(kind: Kind, location: SourceLocation, line: String) {
        self.kind = kind
        self.location = location
        self.line = line
    }

    /// An error about a file as a whole.
    init(_ kind: Kind, path: String) {
        self.init(kind: kind, location: SourceLocation(path: path, offset: 0, line: 1, column: 1), line: "")
    }
}

extension WITError: CustomStringConvertible {
    /// Names and lines that strangers wrote are cut, so that what is said of them isn't.
    static let shownLength = 120

    /// The place, the message, then the line, then a caret under the place.
    package var description: String {
        let path = location.path.isEmpty ? "" : "\(location.path), "
        let message = "\(path)line \(location.line), column \(location.column): \(wording)"
        let scalars = line.unicodeScalars.map(Self.shown)
        let column = location.column - 1
        guard !scalars.isEmpty, (0...scalars.count).contains(column) else { return message }
        // Of a long line, what is around the place.
        let start = column < Self.shownLength ? 0 : column - Self.shownLength / 2
        let window = scalars[start...].prefix(Self.shownLength)
        let cut = start > 0 ? "…" : ""
        // Tabs stay tabs, so that the caret stands under its character whatever their width.
        let indent = window.prefix(column - start).map { $0 == "\t" ? "\t" : " " }.joined()
        let shown = window.map(String.init).joined() + (start + window.count < scalars.count ? "…" : "")
        return "\(message)\n    \(cut)\(shown)\n    \(cut.isEmpty ? "" : " ")\(indent)^"
    }

    /// What would do something to a terminal is shown as what it isn't.
    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar != "\t" && Lexer.isForbidden(scalar) || scalar == "\r" ? "\u{fffd}" : scalar
    }
}

// What is said of each thing that can be wrong. Pure functions, any thread.

extension WITError {
    /// The message alone.
    package var wording: String {
        switch kind {
        case .unreadable(let reason): "this can't be read: \(reason)"
        case .tooLong(let count, let limit): "the text has \(count) bytes; at most \(limit) are allowed"
        case .noFiles: "there is no .wit file here"
        case .unexpectedCharacter(let scalar): "the character \(Self.code(scalar)) has no meaning here"
        case .forbiddenCharacter(let scalar):
            "the character \(Self.code(scalar)) is not allowed in WIT: it would change how the text looks"
        case .unterminatedComment: "this comment is never closed with */"
        case .malformedName(let name):
            "‘\(Self.cut(name))’ is no name: "
                + "words of letters and digits, each all lower or all upper case, joined by hyphens"
        case .malformedPackageName(let name):
            "‘\(Self.cut(name))’ can't name a namespace or a package: their names have no upper case"
        case .malformedVersion(let text):
            "‘\(Self.cut(text))’ is no version: that is three numbers, as in 1.0.0 or 1.0.0-rc.1"
        case .unexpected(let found, let expected): "found \(Self.cut(found)), expected \(expected)"
        case .unsupported(let what):
            "\(what) can't be used here: only synchronous WIT without gated proposals is understood"
        case .misplacedPackage: "‘package’ can only begin a file, or a package in braces outside of others"
        case .tooDeep(let limit): "types are nested deeper than \(limit)"
        case .tooLarge(let limit): "this type, spelled out, has more than \(limit) parts"
        case .tooMany(let what, let limit): "more than \(limit) \(what)"
        case .empty(let what): "\(Self.article(what)) \(what) needs at least one member"
        case .missingPackageName: "no file names the package; begin one with ‘package namespace:name;’"
        case .otherPackageName(let name, let expected):
            "this file is of the package ‘\(name)’, expected ‘\(expected)’ as in the files beside it"
        case .ownPackage(let name): "this is the package ‘\(name)’ itself; write the name alone"
        default: namesWording ?? modelWording ?? ""
        }
    }

    private var namesWording: String? {
        switch kind {
        case .duplicate(let name, let what, let first):
            "the \(what) ‘\(Self.cut(name))’ was declared before, in \(first)"
        case .similar(let name, let other, let first):
            "‘\(Self.cut(name))’ differs from ‘\(Self.cut(other))’ in \(first) only in the case of letters"
        case .unknownName(let name, let what, let suggestion):
            "there is no \(what) ‘\(Self.cut(name))’" + (suggestion.map { "; did you mean ‘\($0)’?" } ?? "")
        case .wrongKind(let name, let found, let expected):
            "‘\(Self.cut(name))’ is \(Self.article(found)) \(found), expected \(Self.article(expected)) \(expected)"
        case .circle(let what, let names):
            "these \(what) refer to each other in a circle: "
                + (names.prefix(8) + (names.count > 8 ? ["…"] : []) + names.prefix(1)).map(Self.cut)
                .joined(separator: " → ")
        case .recursiveType(let name): "the type ‘\(Self.cut(name))’ contains itself"
        case .leftOut(let name, let what, let feature):
            "the \(what) ‘\(Self.cut(name))’ is left out: "
                + "it is unstable, and its feature ‘\(Self.cut(feature))’ is not enabled"
        default: nil
        }
    }

    private var modelWording: String? {
        switch kind {
        case .conflictingGates: "an item has one of @since and @unstable, and one @deprecated"
        case .deprecatedAlone: "@deprecated needs @since or @unstable beside it"
        case .misplacedGate(let what): "\(what) can't be gated"
        case .gateWithoutVersion(let package): "a gate names a version, but the package ‘\(package)’ has none"
        case .unreleased(let version, let package): "the version \(version) is newer than the package ‘\(package)’"
        case .borrowInResult: "a result can't be borrowed: whoever lent it has returned"
        case .invalidConstructorResult: "a constructor returns its resource, or a result of it"
        case .methodNamedAsResource(let name):
            "a function of a resource can't be called ‘\(Self.cut(name))’ as the resource is"
        case .notRenamable(let name): "‘\(Self.cut(name))’ is an interface; only plain names can be renamed"
        case .mixedDependency(let interface, let user):
            "‘\(user)’ reaches ‘\(interface)’ by an imported interface, but ‘\(interface)’ is exported: "
                + "export the interfaces between them too, or none of them"
        case .notExpressible(let what): "\(what) can't be written in WIT"
        default: nil
        }
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func article(_ noun: String) -> String { "aeiou".contains(noun.prefix(1)) ? "an" : "a" }

    private static func cut(_ text: String) -> String {
        text.count > shownLength ? text.prefix(shownLength) + "…" : text
    }
}

// Why no bindings could be made. Plain values, any thread.

/// A wish that the WIT can't fulfil.
package struct BindingsError: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// There is no such world. `known` are the worlds that there are.
        case noSuchWorld(String, known: [String])
        /// What is to stand before all names is no name in C.
        case invalidPrefix(String)
        /// The world neither imports nor exports an interface of that name. `known` are those it does.
        case noSuchInterface(String, known: [String])
    }

    package let kind: Kind

    init(_ kind: Kind) { self.kind = kind }
}

extension BindingsError: CustomStringConvertible {
    package var description: String {
        switch kind {
        case .noSuchWorld(let name, let known):
            known.isEmpty
                ? "there is no world ‘\(Self.shown(name))’, nor any other"
                : "there is no world ‘\(Self.shown(name))’; there are: \(Self.list(known))"
        case .invalidPrefix(let prefix):
            "‘\(Self.shown(prefix))’ can't begin a name in C: expected letters, digits and ‘_’, not a digit first"
        case .noSuchInterface(let name, let known):
            known.isEmpty
                ? "the world has no interface ‘\(Self.shown(name))’, nor any other"
                : "the world has no interface ‘\(Self.shown(name))’; it has: \(Self.list(known))"
        }
    }

    /// Names that strangers chose are cut, so that what is said of them isn't.
    private static let shownLength = 120
    private static let shownCount = 20

    private static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(shownLength).map {
            $0.properties.generalCategory == .control ? "?" : $0
        }
        let plain = String(String.UnicodeScalarView(scalars))
        return text.unicodeScalars.count > shownLength ? plain + "…" : plain
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(shownCount).map { "‘\(shown($0))’" }.joined(separator: ", ")
            + (names.count > shownCount ? " and \(names.count - shownCount) more" : "")
    }
}

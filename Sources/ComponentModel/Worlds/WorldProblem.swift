// What keeps a component's types from being told in WIT, and the wording of it. Plain values, any thread.

package import WIT

/// Why a component has no world.
package enum WorldProblem: Equatable, Sendable, CustomStringConvertible {
    /// WIT has no word for something of this kind.
    case inexpressible(String)
    /// A type whose declaration can't be referred to from where it is used: `use` reaches interfaces of packages only.
    case unreachableType(String, of: String, in: String)
    /// An interface is imported and exported, or twice refined, in ways that no one interface has.
    case differingInterface(QualifiedName, item: String)
    /// Types are an import's that would be an export's in WIT, which has no way to say whose they are; or the reverse.
    case otherProvider(QualifiedName, World.Direction, of: String)
    case exceedsLimit(String, limit: Int)

    package var description: String {
        switch self {
        case .inexpressible(let what): "WIT can't tell \(Self.cut(what))"
        case .unreachableType(let type, let owner, let user):
            "\(Self.cut(user)) uses the type ‘\(Self.cut(type))’ of \(Self.cut(owner)), which WIT can't refer to there"
        case .differingInterface(let interface, let item):
            "the interface ‘\(Self.cut(interface.description))’ is imported and exported with a different "
                + "‘\(Self.cut(item))’"
        case .otherProvider(let interface, let direction, let user):
            "\(Self.cut(user)) uses types of the \(direction.rawValue) ‘\(Self.cut(interface.description))’; "
                + "in WIT they would be those of the \(direction == .import ? "export" : "import")"
        case .exceedsLimit(let what, let limit): "there are too many \(what): at most \(limit) are allowed"
        }
    }

    /// A stranger's names can be long.
    private static func cut(_ text: String) -> String {
        text.utf8.count <= 200 ? text : "\(text.prefix(200))…"
    }
}

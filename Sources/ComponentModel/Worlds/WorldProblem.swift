// What keeps a component's types from being told in WIT, and the wording of it. Plain values, any thread.

/// Why a component has no world.
package enum WorldProblem: Equatable, Sendable, CustomStringConvertible {
    /// WIT has no word for something of this kind.
    case inexpressible(String)

    package var description: String {
        switch self {
        case .inexpressible(let what): "WIT can't tell \(what)"
        }
    }
}

// What keeps a core module from becoming a component of a world, and the wording of it. Plain values, any thread.

/// Why a core module can't be wrapped.
package enum EncodingProblem: Equatable, Sendable, CustomStringConvertible {
    /// The module exports nothing for a function of the world.
    case missingExport(String)

    package var description: String {
        switch self {
        case .missingExport(let name): "the module has no export ‘\(name)’"
        }
    }
}

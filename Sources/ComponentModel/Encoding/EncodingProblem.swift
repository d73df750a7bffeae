// What keeps a core module from becoming a component of a world, and the wording of it. Plain values, any thread.

package import WIT
package import WasmBinary

/// Why a core module can't be wrapped.
package indirect enum EncodingProblem: Equatable, Sendable, CustomStringConvertible {
    /// The world's name, and those there are in its package.
    case noWorld(QualifiedName, known: [String])
    /// It is no core module.
    case unreadable(WasmBinaryError)
    /// The module imports what the world doesn't have.
    case unknownImport(module: String, name: String)
    case wrongImport(module: String, name: String, expected: String, found: String)
    /// Which a core module may do, and one inside a component may not.
    case duplicateImport(module: String, name: String)
    /// The module exports nothing for a function of the world.
    case missingExport(String)
    case wrongExport(String, expected: String, found: String)
    /// An export under a name that only the world's functions may have.
    case unknownExport(String)
    /// All that is wrong, two things at least.
    case several([EncodingProblem])

    package var description: String {
        switch self {
        case .noWorld(let name, let known):
            "there is no world ‘\(name)’"
                + (known.isEmpty ? "" : "; its package has ‘\(known.joined(separator: "’, ‘"))’")
        case .unreadable(let error): error.description
        case .unknownImport(let module, let name):
            "the module imports ‘\(name)’ of ‘\(module)’, which the world doesn't have"
        case .wrongImport(let module, let name, let expected, let found):
            "the module imports ‘\(name)’ of ‘\(module)’ as a \(found); it is a \(expected)"
        case .duplicateImport(let module, let name):
            "the module imports ‘\(name)’ of ‘\(module)’ twice, which a component's may not"
        case .missingExport(let name): "the module has no export ‘\(name)’"
        case .wrongExport(let name, let expected, let found):
            "the module's export ‘\(name)’ is a \(found); expected a \(expected)"
        case .unknownExport(let name): "the module exports ‘\(name)’, which the world doesn't have"
        case .several(let problems): problems.map(\.description).joined(separator: "\n")
        }
    }
}

extension EncodingProblem {
    /// What is wrong in all; nil for nothing.
    init?(_ problems: [EncodingProblem]) {
        guard let first = problems.first else { return nil }
        self = problems.count == 1 ? first : .several(problems)
    }
}

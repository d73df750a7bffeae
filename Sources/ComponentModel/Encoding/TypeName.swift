// A type of a world, by where it is and what it is called there. Plain values, any thread.

import WIT

/// Where a type is: the scope that has it, and whether the component imports or exports that. An interface that is both
/// imported and exported has its types twice.
struct TypeHome: Hashable {
    let scope: TypeScope
    let direction: World.Direction

    init(_ scope: TypeScope, _ direction: World.Direction) {
        self.scope = scope
        self.direction = direction
    }
}

struct TypeName: Hashable {
    let home: TypeHome
    let name: String

    init(_ home: TypeHome, _ name: String) {
        self.home = home
        self.name = name
    }
}

extension TypeReference {
    /// The names in it, in order. As deep as the text has it, which the parser bounds.
    var names: [String] {
        switch self {
        case .primitive: []
        case .list(let part), .option(let part): part.names
        case .result(let ok, let error): (ok?.names ?? []) + (error?.names ?? [])
        case .tuple(let parts): parts.flatMap(\.names)
        case .own(let name), .borrow(let name), .named(let name): [name]
        }
    }
}

extension Function {
    /// The names of all types it needs where it stands, its resource among them.
    var typeNames: [String] {
        (resource.map { [$0] } ?? []) + parameters.flatMap(\.type.names) + (result?.names ?? [])
    }
}

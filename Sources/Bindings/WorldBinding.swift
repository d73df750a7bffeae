// A world as whoever generates code walks through it: whose types there are, which functions. Plain values, any thread.

package import WIT

/// A world of a resolution, taken apart.
package struct WorldBinding: Sendable {
    let resolution: Resolution
    let name: QualifiedName
    let world: World
    /// Imports in order, an interface after those it uses; then the world's own types and functions; then exports.
    let groups: [Group]

    /// Types and functions that come or go under one name.
    struct Group: Sendable {
        /// The interface's name, bare and in full; nil for what is the world's own.
        let interface: String?
        let fullName: String?
        let documentation: String?
        let direction: World.Direction
        let scope: TypeScope
        let types: [TypeDefinition]
        let functions: [Function]
        /// Whether the world has the interface the other way round too.
        let isTwofold: Bool
    }

    /// - Parameter name: a world of the main package, or `namespace:package/world@version`.
    /// - Throws: `noSuchWorld`.
    package init(_ resolution: Resolution, world name: String) throws(BindingsError) {
        let wanted = QualifiedName(name) ?? QualifiedName(resolution.mainName, name)
        guard let world = resolution.world(wanted) else {
            let others = resolution.packages.filter { $0.name != resolution.mainName }
            let known =
                resolution.main.worlds.map(\.name)
                + others.flatMap { package in package.worlds.map { "\(QualifiedName(package.name, $0.name))" } }
            throw BindingsError(.noSuchWorld(name, known: known))
        }
        self.resolution = resolution
        self.name = wanted
        self.world = world
        groups = Self.groups(of: world, named: wanted, in: resolution)
    }

    private static func groups(of world: World, named name: QualifiedName, in resolution: Resolution) -> [Group] {
        func names(_ direction: World.Direction) -> Set<String> {
            Set(world[direction].map(\.externalName))
        }
        func interfaces(_ direction: World.Direction) -> [Group] {
            let others = names(direction == .import ? .export : .import)
            return world[direction].compactMap { item in
                let (interface, scope): (Interface, TypeScope)
                switch item {
                case .interface(let named):
                    guard let found = resolution.interface(named.name) else { return nil }
                    (interface, scope) = (found, .interface(named.name))
                case .inline(let inline):
                    (interface, scope) = (inline, .inline(in: name, direction, inline.name))
                case .function: return nil
                }
                return Group(
                    interface: interface.name, fullName: item.externalName, documentation: interface.documentation,
                    direction: direction, scope: scope, types: interface.types, functions: interface.functions,
                    isTwofold: others.contains(item.externalName))
            }
        }
        func functions(_ direction: World.Direction) -> [Function] {
            world[direction].compactMap { if case .function(let function) = $0 { function } else { nil } }
        }
        func own(_ direction: World.Direction, _ types: [TypeDefinition]) -> Group {
            Group(
                interface: nil, fullName: nil, documentation: nil, direction: direction, scope: .world(name),
                types: types, functions: types.flatMap(\.functions) + functions(direction),
                isTwofold: !functions(.export).isEmpty && !(world.types.isEmpty && functions(.import).isEmpty))
        }
        // A world's own types are imports to a component.
        return (interfaces(.import) + [own(.import, world.types)] + interfaces(.export) + [own(.export, [])])
            .filter { !$0.types.isEmpty || !$0.functions.isEmpty }
    }

    /// Where a name in a group's scope leads: to a declaration, its scope, and the direction of the instance that it
    /// belongs to.
    func origin(
        of name: String, in scope: TypeScope, _ direction: World.Direction
    ) -> (definition: TypeDefinition, scope: TypeScope, direction: World.Direction) {
        var (name, scope, direction) = (name, scope, direction)
        if case .world = scope { direction = .import }
        while true {
            guard let definition = resolution.type(name, in: scope) else {
                preconditionFailure("a resolution holds what its types refer to")
            }
            switch definition.kind {
            case .use(let interface, let original):
                direction = world.provider(of: interface, for: direction)
                (name, scope) = (original, .interface(interface))
            // Another name of a resource is that resource.
            case .alias(.named(let original)) where isResource(original, in: scope): name = original
            default: return (definition, scope, direction)
            }
        }
    }

    private func isResource(_ name: String, in scope: TypeScope) -> Bool {
        resolution.origin(of: name, in: scope)?.definition.isResource ?? false
    }
}

extension WorldBinding.Group {
    /// The module that imported functions are from.
    var importModule: String { fullName ?? "$root" }

    /// What an exported function is called.
    func exportName(_ function: Function) -> String {
        fullName.map { "\($0)#\(function.externalName)" } ?? function.externalName
    }
}

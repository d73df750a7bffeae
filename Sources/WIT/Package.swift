// What a package declares. Plain values, any thread.

/// The interfaces and worlds of one package, from all of its files.
package struct Package: Hashable, Sendable {
    package let name: PackageName
    package let documentation: String?
    package let interfaces: [Interface]
    package let worlds: [World]

    package init(
        _ name: PackageName, interfaces: [Interface] = [], worlds: [World] = [], documentation: String? = nil
    ) {
        self.name = name
        self.documentation = documentation
        self.interfaces = interfaces
        self.worlds = worlds
    }

    /// The interface of that name.
    package func interface(_ name: String) -> Interface? { interfaces.first { $0.name == name } }

    /// The world of that name.
    package func world(_ name: String) -> World? { worlds.first { $0.name == name } }
}

extension Package {
    /// The other packages whose interfaces it refers to, by name.
    package var dependencies: [PackageName] {
        var found = Set(interfaces.flatMap(\.dependencies).map(\.package))
        for world in worlds {
            found.formUnion(world.types.dependencies.map(\.package))
            for item in world.imports + world.exports {
                switch item {
                case .interface(let interface): found.insert(interface.name.package)
                case .inline(let interface): found.formUnion(interface.dependencies.map(\.package))
                case .function: break
                }
            }
        }
        found.remove(name)
        return found.sorted { $0.description < $1.description }
    }
}

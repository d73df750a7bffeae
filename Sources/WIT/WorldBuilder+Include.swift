// Merging a world into another. Used by one thread at a time.

extension WorldBuilder {
    /// Adds what another world imports and exports, some of it under other names.
    ///
    /// - Parameter isForeign: whether the other world is of another package. Gates name versions of that one, and say
    ///   nothing here: what they leave out is left out already.
    ///
    /// Errors: a name that is taken, by something that need not be the same thing; a name that the other world doesn't
    /// have, or that can't be changed.
    mutating func include(_ world: World, _ include: WorldDeclaration.Include, isForeign: Bool) throws(WITError) {
        let world = isForeign ? world.ungated : world
        let gate = include.annotations.gate
        let names = try renames(of: world, include)
        let declared = Set(world.types.map(\.name))
        let typeNames = names.filter { old, _ in declared.contains(old) }
        func identifier(_ name: String) -> Identifier { Identifier(text: name, place: include.path.name.place) }
        for type in world.types {
            let type = type.renaming(typeNames).gated(by: gate)
            // Two worlds that take the same type from the same place mean the same.
            if case .use = type.kind, typeKinds[type.name] == type.kind { continue }
            try add(type, identifier(type.name))
        }
        for direction in [World.Direction.import, .export] {
            for item in world[direction] where !item.isImplied {
                switch item {
                case .interface(let interface):
                    let item = World.InterfaceItem(
                        interface.name, documentation: interface.documentation, gate: interface.gate ?? gate)
                    try add(item, direction, identifier(interface.name.name), isShared: true)
                case .inline(let interface):
                    let name = names[interface.name] ?? interface.name
                    let renamed = Interface(
                        name, interface.items, documentation: interface.documentation, gate: interface.gate ?? gate)
                    try add(.inline(renamed), direction, identifier(name))
                case .function(let function):
                    let name = names[function.name] ?? function.name
                    try add(
                        .function(function.renaming(typeNames, to: name).gated(by: gate)), direction, identifier(name))
                }
            }
        }
    }

    /// New names by old ones.
    private func renames(of world: World, _ include: WorldDeclaration.Include) throws(WITError) -> [String: String] {
        var table = NameTable(sources)
        var plainNames = world.types.map(\.name)
        var interfaceNames: Set<String> = []
        for item in world.imports + world.exports {
            switch item {
            case .interface(let interface): interfaceNames.insert(interface.name.name)
            case .inline(let interface): plainNames.append(interface.name)
            case .function(let function): plainNames.append(function.name)
            }
        }
        let known = Set(plainNames)
        var names: [String: String] = [:]
        for rename in include.renames {
            let name = rename.name
            try table.add(name, of: "name")
            names[name.text] = rename.local.text
            guard !known.contains(name.text) else { continue }
            if interfaceNames.contains(name.text) { throw sources.error(.notRenamable(name.text), at: name.place) }
            throw sources.error(
                .unknownName(
                    name.text, of: "import or export",
                    suggestion: NearName.suggestion(for: name.text, among: plainNames)), at: name.place)
        }
        return names
    }
}

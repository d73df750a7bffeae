// Puts a world together: its own items, those of the worlds it includes, and the imports that these imply. Used by one
// thread at a time. Including is in WorldBuilder+Include.swift.

/// Gathers a world's items, and refuses two of one name.
struct WorldBuilder {
    let sources: Sources
    private let declaration: WorldDeclaration
    private(set) var types: [TypeDefinition] = []
    /// By name.
    private(set) var typeKinds: [String: TypeDefinition.Kind] = [:]
    /// Only what a text asks for.
    private var items: [World.Direction: [World.Item]] = [:]
    private var plainNames: [World.Direction: NameTable]
    private var interfaces: [World.Direction: [QualifiedName: Place]] = [:]

    init(_ declaration: WorldDeclaration, _ sources: Sources) {
        self.declaration = declaration
        self.sources = sources
        plainNames = [.import: NameTable(sources), .export: NameTable(sources)]
    }

    private var place: Place { declaration.name.place }

    // MARK: - Items

    /// Adds a type, which to a component is an import; nothing when it is left out.
    mutating func add(_ type: TypeDefinition?, _ name: Identifier) throws(WITError) {
        guard let type else { return }
        try takeName(name, .import)
        types.append(type)
        typeKinds[type.name] = type.kind
        try checkCount()
    }

    /// Adds a function or an interface under its plain name.
    mutating func add(_ item: World.Item, _ direction: World.Direction, _ name: Identifier) throws(WITError) {
        try takeName(name, direction)
        items[direction, default: []].append(item)
        try checkCount()
    }

    /// Adds an interface of a package.
    ///
    /// - Parameter isShared: whether it may be there already, as when an included world has it too.
    mutating func add(
        _ interface: World.InterfaceItem, _ direction: World.Direction, _ name: Identifier, isShared: Bool = false
    ) throws(WITError) {
        if let first = interfaces[direction, default: [:]][interface.name] {
            guard isShared else {
                throw sources.error(
                    .duplicate(
                        interface.name.description, of: direction.rawValue,
                        first: sources.mention(first, from: name.place)), at: name.place)
            }
            return
        }
        interfaces[direction, default: [:]][interface.name] = name.place
        items[direction, default: []].append(.interface(interface))
        try checkCount()
    }

    private mutating func takeName(_ name: Identifier, _ direction: World.Direction) throws(WITError) {
        try plainNames[direction]?.add(name, of: direction.rawValue)
    }

    private func checkCount() throws(WITError) {
        let count = types.count + (items[.import]?.count ?? 0) + (items[.export]?.count ?? 0)
        guard count <= Scope.Limits.members else { throw tooManyItems }
    }

    private var tooManyItems: WITError { sources.error(.tooMany("items", limit: Scope.Limits.members), at: place) }

    // MARK: - The world

    /// The whole world, with the imports that its items imply.
    ///
    /// Errors: an export uses types of another interface in two ways, or there are too many imports.
    func world(_ lookUp: @escaping (QualifiedName) -> Interface?) throws(WITError) -> World {
        func dependencies(_ name: QualifiedName) -> [QualifiedName] { lookUp(name)?.dependencies ?? [] }
        let exported = explicit(.export)
        var exports = Elaboration(exported) { dependencies($0).filter { exported[$0] != nil } }
        for item in items[.export] ?? [] {
            exports.add(item.dependencies(lookUp).filter { exported[$0] != nil })
            exports.add(item)
        }

        // Twice, so that what is asked for is in an order that stays when it is printed and read again.
        var wanted = items[.import] ?? []
        var imports = Elaboration([:], dependencies)
        for _ in 0..<2 {
            imports = Elaboration(explicit(.import), dependencies)
            imports.add(types.dependencies)
            for item in wanted {
                imports.add(item.dependencies(lookUp))
                imports.add(item)
                guard imports.items.count <= Scope.Limits.members else { throw tooManyItems }
            }
            wanted = imports.items.filter { !$0.isImplied }
        }

        // What an export needs and isn't exported is imported, with everything that it needs itself.
        var required = DependencyOrder<QualifiedName>()
        for item in exports.items {
            let needed = item.dependencies(lookUp).filter { exported[$0] == nil }
            for name in needed { _ = required.visit(name, dependencies: dependencies) }
            if let mixed = required.order.first(where: { exported[$0] != nil }) {
                throw sources.error(.mixedDependency(mixed, of: item.externalName), at: place)
            }
            imports.add(needed)
            guard imports.items.count <= Scope.Limits.members else { throw tooManyItems }
        }
        return World(
            declaration.name.text, types: types, imports: imports.items, exports: exports.items,
            documentation: declaration.annotations.documentation, gate: declaration.annotations.gate)
    }

    /// The interfaces that a text asks for.
    private func explicit(_ direction: World.Direction) -> [QualifiedName: World.InterfaceItem] {
        var found: [QualifiedName: World.InterfaceItem] = [:]
        for case .interface(let item) in items[direction] ?? [] { found[item.name] = item }
        return found
    }
}

/// Items in order, each interface after those whose types it uses.
private struct Elaboration {
    private(set) var items: [World.Item] = []
    private var order = DependencyOrder<QualifiedName>()
    private var placedCount = 0
    private let explicit: [QualifiedName: World.InterfaceItem]
    private let dependencies: (QualifiedName) -> [QualifiedName]

    /// - Parameters:
    ///   - explicit: what a text asks for; others are implied.
    ///   - dependencies: what an interface uses.
    init(
        _ explicit: [QualifiedName: World.InterfaceItem],
        _ dependencies: @escaping (QualifiedName) -> [QualifiedName]
    ) {
        self.explicit = explicit
        self.dependencies = dependencies
    }

    /// Adds interfaces and what they need, where they aren't there yet.
    mutating func add(_ names: [QualifiedName]) {
        // Interfaces have been found to use each other in no circle.
        for name in names { _ = order.visit(name, dependencies: dependencies) }
        for name in order.order[placedCount...] {
            items.append(.interface(explicit[name] ?? .init(name, isImplied: true)))
        }
        placedCount = order.order.count
    }

    mutating func add(_ item: World.Item) {
        if case .interface(let interface) = item { add([interface.name]) } else { items.append(item) }
    }
}

// What a component imports and exports. Plain values, any thread.

/// A world of a package, with the worlds that it includes already merged in.
package struct World: Hashable, Sendable {
    /// What is imported or exported.
    package enum Item: Hashable, Sendable {
        /// An interface of a package.
        case interface(InterfaceItem)
        /// An interface or a function of the world's own, under its plain name.
        case inline(Interface)
        case function(Function)
    }

    /// An interface of a package as an import or an export.
    package struct InterfaceItem: Hashable, Sendable {
        package let name: QualifiedName
        package let documentation: String?
        package let gate: Gate?
        /// Whether no text says so, but another item uses types of it.
        package let isImplied: Bool

        package init(
            _ name: QualifiedName, documentation: String? = nil, gate: Gate? = nil, isImplied: Bool = false
        ) {
            self.name = name
            self.documentation = documentation
            self.gate = gate
            self.isImplied = isImplied
        }
    }

    package enum Direction: String, Hashable, Sendable {
        case `import`, export
    }

    package let name: String
    package let documentation: String?
    package let gate: Gate?
    /// Types that the world's own functions use. To a component they are imports; so are their resources' functions.
    package let types: [TypeDefinition]
    /// An interface comes after those whose types it uses.
    package let imports: [Item]
    /// An interface comes after those whose types it uses and that are exported too.
    package let exports: [Item]

    package init(
        _ name: String, types: [TypeDefinition] = [], imports: [Item], exports: [Item], documentation: String? = nil,
        gate: Gate? = nil
    ) {
        self.name = name
        self.documentation = documentation
        self.gate = gate
        self.types = types
        self.imports = imports
        self.exports = exports
    }
}

extension World.Item {
    /// The import's or export's name in a component: `namespace:package/interface@version`, or a plain name.
    package var externalName: String {
        switch self {
        case .interface(let item): item.name.description
        case .inline(let interface): interface.name
        case .function(let function): function.externalName
        }
    }

    /// The interfaces of packages whose types it uses.
    package func dependencies(_ lookUp: (QualifiedName) -> Interface?) -> [QualifiedName] {
        switch self {
        case .interface(let item): lookUp(item.name)?.dependencies ?? []
        case .inline(let interface): interface.dependencies
        case .function: []
        }
    }

    var isImplied: Bool {
        if case .interface(let item) = self { item.isImplied } else { false }
    }
}

extension World {
    package subscript(direction: Direction) -> [Item] {
        switch direction {
        case .import: imports
        case .export: exports
        }
    }

    /// Whose instance of an interface the types belong to that an item uses: an export uses the exported one if there
    /// is one; everything else uses the imported one.
    package func provider(of interface: QualifiedName, for direction: Direction) -> Direction {
        let isExported = exports.contains {
            if case .interface(let item) = $0 { item.name == interface } else { false }
        }
        return direction == .export && isExported ? .export : .import
    }
}

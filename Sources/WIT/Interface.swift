// Functions and types under one name. Plain values, any thread.

/// An interface of a package, or one that a world declares for itself.
package struct Interface: Hashable, Sendable {
    package enum Item: Hashable, Sendable {
        case type(TypeDefinition)
        /// One that belongs to no resource.
        case function(Function)
    }

    package let name: String
    package let documentation: String?
    package let gate: Gate?
    /// In the order they are written.
    package let items: [Item]

    package init(_ name: String, _ items: [Item], documentation: String? = nil, gate: Gate? = nil) {
        self.name = name
        self.documentation = documentation
        self.gate = gate
        self.items = items
    }
}

extension Interface {
    /// The types, those taken over by `use` among them.
    package var types: [TypeDefinition] {
        items.compactMap { if case .type(let type) = $0 { type } else { nil } }
    }

    /// The resources declared here.
    package var resources: [TypeDefinition] { types.filter(\.isResource) }

    /// All functions in order, those of a resource where the resource stands.
    package var functions: [Function] {
        items.flatMap {
            switch $0 {
            case .type(let type): type.functions
            case .function(let function): [function]
            }
        }
    }

    /// The interfaces whose types it uses, each once, in order.
    package var dependencies: [QualifiedName] { types.dependencies }
}

extension [TypeDefinition] {
    /// The interfaces that these types are taken from, each once, in order.
    var dependencies: [QualifiedName] {
        var seen: Set<QualifiedName> = []
        return compactMap { type in
            if case .use(let interface, _) = type.kind, seen.insert(interface).inserted { interface } else { nil }
        }
    }
}

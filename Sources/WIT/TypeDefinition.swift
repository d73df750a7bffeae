// A type with a name. Plain values, any thread.

/// What an interface or a world calls by a name: a type declared there, or one taken over by `use`.
package struct TypeDefinition: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package let name: String
        package let documentation: String?
        package let type: TypeReference

        package init(_ name: String, _ type: TypeReference, documentation: String? = nil) {
            self.name = name
            self.documentation = documentation
            self.type = type
        }
    }

    /// A case of a variant or an enum, or one of the flags.
    package struct Case: Hashable, Sendable {
        package let name: String
        package let documentation: String?
        /// Only a variant's cases have any.
        package let payload: TypeReference?

        package init(_ name: String, _ payload: TypeReference? = nil, documentation: String? = nil) {
            self.name = name
            self.documentation = documentation
            self.payload = payload
        }
    }

    package enum Kind: Hashable, Sendable {
        case alias(TypeReference)
        case record([Field])
        case variant([Case])
        case enumeration([Case])
        case flags([Case])
        /// A type whose values stay where they were made; others hold handles. With its constructor, methods and static
        /// functions.
        case resource([Function])
        /// The type that another interface calls by a name. It is that type, and a resource is that resource.
        case use(of: QualifiedName, name: String)
    }

    package let name: String
    package let documentation: String?
    package let gate: Gate?
    package let kind: Kind

    package init(_ name: String, _ kind: Kind, documentation: String? = nil, gate: Gate? = nil) {
        self.name = name
        self.documentation = documentation
        self.gate = gate
        self.kind = kind
    }
}

extension TypeDefinition {
    /// A resource's functions; none for other types.
    package var functions: [Function] {
        if case .resource(let functions) = kind { functions } else { [] }
    }

    /// Whether the resource is declared right here.
    package var isResource: Bool {
        if case .resource = kind { true } else { false }
    }

    /// The same type under another name, where other types have other names too.
    func renaming(_ names: [String: String]) -> TypeDefinition {
        let kind: Kind =
            switch kind {
            case .alias(let type): .alias(type.renaming(names))
            case .record(let fields):
                .record(fields.map { Field($0.name, $0.type.renaming(names), documentation: $0.documentation) })
            case .variant(let cases):
                .variant(cases.map { Case($0.name, $0.payload?.renaming(names), documentation: $0.documentation) })
            case .resource(let functions): .resource(functions.map { $0.renaming(names) })
            case .enumeration, .flags, .use: self.kind
            }
        return TypeDefinition(names[name] ?? name, kind, documentation: documentation, gate: gate)
    }
}

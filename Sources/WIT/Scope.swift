// The names that are known inside one interface, and how type expressions are spelled out there. One thread at a time.

/// One interface's names. Made whole: names may be used before they are declared.
struct Scope {
    /// What a name stands for, and where it was declared.
    struct Entry {
        let definition: Definition
        let location: SourceLocation

        enum Definition {
            case declared(TypeDeclaration)
            /// Taken over by `use` from another interface of the file, under its name there.
            case used(InterfaceDeclaration, Identifier)
        }
    }

    let resolver: Resolver
    let declared: [String: Entry]
    let resources: [Resource]

    /// - Parameter interface: nil for a world's own functions, which know primitive types only.
    init(resolver: Resolver, interface: InterfaceDeclaration?) throws(WITError) {
        self.resolver = resolver
        var declared: [String: Entry] = [:]
        var resources: [Resource] = []
        func add(_ name: Identifier, _ definition: Entry.Definition) throws(WITError) {
            let entry = Entry(definition: definition, location: name.location)
            if let first = declared.updateValue(entry, forKey: name.text) {
                throw resolver.error(
                    .duplicate(name.text, of: "type", firstLine: first.location.line), at: name.location)
            }
            guard declared.count <= Resolver.Limits.members else {
                throw resolver.error(.tooMany("types", limit: Resolver.Limits.members), at: name.location)
            }
        }
        for item in interface?.items ?? [] {
            switch item {
            case .use(let use):
                let source = try resolver.declaration(of: use.interface)
                for name in use.names { try add(name.local, .used(source, name.name)) }
            case .type(let type):
                try add(type.name, .declared(type))
                if case .resource = type.definition {
                    resources.append(Resource(name: type.name.text, documentation: type.documentation))
                }
            case .function: break
            }
        }
        self.declared = declared
        self.resources = resources
    }

    /// Spells an expression out.
    ///
    /// Errors: an unknown name, a name of the wrong kind, a type that contains itself or becomes too large.
    func type(_ expression: TypeExpression) throws(WITError) -> ResolvedType {
        var budget = Budget()
        return try spell(expression, &budget)
    }

    /// Spells out the type of that name.
    func type(named name: Identifier) throws(WITError) -> ResolvedType {
        var budget = Budget()
        return try spell(named: name, &budget)
    }

    /// What is left while one type is spelled out, and the names on the way, to notice a circle.
    private struct Budget {
        var parts = Resolver.Limits.parts
        var path: [String] = []
    }

    private func spell(_ expression: TypeExpression, _ budget: inout Budget) throws(WITError) -> ResolvedType {
        budget.parts -= 1
        guard budget.parts >= 0 else {
            throw resolver.error(.tooLarge(limit: Resolver.Limits.parts), at: expression.location)
        }
        switch expression.form {
        case .primitive(let primitive): return .primitive(primitive)
        case .list(let element): return .list(try spell(element, &budget))
        case .option(let wrapped): return .option(try spell(wrapped, &budget))
        case .result(let ok, let error):
            return .result(ok: try spell(optional: ok, &budget), error: try spell(optional: error, &budget))
        case .tuple(let types):
            var parts: [ResolvedType] = []
            for type in types { parts.append(try spell(type, &budget)) }
            return .tuple(parts)
        case .own(let name): return .own(resource: try resource(name))
        case .borrow(let name): return .borrow(resource: try resource(name))
        case .named(let name): return try spell(named: name, &budget)
        }
    }

    private func spell(optional expression: TypeExpression?, _ budget: inout Budget) throws(WITError)
        -> ResolvedType?
    {
        guard let expression else { return nil }
        return try spell(expression, &budget)
    }

    private func spell(named name: Identifier, _ budget: inout Budget) throws(WITError) -> ResolvedType {
        guard let entry = declared[name.text] else {
            throw resolver.error(.unknownName(name.text, of: "type"), at: name.location)
        }
        guard !budget.path.contains(name.text) else {
            throw resolver.error(.recursiveType(name.text), at: name.location)
        }
        guard budget.path.count < Resolver.Limits.depth else {
            throw resolver.error(.tooDeep(limit: Resolver.Limits.depth), at: name.location)
        }
        budget.path.append(name.text)
        defer { budget.path.removeLast() }
        switch entry.definition {
        case .declared(let declaration): return try spell(declaration, &budget)
        case .used(let interface, let original):
            let scope = try Scope(resolver: resolver, interface: interface)
            if case .declared(let type) = scope.declared[original.text]?.definition, case .resource = type.definition {
                throw resolver.error(.unsupported("a resource of another interface"), at: name.location)
            }
            // Names of different interfaces don't collide on the path: these carry where they are from.
            var inner = Budget(parts: budget.parts - scope.declared.count, path: budget.path.map { "\($0)." })
            guard inner.path.count < Resolver.Limits.depth else {
                throw resolver.error(.tooDeep(limit: Resolver.Limits.depth), at: name.location)
            }
            let type = try scope.spell(named: original, &inner)
            budget.parts = inner.parts
            return type
        }
    }

    private func spell(_ declaration: TypeDeclaration, _ budget: inout Budget) throws(WITError) -> ResolvedType {
        switch declaration.definition {
        case .alias(let type): return try spell(type, &budget)
        case .record(let members):
            try checkNames(members.map(\.name), "record", declaration.name)
            var spelled: [ResolvedType.Member] = []
            for member in members {
                spelled.append(.init(name: member.name.text, type: try spell(member.type, &budget)))
            }
            return .record(spelled)
        case .variant(let cases):
            try checkNames(cases.map(\.name), "variant", declaration.name)
            var spelled: [ResolvedType.Case] = []
            for item in cases {
                spelled.append(.init(name: item.name.text, payload: try spell(optional: item.payload, &budget)))
            }
            return .variant(spelled)
        case .enumeration(let cases):
            try checkNames(cases.map(\.name), "enum", declaration.name)
            return .enumeration(cases.map(\.name.text))
        case .flags(let labels):
            try checkNames(labels.map(\.name), "flags type", declaration.name)
            guard labels.count <= Resolver.Limits.flags else {
                throw resolver.error(.tooMany("flags", limit: Resolver.Limits.flags), at: declaration.name.location)
            }
            return .flags(labels.map(\.name.text))
        // A resource's name alone, as a type, owns.
        case .resource: return .own(resource: try resource(declaration.name))
        }
    }

    /// A resource of this interface, by its own name or an alias of it.
    private func resource(_ name: Identifier) throws(WITError) -> Int {
        var current = name
        for _ in 0..<Resolver.Limits.depth {
            if let index = resources.firstIndex(where: { $0.name == current.text }) { return index }
            guard let entry = declared[current.text] else {
                throw resolver.error(.unknownName(current.text, of: "resource"), at: name.location)
            }
            switch entry.definition {
            case .used: throw resolver.error(.unsupported("a resource of another interface"), at: name.location)
            case .declared(let declaration):
                guard case .alias(let type) = declaration.definition, case .named(let next) = type.form else {
                    throw resolver.error(
                        .wrongKind(name.text, found: "type whose values are copied", expected: "resource"),
                        at: name.location)
                }
                current = next
            }
        }
        throw resolver.error(.recursiveType(name.text), at: name.location)
    }

    private func checkNames(_ names: [Identifier], _ what: String, _ type: Identifier) throws(WITError) {
        guard !names.isEmpty else { throw resolver.error(.empty(what), at: type.location) }
        guard names.count <= Resolver.Limits.members else {
            throw resolver.error(.tooMany("members", limit: Resolver.Limits.members), at: type.location)
        }
        var seen: [String: Identifier] = [:]
        for name in names {
            if let first = seen.updateValue(name, forKey: name.text) {
                throw resolver.error(
                    .duplicate(name.text, of: "member", firstLine: first.location.line), at: name.location)
            }
        }
    }
}

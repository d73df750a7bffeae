// Types spelled out, as the canonical ABI needs them. Pure functions, any thread.

extension Resolution {
    /// Spells a type out that stands in an interface or a world.
    package func spelledOut(_ type: TypeReference, in scope: TypeScope) -> ResolvedType {
        switch type {
        case .primitive(let primitive): return .primitive(primitive)
        case .list(let element): return .list(spelledOut(element, in: scope))
        case .option(let wrapped): return .option(spelledOut(wrapped, in: scope))
        case .result(let ok, let error):
            return .result(ok: ok.map { spelledOut($0, in: scope) }, error: error.map { spelledOut($0, in: scope) })
        case .tuple(let types): return .tuple(types.map { spelledOut($0, in: scope) })
        case .own(let name): return .own(resource(name, in: scope))
        case .borrow(let name): return .borrow(resource(name, in: scope))
        case .named(let name):
            guard let (definition, scope) = origin(of: name, in: scope) else {
                preconditionFailure("a resolution holds what its types refer to")
            }
            return spelledOut(definition, in: scope)
        }
    }

    /// Spells a declared type out. A resource is a handle that owns.
    package func spelledOut(_ definition: TypeDefinition, in scope: TypeScope) -> ResolvedType {
        switch definition.kind {
        case .alias(let type): return spelledOut(type, in: scope)
        case .record(let fields):
            return .record(fields.map { .init(name: $0.name, type: spelledOut($0.type, in: scope)) })
        case .variant(let cases):
            return .variant(
                cases.map { item in
                    .init(name: item.name, payload: item.payload.map { spelledOut($0, in: scope) })
                })
        case .enumeration(let cases): return .enumeration(cases.map(\.name))
        case .flags(let labels): return .flags(labels.map(\.name))
        case .resource: return .own(ResourceName(scope, definition.name))
        case .use(let interface, let name): return spelledOut(.named(name), in: .interface(interface))
        }
    }

    /// The resource that a name stands for, wherever it is declared.
    package func resource(_ name: String, in scope: TypeScope) -> ResourceName {
        guard let (definition, scope) = origin(of: name, in: scope), definition.isResource else {
            preconditionFailure("a resolution holds the resources that its types refer to")
        }
        return ResourceName(scope, definition.name)
    }

    /// A function's types, spelled out.
    package func signature(of function: Function, in scope: TypeScope) -> FunctionSignature {
        FunctionSignature(
            function.parameters.map { .init(name: $0.name, type: spelledOut($0.type, in: scope)) },
            result: function.result.map { spelledOut($0, in: scope) })
    }
}

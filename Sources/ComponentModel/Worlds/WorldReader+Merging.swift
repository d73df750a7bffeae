// One interface of two views: as it is imported, and as it is exported. Any thread.

import WIT

extension WorldReader {
    /// What either view has. Tools take types over along different ways, so what is written differently may still be the
    /// same; then the first view's words stay.
    mutating func merged(
        _ first: ScopeDraft?, _ second: ScopeDraft, of interface: QualifiedName
    ) throws(WorldProblem) -> ScopeDraft {
        guard let first else { return second }
        var all = first
        for item in second.items {
            guard let known = first.item(item.name) else {
                all.put(item)
                continue
            }
            if known == item { continue }
            switch (known, item) {
            case (.type(let name, .resource(let functions)), .type(_, .resource(let others))):
                var merged = functions
                let byName = Dictionary(functions.map { ($0.externalName, $0) }) { first, _ in first }
                for function in others {
                    guard let same = byName[function.externalName] else {
                        merged.append(function)
                        continue
                    }
                    guard try areSame(same, in: first, function, in: second, interface) else {
                        throw .differingInterface(interface, item: function.externalName)
                    }
                }
                all.put(.type(name, .resource(merged)))
            case (.type(let name, _), .type):
                let reference = WIT.TypeReference.named(name)
                guard
                    try spelledOut(reference, in: first, interface) == spelledOut(reference, in: second, interface)
                else { throw .differingInterface(interface, item: name) }
            case (.function(let known), .function(let function)):
                guard try areSame(known, in: first, function, in: second, interface) else {
                    throw .differingInterface(interface, item: function.name)
                }
            default: throw .differingInterface(interface, item: item.name)
            }
        }
        return all
    }

    private mutating func areSame(
        _ function: Function, in first: ScopeDraft, _ other: Function, in second: ScopeDraft,
        _ interface: QualifiedName
    ) throws(WorldProblem) -> Bool {
        guard function == other else {
            guard function.role == other.role, function.parameters.map(\.name) == other.parameters.map(\.name),
                (function.result == nil) == (other.result == nil)
            else { return false }
            for (one, other) in zip(function.parameters, other.parameters) {
                let type = try spelledOut(one.type, in: first, interface)
                guard try spelledOut(other.type, in: second, interface) == type else { return false }
            }
            guard let result = function.result, let otherResult = other.result else { return true }
            let type = try spelledOut(result, in: first, interface)
            return try spelledOut(otherResult, in: second, interface) == type
        }
        return true
    }

    /// The type without names but those of resources. Types are no deeper than the validator lets them be, and every
    /// part counts against what may be written.
    private mutating func spelledOut(
        _ type: WIT.TypeReference, in draft: ScopeDraft, _ interface: QualifiedName
    ) throws(WorldProblem) -> ResolvedType {
        try spend()
        switch type {
        case .primitive(let primitive): return .primitive(primitive)
        case .list(let element): return .list(try spelledOut(element, in: draft, interface))
        case .option(let wrapped): return .option(try spelledOut(wrapped, in: draft, interface))
        case .result(let ok, let error):
            let ok = try spelledOut(optional: ok, in: draft, interface)
            return .result(ok: ok, error: try spelledOut(optional: error, in: draft, interface))
        case .tuple(let types):
            var parts: [ResolvedType] = []
            for type in types { parts.append(try spelledOut(type, in: draft, interface)) }
            return .tuple(parts)
        case .own(let name): return .own(try origin(of: name, in: draft, interface).resource)
        case .borrow(let name): return .borrow(try origin(of: name, in: draft, interface).resource)
        case .named(let name):
            let origin = try origin(of: name, in: draft, interface)
            switch origin.kind {
            case .alias(let type): return try spelledOut(type, in: origin.draft, origin.interface)
            case .record(let fields):
                var members: [ResolvedType.Member] = []
                for field in fields {
                    let type = try spelledOut(field.type, in: origin.draft, origin.interface)
                    members.append(.init(name: field.name, type: type))
                }
                return .record(members)
            case .variant(let cases):
                var found: [ResolvedType.Case] = []
                for item in cases {
                    let payload = try spelledOut(optional: item.payload, in: origin.draft, origin.interface)
                    found.append(.init(name: item.name, payload: payload))
                }
                return .variant(found)
            case .enumeration(let cases): return .enumeration(cases.map(\.name))
            case .flags(let labels): return .flags(labels.map(\.name))
            case .resource, .use: return .own(origin.resource)
            }
        }
    }

    private mutating func spelledOut(
        optional type: WIT.TypeReference?, in draft: ScopeDraft, _ interface: QualifiedName
    ) throws(WorldProblem) -> ResolvedType? {
        guard let type else { return nil }
        return try spelledOut(type, in: draft, interface)
    }

    private struct Origin {
        let name: String
        let kind: WIT.TypeDefinition.Kind
        let draft: ScopeDraft
        let interface: QualifiedName

        var resource: ResourceName { ResourceName(.interface(interface), name) }
    }

    /// Where a type is declared. What is taken over was there before, so the way there has an end.
    private mutating func origin(
        of name: String, in draft: ScopeDraft, _ interface: QualifiedName
    ) throws(WorldProblem) -> Origin {
        var (name, draft, interface) = (name, draft, interface)
        while case .type(_, let kind) = draft.item(name) {
            try spend()
            switch kind {
            case .alias(.named(let other)): name = other
            case .use(let other, let original):
                guard let next = drafts[other] else {
                    return Origin(name: name, kind: kind, draft: draft, interface: other)
                }
                (name, draft, interface) = (original, next, other)
            default: return Origin(name: name, kind: kind, draft: draft, interface: interface)
            }
        }
        preconditionFailure("types are referred to by names that were given to them")
    }
}

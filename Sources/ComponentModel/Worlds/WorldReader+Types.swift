// Types of components as types of WIT. Any thread.

import ComponentBinary
import WIT

extension WorldReader {
    /// Gives a type its name in an interface or the world: declares it there, or takes it over from where it is declared.
    mutating func define(
        _ name: String, referenced: ComponentType, created: ComponentType, in draft: inout ScopeDraft
    ) throws(WorldProblem) {
        let owner = Owner(scope: draft.scope, name: name)
        let kind: WIT.TypeDefinition.Kind
        if let first = self.owner(of: referenced), !isDeclaredAnew(referenced, first, name, draft.scope) {
            kind = first.scope == draft.scope ? .alias(.named(first.name)) : try use(first, in: draft.scope)
            try spend(first.name)
        } else if let other = draft.name(of: referenced) {
            try spend(other)
            kind = .alias(.named(other))
        } else {
            switch referenced {
            case .resource(let handle):
                kind = .resource([])
                resourceOwners[handle.resource] = owner
            case .value(let id): kind = try definition(types[id].shape, in: &draft)
            case .function, .instance, .component:
                throw .inexpressible("the type ‘\(name)’ of \(draft.scope), \(referenced)")
            }
            // Whoever uses the type may know it as it was before this name was given to it. That holds only for types
            // which have to have a name: one definition of a list may stand for all lists that look the same.
            if isNominal(referenced) { owners[referenced] = owner }
        }
        owners[created] = owner
        draft.add(name, kind, as: isNominal(referenced) ? [created, referenced] : [created])
    }

    /// Where the type was given a name that others can refer to.
    private func owner(of type: ComponentType) -> Owner? {
        if let owner = owners[type] { return owner }
        if case .resource(let handle) = type { return resourceOwners[handle.resource] }
        return nil
    }

    /// Whether the type is declared a second time, and not taken over from where it has a name: in an interface that is
    /// passed on, where that says less of its resources than the component does; and where `use` doesn't reach, since
    /// types of values are the same if they look the same.
    private func isDeclaredAnew(
        _ type: ComponentType, _ owner: Owner, _ name: String, _ scope: WorldScope
    ) -> Bool {
        guard owner.scope != scope else { return false }
        switch (owner.scope, scope) {
        case (.interface(let other, _), .interface(let interface, _)): return other == interface && owner.name == name
        case (.interface, _): return false
        case (.inline, .inline(_, .export)) where owner.name == name: return true
        default: if case .value = type { return true } else { return false }
        }
    }

    private mutating func use(
        _ owner: Owner, in scope: WorldScope
    ) throws(WorldProblem) -> WIT.TypeDefinition.Kind {
        guard case .interface(let interface, let provider) = owner.scope else {
            throw .unreachableType(owner.name, of: owner.scope.description, in: scope.description)
        }
        if case .interface(interface, _) = scope {
            throw .unreachableType(owner.name, of: owner.scope.description, in: scope.description)
        }
        try spend(interface.description)
        uses.append((scope, interface, provider))
        return .use(of: interface, name: owner.name)
    }

    /// Takes a type over that has no name in an interface which refers to it.
    private mutating func takeOver(
        _ type: ComponentType, in draft: inout ScopeDraft, _ what: String
    ) throws(WorldProblem) -> String {
        guard let owner = owner(of: type) else { throw .inexpressible("\(what) without a name in \(draft.scope)") }
        let kind = try use(owner, in: draft.scope)
        let name = draft.freeName(owner.name)
        try spend(owner.name + name)
        draft.add(name, kind, as: [type])
        return name
    }

    /// Whether values of the type are told apart by its name.
    private func isNominal(_ type: ComponentType) -> Bool {
        switch type {
        case .resource: true
        case .value(let id):
            switch types[id].shape {
            case .record, .variant, .flags, .enumeration: true
            default: false
            }
        case .function, .instance, .component: false
        }
    }

    // MARK: - Definitions

    private mutating func definition(
        _ shape: ValueShape, in draft: inout ScopeDraft
    ) throws(WorldProblem) -> WIT.TypeDefinition.Kind {
        switch shape {
        case .record(let fields):
            var found: [WIT.TypeDefinition.Field] = []
            for field in fields {
                try spend(field.label)
                found.append(.init(field.label, try reference(field.type, in: &draft)))
            }
            return .record(found)
        case .variant(let cases):
            var found: [WIT.TypeDefinition.Case] = []
            for item in cases {
                try spend(item.label)
                var payload: WIT.TypeReference?
                if let type = item.type { payload = try reference(type, in: &draft) }
                found.append(.init(item.label, payload))
            }
            return .variant(found)
        case .enumeration(let labels): return .enumeration(try cases(labels))
        case .flags(let labels): return .flags(try cases(labels))
        case .primitive, .list, .fixedLengthList, .tuple, .option, .result, .own, .borrow:
            return .alias(try spelledOut(shape, in: &draft))
        }
    }

    private mutating func cases(_ labels: [String]) throws(WorldProblem) -> [WIT.TypeDefinition.Case] {
        for label in labels { try spend(label) }
        return labels.map { .init($0) }
    }

    // MARK: - References

    mutating func reference(
        _ type: ResolvedValueType, in draft: inout ScopeDraft, depth: Int = 0
    ) throws(WorldProblem) -> WIT.TypeReference {
        switch type {
        case .primitive(let primitive):
            try spend()
            return .primitive(Self.primitive(primitive))
        case .defined(let id):
            guard let name = draft.name(of: .value(id)) else {
                return try spelledOut(types[id].shape, of: id, in: &draft, depth: depth)
            }
            try spend(name)
            return .named(name)
        }
    }

    /// A type that has no name here, of parts that may have one. How deep types are in types is bounded by the table,
    /// and here again.
    mutating func spelledOut(
        _ shape: ValueShape, of id: ValueTypeID? = nil, in draft: inout ScopeDraft, depth: Int = 0
    ) throws(WorldProblem) -> WIT.TypeReference {
        guard depth < Limits.depth else { throw .exceedsLimit("types in one another", limit: Limits.depth) }
        try spend()
        let depth = depth + 1
        switch shape {
        case .primitive(let primitive): return .primitive(Self.primitive(primitive))
        case .list(let element): return .list(try reference(element, in: &draft, depth: depth))
        case .option(let wrapped): return .option(try reference(wrapped, in: &draft, depth: depth))
        case .result(let ok, let error):
            let ok = try optionalReference(ok, in: &draft, depth: depth)
            return .result(ok: ok, error: try optionalReference(error, in: &draft, depth: depth))
        case .tuple(let types):
            var parts: [WIT.TypeReference] = []
            for type in types { parts.append(try reference(type, in: &draft, depth: depth)) }
            return .tuple(parts)
        case .own(let handle): return .own(try resource(handle, in: &draft))
        case .borrow(let handle): return .borrow(try resource(handle, in: &draft))
        case .fixedLengthList: throw .inexpressible("a list of fixed length in \(draft.scope)")
        case .record, .variant, .flags, .enumeration:
            guard let id else { preconditionFailure("structured types are declared, not spelled out") }
            return .named(try takeOver(.value(id), in: &draft, types.describe(.defined(id))))
        }
    }

    private mutating func optionalReference(
        _ type: ResolvedValueType?, in draft: inout ScopeDraft, depth: Int
    ) throws(WorldProblem) -> WIT.TypeReference? {
        guard let type else { return nil }
        return try reference(type, in: &draft, depth: depth)
    }

    /// What the resource is called here.
    mutating func resource(_ handle: ResourceHandle, in draft: inout ScopeDraft) throws(WorldProblem) -> String {
        if let name = draft.name(of: .resource(handle)) {
            try spend(name)
            return name
        }
        return try takeOver(.resource(handle), in: &draft, "a resource")
    }

    private static func primitive(_ primitive: PrimitiveType) -> Primitive {
        switch primitive {
        case .bool: .bool
        case .s8: .s8
        case .u8: .u8
        case .s16: .s16
        case .u16: .u16
        case .s32: .s32
        case .u32: .u32
        case .s64: .s64
        case .u64: .u64
        case .f32: .f32
        case .f64: .f64
        case .char: .char
        case .string: .string
        }
    }
}

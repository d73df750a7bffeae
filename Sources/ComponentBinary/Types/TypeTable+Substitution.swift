// Other resources, or other names, in the place of some: what instantiating and importing do to types. Any thread.

/// What is to take the place of what.
struct Substitution {
    var resources: [ResourceID: ResourceID] = [:]
    /// Types that are known to become others; those that were met are added.
    private(set) var types: [TypeReference: TypeReference]
    private let renamesTypes: Bool

    init(resources: [ResourceID: ResourceID] = [:], types: [TypeReference: TypeReference] = [:]) {
        self.resources = resources
        self.types = types
        renamesTypes = !types.isEmpty
    }

    /// Whether something of that extent can change at all.
    func mayChange(_ extent: TypeExtent) -> Bool {
        renamesTypes || extent.refersToResources && !resources.isEmpty
    }

    mutating func record(_ type: TypeReference, _ substitute: TypeReference) { types[type] = substitute }
}

extension TypeTable {
    mutating func substitute(
        _ entity: Entity, _ substitution: inout Substitution
    ) throws(TypeFailure) -> Entity {
        switch entity {
        case .module: return entity
        case .function(let id): return .function(try substitute(id, &substitution))
        case .instance(let id): return .instance(try substitute(id, &substitution))
        case .component(let id): return .component(try substitute(id, &substitution))
        case .type(let referenced, let created):
            let newReferenced = try substitute(referenced, &substitution)
            let newCreated = referenced == created ? newReferenced : try substitute(created, &substitution)
            return .type(referenced: newReferenced, created: newCreated)
        }
    }

    private mutating func substitute(
        _ reference: TypeReference, _ substitution: inout Substitution
    ) throws(TypeFailure) -> TypeReference {
        switch reference {
        case .resource(let handle): return .resource(Self.substitute(handle, substitution))
        case .value(let id): return .value(try substitute(id, &substitution))
        case .function(let id): return .function(try substitute(id, &substitution))
        case .instance(let id): return .instance(try substitute(id, &substitution))
        case .component(let id): return .component(try substitute(id, &substitution))
        }
    }

    private static func substitute(_ handle: ResourceHandle, _ substitution: Substitution) -> ResourceHandle {
        if case .resource(let known) = substitution.types[.resource(handle)] { return known }
        return substitution.resources[handle.resource].map { ResourceHandle(resource: $0, alias: handle.alias) }
            ?? handle
    }

    private mutating func substitute(
        _ type: ResolvedValueType, _ substitution: inout Substitution
    ) throws(TypeFailure) -> ResolvedValueType {
        switch type {
        case .primitive: type
        case .defined(let id): .defined(try substitute(id, &substitution))
        }
    }

    private mutating func substitute(
        _ id: ValueTypeID, _ substitution: inout Substitution
    ) throws(TypeFailure) -> ValueTypeID {
        if case .value(let known) = substitution.types[.value(id)] { return known }
        let node = self[id]
        guard substitution.mayChange(node.extent) else { return id }
        try step(1 + node.shape.parts.count)
        var hasChanged = false
        func changed<Part: Equatable>(_ old: Part, _ new: Part) -> Part {
            if old != new { hasChanged = true }
            return new
        }
        let shape: ValueShape
        switch node.shape {
        case .primitive, .flags, .enumeration: return id
        case .record(let fields):
            var new = fields
            for place in fields.indices {
                new[place].type = changed(fields[place].type, try substitute(fields[place].type, &substitution))
            }
            shape = .record(new)
        case .variant(let cases):
            var new = cases
            for place in cases.indices {
                guard let type = cases[place].type else { continue }
                new[place].type = changed(type, try substitute(type, &substitution))
            }
            shape = .variant(new)
        case .list(let element): shape = .list(changed(element, try substitute(element, &substitution)))
        case .fixedLengthList(let element, let count):
            shape = .fixedLengthList(changed(element, try substitute(element, &substitution)), count: count)
        case .tuple(let types):
            var new = types
            for place in types.indices {
                new[place] = changed(types[place], try substitute(types[place], &substitution))
            }
            shape = .tuple(new)
        case .option(let wrapped): shape = .option(changed(wrapped, try substitute(wrapped, &substitution)))
        case .result(let ok, let error):
            var new = (ok: ok, error: error)
            if let ok { new.ok = changed(ok, try substitute(ok, &substitution)) }
            if let error { new.error = changed(error, try substitute(error, &substitution)) }
            shape = .result(ok: new.ok, error: new.error)
        case .own(let handle): shape = .own(changed(handle, Self.substitute(handle, substitution)))
        case .borrow(let handle): shape = .borrow(changed(handle, Self.substitute(handle, substitution)))
        }
        let substitute = hasChanged ? try add(shape) : id
        substitution.record(.value(id), .value(substitute))
        return substitute
    }

    private mutating func substitute(
        _ id: FunctionTypeID, _ substitution: inout Substitution
    ) throws(TypeFailure) -> FunctionTypeID {
        if case .function(let known) = substitution.types[.function(id)] { return known }
        let node = self[id]
        guard substitution.mayChange(node.extent) else { return id }
        try step(1 + node.parameters.count)
        var parameters = node.parameters
        var hasChanged = false
        for place in parameters.indices {
            let type = try substitute(parameters[place].type, &substitution)
            hasChanged = hasChanged || type != parameters[place].type
            parameters[place].type = type
        }
        var result = node.result
        if let type = result {
            result = try substitute(type, &substitution)
            hasChanged = hasChanged || result != type
        }
        let substitute = hasChanged ? try add(parameters: parameters, result: result) : id
        substitution.record(.function(id), .function(substitute))
        return substitute
    }

    private mutating func substitute(
        _ id: InstanceTypeID, _ substitution: inout Substitution
    ) throws(TypeFailure) -> InstanceTypeID {
        if case .instance(let known) = substitution.types[.instance(id)] { return known }
        var node = self[id]
        guard substitution.mayChange(node.extent) else { return id }
        var hasChanged = try substitute(&node.exports, &substitution)
        for place in node.defined.indices {
            guard let new = substitution.resources[node.defined[place]] else { continue }
            node.defined[place] = new
            hasChanged = true
        }
        let changesExplicit = try substitute(&node.explicit, substitution)
        let substitute = hasChanged || changesExplicit ? try add(node) : id
        substitution.record(.instance(id), .instance(substitute))
        return substitute
    }

    private mutating func substitute(
        _ id: ComponentTypeID, _ substitution: inout Substitution
    ) throws(TypeFailure) -> ComponentTypeID {
        if case .component(let known) = substitution.types[.component(id)] { return known }
        var node = self[id]
        guard substitution.mayChange(node.extent) else { return id }
        let changesImports = try substitute(&node.imports, &substitution)
        let changesExports = try substitute(&node.exports, &substitution)
        let changesExplicit = try substitute(&node.explicit, substitution)
        let substitute = changesImports || changesExports || changesExplicit ? try add(node) : id
        substitution.record(.component(id), .component(substitute))
        return substitute
    }

    /// True if any of them changed.
    mutating func substitute(
        _ map: inout EntityMap, _ substitution: inout Substitution
    ) throws(TypeFailure) -> Bool {
        try step(1 + map.count)
        var hasChanged = false
        for place in 0..<map.count {
            let entity = try substitute(map.entities[place], &substitution)
            guard entity != map.entities[place] else { continue }
            map.replace(at: place, with: entity)
            hasChanged = true
        }
        return hasChanged
    }

    /// True if any of them changed.
    mutating func substitute(
        _ explicit: inout [ResourceID: ResourcePath], _ substitution: Substitution
    ) throws(TypeFailure) -> Bool {
        guard !substitution.resources.isEmpty else { return false }
        try step(1 + explicit.count)
        guard explicit.keys.contains(where: { substitution.resources[$0] != nil }) else { return false }
        var new: [ResourceID: ResourcePath] = [:]
        for (resource, path) in explicit { new[substitution.resources[resource] ?? resource] = path }
        explicit = new
        return true
    }
}

// What a type refers to, and how it is put into words. Any thread.

extension TypeTable {
    /// Adds the resource types that something refers to and does not bring along itself.
    mutating func collectFreeResources(
        of entity: Entity, _ resources: inout Set<ResourceID>, _ visited: inout Set<TypeReference>
    ) throws(TypeFailure) {
        switch entity {
        case .module: break
        case .function(let id): try collectFreeResources(of: TypeReference.function(id), &resources, &visited)
        case .instance(let id): try collectFreeResources(of: TypeReference.instance(id), &resources, &visited)
        case .component(let id): try collectFreeResources(of: TypeReference.component(id), &resources, &visited)
        case .type(_, let created): try collectFreeResources(of: created, &resources, &visited)
        }
    }

    mutating func collectFreeResources(
        of reference: TypeReference, _ resources: inout Set<ResourceID>, _ visited: inout Set<TypeReference>
    ) throws(TypeFailure) {
        guard extent(of: reference).refersToResources, visited.insert(reference).inserted else { return }
        try step()
        switch reference {
        case .resource(let handle): resources.insert(handle.resource)
        case .value(let id):
            switch self[id].shape {
            case .own(let handle), .borrow(let handle): resources.insert(handle.resource)
            case let shape:
                let parts = shape.parts
                try step(parts.count)
                for case .defined(let part) in parts {
                    try collectFreeResources(of: TypeReference.value(part), &resources, &visited)
                }
            }
        case .function(let id):
            let node = self[id]
            try step(node.parameters.count)
            for case .defined(let part) in node.parameters.map(\.type) + [node.result].compactMap(\.self) {
                try collectFreeResources(of: TypeReference.value(part), &resources, &visited)
            }
        case .instance(let id):
            let node = self[id]
            try step(node.exports.count)
            for entity in node.exports.entities { try collectFreeResources(of: entity, &resources, &visited) }
            resources.subtract(node.defined)
        case .component(let id):
            let node = self[id]
            try step(node.imports.count + node.exports.count)
            for entity in node.imports.entities + node.exports.entities {
                try collectFreeResources(of: entity, &resources, &visited)
            }
            resources.subtract(node.imported.map(\.resource))
            resources.subtract(node.defined.map(\.resource))
        }
    }

    /// Whether everything in the type that has to have a name has one of `names`. The structured types that a language
    /// would declare have to; those that it has built in don't.
    mutating func isNamed(_ type: ResolvedValueType, in names: Set<TypeReference>) throws(TypeFailure) -> Bool {
        guard case .defined(let id) = type else { return true }
        try step()
        switch self[id].shape {
        case .primitive: return true
        case .record, .variant, .flags, .enumeration: return names.contains(.value(id))
        case .own(let handle), .borrow(let handle): return names.contains(.resource(handle))
        case .list, .fixedLengthList, .tuple, .option, .result: return try hasNamedParts(id, in: names)
        }
    }

    /// The same for a type that is about to get a name itself.
    mutating func hasNamedParts(_ id: ValueTypeID, in names: Set<TypeReference>) throws(TypeFailure) -> Bool {
        switch self[id].shape {
        case .own(let handle), .borrow(let handle): return names.contains(.resource(handle))
        case let shape:
            for part in shape.parts where !(try isNamed(part, in: names)) { return false }
            return true
        }
    }

    mutating func hasNamedParts(_ id: FunctionTypeID, in names: Set<TypeReference>) throws(TypeFailure) -> Bool {
        let node = self[id]
        try step(node.parameters.count)
        for type in node.parameters.map(\.type) + [node.result].compactMap(\.self)
        where !(try isNamed(type, in: names)) { return false }
        return true
    }

    /// In the words of the text format, without the parts.
    package func describe(_ type: ResolvedValueType) -> String {
        switch type {
        case .primitive(let primitive): "\(primitive)"
        case .defined(let id):
            switch self[id].shape {
            case .primitive(let primitive): "\(primitive)"
            case .record(let fields): "a record of \(fields.count) fields"
            case .variant(let cases): "a variant of \(cases.count) cases"
            case .list: "a list"
            case .fixedLengthList(_, let count): "a list of length \(count)"
            case .tuple(let types): "a tuple of \(types.count)"
            case .flags(let labels): "\(labels.count) flags"
            case .enumeration(let labels): "an enum of \(labels.count) cases"
            case .option: "an option"
            case .result: "a result"
            case .own: "an owned handle"
            case .borrow: "a borrowed handle"
            }
        }
    }
}

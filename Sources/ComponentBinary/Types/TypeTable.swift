// All types that validating one component makes known. A value, any thread.

import WasmBinary

/// Types, by their identifiers.
///
/// Adding a type refuses one that is too deep or too large, so that functions may walk through any type that is here.
/// What walks counts its steps besides, and refuses to go on when there were too many.
package struct TypeTable: Sendable {
    private(set) var values: [ValueNode] = []
    private(set) var functions: [FunctionNode] = []
    private(set) var instances: [InstanceNode] = []
    private(set) var components: [ComponentNode] = []
    private(set) var modules: [CoreModuleType] = []
    private var structures: [Structure: Int32] = [:]
    private var resourceCount: Int32 = 0
    private var aliasCount: Int32 = 0
    private var remainingSteps: Int
    let limits: ComponentLimits

    init(limits: ComponentLimits) {
        self.limits = limits
        remainingSteps = limits.maximumTypeSteps
    }

    package subscript(_ id: ValueTypeID) -> ValueNode { values[id.index] }
    package subscript(_ id: FunctionTypeID) -> FunctionNode { functions[id.index] }
    package subscript(_ id: InstanceTypeID) -> InstanceNode { instances[id.index] }
    package subscript(_ id: ComponentTypeID) -> ComponentNode { components[id.index] }
    package subscript(_ id: ModuleTypeID) -> CoreModuleType { modules[id.index] }

    /// Counts what a walk does; it is bounded for all of a component together.
    mutating func step(_ count: Int = 1) throws(TypeFailure) {
        remainingSteps -= count
        guard remainingSteps >= 0 else {
            let limit = limits.maximumTypeSteps
            throw .exceedsLimit("steps of checking types", found: limit - remainingSteps, limit: limit)
        }
    }

    mutating func newResource() -> ResourceID {
        resourceCount += 1
        return ResourceID(number: resourceCount)
    }

    mutating func add(_ shape: ValueShape) throws(TypeFailure) -> ValueTypeID {
        try step()
        let node = try valueNode(shape)
        try check(node.extent)
        values.append(node)
        return ValueTypeID(index: values.count - 1)
    }

    mutating func add(
        parameters: [(label: String, type: ResolvedValueType)], result: ResolvedValueType?
    ) throws(TypeFailure) -> FunctionTypeID {
        try step(1 + parameters.count)
        var extent = TypeExtent()
        for parameter in parameters { extent.include(self.extent(of: parameter.type)) }
        if let result { extent.include(self.extent(of: result)) }
        try check(extent)
        functions.append(FunctionNode(parameters: parameters, result: result, extent: extent))
        return FunctionTypeID(index: functions.count - 1)
    }

    mutating func add(_ node: InstanceNode) throws(TypeFailure) -> InstanceTypeID {
        var node = node
        node.extent = try extent(of: [node.exports], definedCount: node.defined.count)
        instances.append(node)
        return InstanceTypeID(index: instances.count - 1)
    }

    mutating func add(_ node: ComponentNode) throws(TypeFailure) -> ComponentTypeID {
        var node = node
        node.extent = try extent(
            of: [node.imports, node.exports], definedCount: node.imported.count + node.defined.count)
        components.append(node)
        return ComponentTypeID(index: components.count - 1)
    }

    mutating func add(_ module: CoreModuleType) -> ModuleTypeID {
        modules.append(module)
        return ModuleTypeID(index: modules.count - 1)
    }

    /// The same type by a new name, as imports and exports give it.
    mutating func renamed(_ reference: TypeReference) -> TypeReference {
        switch reference {
        case .resource(let handle):
            aliasCount += 1
            return .resource(ResourceHandle(resource: handle.resource, alias: aliasCount))
        case .value(let id):
            values.append(values[id.index])
            return .value(ValueTypeID(index: values.count - 1))
        case .function, .instance, .component: return reference
        }
    }

    /// The number of a structure: the same for equal ones.
    mutating func number(of structure: Structure) -> Int32 {
        if let known = structures[structure] { return known }
        let number = Int32(structures.count)
        structures[structure] = number
        return number
    }

    // MARK: - What is only needed for a while

    struct Mark {
        let valueCount: Int
        let functionCount: Int
        let instanceCount: Int
        let componentCount: Int
    }

    var mark: Mark {
        Mark(
            valueCount: values.count, functionCount: functions.count, instanceCount: instances.count,
            componentCount: components.count)
    }

    /// Forgets the types that were added since.
    mutating func forget(since mark: Mark) {
        values.removeSubrange(mark.valueCount...)
        functions.removeSubrange(mark.functionCount...)
        instances.removeSubrange(mark.instanceCount...)
        components.removeSubrange(mark.componentCount...)
    }

    // MARK: - Extents

    private func check(_ extent: TypeExtent) throws(TypeFailure) {
        guard extent.depth <= limits.maximumTypeDepth else {
            throw .exceedsLimit("types that refer to one another", found: extent.depth, limit: limits.maximumTypeDepth)
        }
        guard extent.size <= limits.maximumTypeSize else {
            throw .exceedsLimit("types in one type", found: extent.size, limit: limits.maximumTypeSize)
        }
    }

    private mutating func extent(of maps: [EntityMap], definedCount: Int) throws(TypeFailure) -> TypeExtent {
        var extent = TypeExtent()
        extent.refersToResources = definedCount > 0
        for map in maps {
            try step(1 + map.count)
            for entity in map.entities { extent.include(self.extent(of: entity)) }
        }
        try check(extent)
        return extent
    }

    func extent(of type: ResolvedValueType) -> TypeExtent {
        switch type {
        case .primitive: TypeExtent(size: 1, depth: 0)
        case .defined(let id): values[id.index].extent
        }
    }

    func extent(of entity: Entity) -> TypeExtent {
        switch entity {
        case .module(let id):
            TypeExtent(size: 1 + modules[id.index].imports.count + modules[id.index].exports.names.count)
        case .function(let id): functions[id.index].extent
        case .type(_, let created): extent(of: created)
        case .instance(let id): instances[id.index].extent
        case .component(let id): components[id.index].extent
        }
    }

    func extent(of reference: TypeReference) -> TypeExtent {
        switch reference {
        case .resource: TypeExtent(refersToResources: true)
        case .value(let id): values[id.index].extent
        case .function(let id): functions[id.index].extent
        case .instance(let id): instances[id.index].extent
        case .component(let id): components[id.index].extent
        }
    }
}

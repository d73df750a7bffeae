// Imports and exports: what they are, and what importing and exporting does to resource types. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#import-and-export-definitions

extension ComponentValidator {
    mutating func add(_ item: Import) throws(ComponentBinaryError) {
        var entity = try entity(item.descriptor)
        let place = scope.imports.count
        switch entity {
        case .instance(let id): entity = .instance(try importInstance(id, at: place))
        case .type(let referenced, let created) where referenced == created:
            if case .resource(let handle) = created { scope.importedResources.append((handle.resource, [place])) }
        default: break
        }
        if case .instance = entity { try checkInstanceCount() }
        scope.spaces.append(entity)
        if case .type(_, .resource(let handle)) = entity {
            scope.importNames.insert(resource: handle, name: item.name)
        }
        try checkNames(entity, isImport: true)
        var (names, imports) = (scope.importNames, scope.imports)
        (scope.importNames, scope.imports) = (NameRegister(), EntityMap())
        try register(item.name, entity, in: &names, &imports, of: "imports")
        (scope.importNames, scope.imports) = (names, imports)
    }

    mutating func add(_ export: Export) throws(ComponentBinaryError) {
        var actual = try entity(export.item)
        if case .type(let referenced, _) = actual {
            actual = .type(referenced: referenced, created: table.renamed(referenced))
        }
        guard let descriptor = export.descriptor else { return try addExport(export.name, actual) }
        let ascribed = try entity(descriptor)
        try withTypes("the export ‘\(export.name)’") { table throws(TypeFailure) in
            try table.match(actual, ascribed)
        }
        try addExport(export.name, ascribed)
    }

    mutating func addExport(_ name: String, _ exported: Entity) throws(ComponentBinaryError) {
        var entity = exported
        let place = scope.exports.count
        switch entity {
        case .instance(let id): entity = .instance(try exportInstance(id, at: place))
        case .type(let referenced, .resource(let handle)):
            if referenced == .resource(handle) { scope.definedResources.append(handle.resource) }
            scope.exportedResources[handle.resource] = [place]
        default: break
        }
        if case .instance = entity { try checkInstanceCount() }
        scope.spaces.append(entity)
        if case .type(_, .resource(let handle)) = entity { scope.exportNames.insert(resource: handle, name: name) }
        try checkNames(entity, isImport: false)
        var (names, exports) = (scope.exportNames, scope.exports)
        (scope.exportNames, scope.exports) = (NameRegister(), EntityMap())
        try register(name, entity, in: &names, &exports, of: "exports")
        (scope.exportNames, scope.exports) = (names, exports)
    }

    /// What a descriptor describes.
    mutating func entity(_ descriptor: ExternDescriptor) throws(ComponentBinaryError) -> Entity {
        switch descriptor {
        case .coreModule(let index):
            guard case .module(let id) = try entry(index, \.coreTypes, "core type") else {
                throw failure(.wrongSort(index, expected: "a core module type", found: "a core function type"))
            }
            return .module(id)
        case .function(let index):
            let type = try entry(index, \.types, "type")
            guard case .function(let id) = type else {
                throw failure(.wrongSort(index, expected: "a function type", found: "\(type)"))
            }
            return .function(id)
        case .equalType(let index):
            let type = try entry(index, \.types, "type")
            return .type(referenced: type, created: table.renamed(type))
        case .resourceType:
            let type = TypeReference.resource(ResourceHandle(resource: table.newResource(), alias: -1))
            return .type(referenced: type, created: type)
        case .component(let index):
            let type = try entry(index, \.types, "type")
            guard case .component(let id) = type else {
                throw failure(.wrongSort(index, expected: "a component type", found: "\(type)"))
            }
            return .component(id)
        case .instance(let index):
            let type = try entry(index, \.types, "type")
            guard case .instance(let id) = type else {
                throw failure(.wrongSort(index, expected: "an instance type", found: "\(type)"))
            }
            return .instance(id)
        }
    }

    /// Two imports of one instance type are two instances: each has resource types of its own, which the component
    /// imports.
    private mutating func importInstance(_ id: InstanceTypeID, at place: Int) throws(ComponentBinaryError)
        -> InstanceTypeID
    {
        let (new, resources) = try freshInstance(id)
        for (old, resource) in resources {
            scope.importedResources.append((resource, [place] + (table[id].explicit[old] ?? [])))
        }
        return new
    }

    private mutating func exportInstance(_ id: InstanceTypeID, at place: Int) throws(ComponentBinaryError)
        -> InstanceTypeID
    {
        let (new, resources) = try freshInstance(id)
        scope.definedResources += resources.map(\.new)
        let explicit = table[new].explicit
        try withTypes("an export") { table throws(TypeFailure) in try table.step(explicit.count) }
        for (resource, path) in explicit { scope.exportedResources[resource] = [place] + path }
        return new
    }

    /// The type of an instance, which has no resource types of its own any more.
    private mutating func freshInstance(
        _ id: InstanceTypeID
    ) throws(ComponentBinaryError) -> (InstanceTypeID, [(old: ResourceID, new: ResourceID)]) {
        let node = table[id]
        guard !node.defined.isEmpty else { return (id, []) }
        let resources = node.defined.map { (old: $0, new: table.newResource()) }
        let new = try withTypes("an instance") { table throws(TypeFailure) in
            var substitution = Substitution(
                resources: Dictionary(resources.map { ($0.old, $0.new) }, uniquingKeysWith: { first, _ in first }))
            var node = node
            node.defined = []
            _ = try table.substitute(&node.exports, &substitution)
            _ = try table.substitute(&node.explicit, substitution)
            return try table.add(node)
        }
        return (new, resources)
    }

    /// What is imported or exported may only refer to types that have names there; types and instances add theirs.
    private mutating func checkNames(_ entity: Entity, isImport: Bool) throws(ComponentBinaryError) {
        guard scope.kind != .instanceType else { return }
        var forImports = scope.namesForImports
        var forExports = scope.namesForExports
        scope.namesForImports = []
        scope.namesForExports = []
        let isNamed = try withTypes("a type") { table throws(TypeFailure) in
            try table.nameTypes(of: entity, isImport: isImport, &forImports, &forExports)
        }
        guard isNamed else { throw failure(.unnamedType("\(entity)")) }
        scope.namesForImports = forImports
        scope.namesForExports = forExports
    }
}

extension TypeTable {
    fileprivate mutating func nameTypes(
        of entity: Entity, isImport: Bool, _ forImports: inout Set<TypeReference>,
        _ forExports: inout Set<TypeReference>
    ) throws(TypeFailure) -> Bool {
        try step()
        switch entity {
        case .module, .component: return true
        case .function(let id): return try hasNamedParts(id, in: isImport ? forImports : forExports)
        case .type(let referenced, let created):
            // No set may have a second name while it is added to: it would be copied each time.
            let isNamed =
                isImport
                ? try hasNamedParts(referenced, in: forImports) : try hasNamedParts(referenced, in: forExports)
            // What was imported may be exported, too.
            if isImport { forImports.insert(created) }
            forExports.insert(created)
            return isNamed
        case .instance(let id):
            for entity in self[id].exports.entities
            where !(try nameTypes(of: entity, isImport: isImport, &forImports, &forExports)) { return false }
            return true
        }
    }

    private mutating func hasNamedParts(
        _ reference: TypeReference, in names: Set<TypeReference>
    ) throws(TypeFailure) -> Bool {
        switch reference {
        case .resource, .component: true
        case .value(let id): try hasNamedParts(id, in: names)
        case .function(let id): try hasNamedParts(id, in: names)
        case .instance(let id): try hasNamedParts(id, in: names)
        }
    }

    private mutating func hasNamedParts(_ id: InstanceTypeID, in names: Set<TypeReference>) throws(TypeFailure) -> Bool
    {
        for entity in self[id].exports.entities {
            try step()
            let isNamed =
                switch entity {
                case .module, .component, .type(_, .resource), .type(_, .component): true
                case .function(let id), .type(_, .function(let id)): try hasNamedParts(id, in: names)
                case .type(_, .value(let id)): try hasNamedParts(id, in: names)
                case .instance(let id), .type(_, .instance(let id)): try hasNamedParts(id, in: names)
                }
            guard isNamed else { return false }
        }
        return true
    }
}

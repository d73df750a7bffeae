// Goes through a component's definitions in their order and builds its index spaces. A value used once, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md

import WasmBinary

/// Validates one component, with those that are nested in it.
struct ComponentValidator {
    var table: TypeTable
    /// The component or type that is gone through, behind those around it.
    private(set) var scopes: [Scope] = []
    private(set) var finishedSpaces: [Int: IndexSpaces] = [:]
    let limits: ComponentLimits
    let features: ComponentFeatures
    /// Where errors are.
    private var section: ComponentSectionKind?
    private var offset = 0

    init(limits: ComponentLimits, features: ComponentFeatures) {
        self.limits = limits
        self.features = features
        table = TypeTable(limits: limits)
    }

    /// The component or type that is gone through.
    var scope: Scope {
        get { scopes[scopes.count - 1] }
        _modify { yield &scopes[scopes.count - 1] }
    }

    func failure(_ kind: ComponentBinaryError.Kind) -> ComponentBinaryError {
        ComponentBinaryError(kind, in: section, at: offset)
    }

    /// Does something with types; what goes wrong is a failure of `what`, here.
    mutating func withTypes<Result>(
        _ what: @autoclosure () -> String, _ body: (inout TypeTable) throws(TypeFailure) -> Result
    ) throws(ComponentBinaryError) -> Result {
        do throws(TypeFailure) { return try body(&table) } catch {
            switch error {
            case .mismatch(let mismatch): throw failure(.typeMismatch(of: what(), mismatch))
            case .exceedsLimit(let what, let found, let limit):
                throw failure(.exceedsLimit(what, found: found, limit: limit))
            }
        }
    }

    /// Goes through what has a scope of its own; errors in it are at its definitions.
    mutating func inScope(
        _ kind: Scope.Kind, _ body: (inout Self) throws(ComponentBinaryError) -> Void
    ) throws(ComponentBinaryError) -> Scope {
        // As deep as what was read can be: types in components.
        let limit = 2 * (limits.maximumNesting + 1)
        guard scopes.count < limit else {
            throw failure(.exceedsLimit("components and types in one another", found: limit + 1, limit: limit))
        }
        let place = (section, offset)
        scopes.append(Scope(kind: kind))
        try body(&self)
        (section, offset) = place
        return scopes.removeLast()
    }

    mutating func forEach<Value>(
        _ definitions: [Located<Value>], _ body: (inout Self, Value) throws(ComponentBinaryError) -> Void
    ) throws(ComponentBinaryError) {
        for definition in definitions {
            offset = definition.offset
            try body(&self, definition.value)
        }
    }

    mutating func validate(_ component: Component, at start: Int) throws(ComponentBinaryError) -> ComponentTypeID {
        let scope = try inScope(.component) { validator throws(ComponentBinaryError) in
            for section in component.sections { try validator.validate(section) }
        }
        finishedSpaces[start] = scope.spaces
        return try finish(scope)
    }

    private mutating func validate(_ section: Component.Section) throws(ComponentBinaryError) {
        self.section = section.kind
        switch section {
        case .custom: break
        case .coreModule(let bytes):
            offset = bytes.startIndex
            try addModule(bytes)
        case .coreInstances(let definitions):
            try forEach(definitions) { validator, instance throws(ComponentBinaryError) in
                try validator.add(instance)
            }
        case .coreTypes(let definitions):
            try forEach(definitions) { validator, type throws(ComponentBinaryError) in try validator.add(type) }
        case .component(let nested):
            offset = nested.offset
            let type = try validate(nested.value, at: nested.offset)
            scope.spaces.components.append(type)
        case .instances(let definitions):
            try forEach(definitions) { validator, instance throws(ComponentBinaryError) in
                try validator.add(instance)
            }
        case .aliases(let definitions):
            try forEach(definitions) { validator, alias throws(ComponentBinaryError) in try validator.add(alias) }
        case .types(let definitions):
            try forEach(definitions) { validator, type throws(ComponentBinaryError) in try validator.add(type) }
        case .canonicals(let definitions):
            try forEach(definitions) { validator, canonical throws(ComponentBinaryError) in
                try validator.add(canonical)
            }
        case .imports(let definitions):
            try forEach(definitions) { validator, item throws(ComponentBinaryError) in try validator.add(item) }
        case .exports(let definitions):
            try forEach(definitions) { validator, item throws(ComponentBinaryError) in try validator.add(item) }
        }
    }

    /// The type of a component, or of a component type, whose definitions were all gone through.
    mutating func finish(_ scope: Scope) throws(ComponentBinaryError) -> ComponentTypeID {
        var imported: Set<ResourceID> = []
        var exported: Set<ResourceID> = []
        try withTypes("a component") { table throws(TypeFailure) in
            var visited: Set<TypeReference> = []
            for entity in scope.imports.entities { try table.collectFreeResources(of: entity, &imported, &visited) }
            visited = []
            for entity in scope.exports.entities { try table.collectFreeResources(of: entity, &exported, &visited) }
        }
        guard imported.isDisjoint(with: scope.definedResources) else { throw failure(.localResourceInImport) }
        var defined: [(resource: ResourceID, path: ResourcePath)] = []
        for resource in scope.definedResources where exported.contains(resource) {
            guard let path = scope.exportedResources[resource] else { throw failure(.unexportedResource) }
            defined.append((resource, path))
        }
        let node = ComponentNode(
            imports: scope.imports, exports: scope.exports, imported: scope.importedResources, defined: defined,
            explicit: scope.exportedResources, extent: TypeExtent())
        return try withTypes("a component") { table throws(TypeFailure) in try table.add(node) }
    }

    /// The entry of an index space.
    func entry<Entry>(
        _ index: UInt32, _ space: KeyPath<IndexSpaces, [Entry]>, _ what: String
    ) throws(ComponentBinaryError) -> Entry {
        let entries = scopes[scopes.count - 1].spaces[keyPath: space]
        guard Int(index) < entries.count else {
            throw failure(.indexOutOfRange(index, of: what, count: entries.count))
        }
        return entries[Int(index)]
    }

    /// The entry of an index space of a scope further outwards. Nothing of that scope is kept: a second reference to its
    /// arrays would make the next definition copy them.
    func outerEntry<Entry>(
        _ index: UInt32, _ count: UInt32, _ space: KeyPath<IndexSpaces, [Entry]>, _ what: String
    ) throws(ComponentBinaryError) -> Entry {
        guard Int(count) < scopes.count else { throw failure(.outerCountOutOfRange(count, scopes: scopes.count)) }
        let entries = scopes[scopes.count - 1 - Int(count)].spaces[keyPath: space]
        guard Int(index) < entries.count else {
            throw failure(.indexOutOfRange(index, of: what, count: entries.count))
        }
        return entries[Int(index)]
    }
}

// Definitions that give an index to what exists elsewhere. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#alias-definitions

import WasmBinary

extension ComponentValidator {
    mutating func add(_ alias: Alias) throws(ComponentBinaryError) {
        try checkScope(allows: alias)
        switch alias {
        case .export(let sort, let index, let name):
            let instance = try entry(index, \.instances, "instance")
            guard let entity = table[instance].exports[name] else {
                throw failure(.noSuchExport(name, ofInstance: index, isCore: false))
            }
            guard entity.sort == sort else {
                throw failure(
                    .exportOfOtherSort(name, ofInstance: index, expected: "\(sort)", found: "\(entity.sort)"))
            }
            scope.spaces.append(entity)
        case .coreExport(let sort, let index, let name):
            let instance = try entry(index, \.coreInstances, "core instance")
            guard let entity = instance[name] else {
                throw failure(.noSuchExport(name, ofInstance: index, isCore: true))
            }
            guard entity.sort == sort else {
                throw failure(
                    .exportOfOtherSort(name, ofInstance: index, expected: "\(sort)", found: "\(entity.sort)"))
            }
            guard sort != .tag else { throw failure(.unsupported("an exception's tag")) }
            scope.spaces.append(entity)
        case .outer(let sort, let count, let index): try addOuter(sort, count, index)
        }
    }

    private mutating func addOuter(_ sort: Sort, _ count: UInt32, _ index: UInt32) throws(ComponentBinaryError) {
        func entry<Entry>(_ space: KeyPath<IndexSpaces, [Entry]>) throws(ComponentBinaryError) -> Entry {
            try outerEntry(index, count, space, "\(sort)")
        }
        switch sort {
        case .core(.module): scope.spaces.coreModules.append(try entry(\.coreModules))
        case .core(.type): scope.spaces.coreTypes.append(try entry(\.coreTypes))
        case .component: scope.spaces.components.append(try entry(\.components))
        case .type:
            let type = try entry(\.types)
            try checkIsClosed(type, count)
            scope.spaces.types.append(type)
        case .core, .function, .instance: throw failure(.unsupported("an outer alias of a \(sort)"))
        }
    }

    /// A component stands for itself: what it takes from around it may not depend on resources there. Types may.
    private mutating func checkIsClosed(_ type: TypeReference, _ count: UInt32) throws(ComponentBinaryError) {
        guard count > 0, scopes[scopes.count - Int(count)].kind == .component else { return }
        var resources: Set<ResourceID> = []
        try withTypes("an alias") { table throws(TypeFailure) in
            var visited: Set<TypeReference> = []
            try table.collectFreeResources(of: type, &resources, &visited)
        }
        guard resources.isEmpty else { throw failure(.leakingResource) }
    }

    /// Only types and instances have an index inside a type.
    private func checkScope(allows alias: Alias) throws(ComponentBinaryError) {
        guard scopes[scopes.count - 1].kind != .component else { return }
        let sort: Sort =
            switch alias {
            case .export(let sort, _, _), .outer(let sort, _, _): sort
            case .coreExport(let sort, _, _): .core(sort)
            }
        switch sort {
        case .type, .instance, .core(.type): break
        default: throw failure(.unsupported("an alias of a \(sort) inside a type"))
        }
    }
}

// Instances of components, and bags of exports. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#instance-definitions

extension ComponentValidator {
    mutating func add(_ instance: Instance) throws(ComponentBinaryError) {
        try checkInstanceCount()
        let node: InstanceNode
        switch instance {
        case .instantiate(let component, let arguments):
            node = try instantiate(try entry(component, \.components, "component"), arguments)
        case .exports(let exports): node = try bag(exports)
        }
        let id = try withTypes("an instance") { table throws(TypeFailure) in try table.add(node) }
        scope.spaces.instances.append(id)
    }

    /// Whether there may be one more instance, core or not.
    func checkInstanceCount() throws(ComponentBinaryError) {
        let spaces = scopes[scopes.count - 1].spaces
        let count = spaces.coreInstances.count + spaces.instances.count + 1
        guard count <= limits.maximumInstances else {
            throw failure(.exceedsLimit("instances", found: count, limit: limits.maximumInstances))
        }
    }

    private mutating func instantiate(
        _ id: ComponentTypeID, _ arguments: [Instance.Argument]
    ) throws(ComponentBinaryError) -> InstanceNode {
        var given = EntityMap()
        for argument in arguments {
            guard given.insert(argument.name, try entity(argument.item)) else {
                throw failure(.duplicateName(argument.name, of: "arguments", previous: argument.name))
            }
        }
        let component = table[id]
        var made: [ResourceID] = []
        let (exports, explicit) = try withTypes("an instantiation") { table throws(TypeFailure) in
            var substitution = try table.open(component, .imports, with: given)
            // Every instance has resource types of its own.
            try table.step(component.defined.count)
            for (resource, _) in component.defined {
                let new = table.newResource()
                substitution.resources[resource] = new
                made.append(new)
            }
            var exports = component.exports
            var explicit = component.explicit
            _ = try table.substitute(&exports, &substitution)
            _ = try table.substitute(&explicit, substitution)
            return (exports, explicit)
        }
        scope.definedResources += made
        return InstanceNode(exports: exports, defined: [], explicit: explicit, extent: TypeExtent())
    }

    private mutating func bag(_ exports: [Instance.InlineExport]) throws(ComponentBinaryError) -> InstanceNode {
        var all = EntityMap()
        var names = NameRegister()
        var explicit: [ResourceID: ResourcePath] = [:]
        for export in exports {
            let entity = try entity(export.item)
            switch entity {
            case .type(_, .resource(let handle)): explicit[handle.resource] = [all.count]
            case .instance(let id):
                let inner = table[id].explicit
                try withTypes("an instance") { table throws(TypeFailure) in try table.step(inner.count) }
                for (resource, path) in inner { explicit[resource] = [all.count] + path }
            default: break
            }
            try register(export.name, entity, in: &names, &all, of: "exports")
        }
        return InstanceNode(exports: all, defined: [], explicit: explicit, extent: TypeExtent())
    }

    /// What an index refers to, with its type.
    func entity(_ item: SortIndex) throws(ComponentBinaryError) -> Entity {
        switch item.sort {
        case .core(.module): return .module(try entry(item.index, \.coreModules, "core module"))
        case .core(let sort): throw failure(.unsupported("a core \(sort) outside core instances"))
        case .function: return .function(try entry(item.index, \.functions, "function"))
        case .type:
            let type = try entry(item.index, \.types, "type")
            return .type(referenced: type, created: type)
        case .component: return .component(try entry(item.index, \.components, "component"))
        case .instance: return .instance(try entry(item.index, \.instances, "instance"))
        }
    }
}

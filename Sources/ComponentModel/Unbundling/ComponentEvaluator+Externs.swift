// Instances of components, imports and exports, and what resource types are by the names that they get there. Any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions

import ComponentBinary

extension ComponentEvaluator {
    mutating func add(_ instance: Instance) throws(DeclineReason) {
        let type = frame.spaces.instances[frame.instances.count]
        let bag: Int
        switch instance {
        case .instantiate(let component, let arguments):
            try count(arguments.count)
            let closure = frame.components[Int(component)]
            var given: ItemBag = [:]
            for argument in arguments { given[Array(argument.name.utf8)] = frame.item(argument.item) }
            bag = try instantiate(closure, given)
        case .exports(let exports):
            try count(exports.count)
            var items: ItemBag = [:]
            for export in exports { items[Array(export.name.utf8)] = frame.item(export.item) }
            bags.append(items)
            bag = bags.count - 1
        }
        frame.instances.append(bag)
        try bind(.instance(bag), .instance(type))
    }

    /// - Parameter arguments: what is given for imports; nil where the host gives it.
    mutating func add(_ item: Import, _ arguments: ItemBag?) throws(DeclineReason) {
        guard let entity = frame.importEntities[item.name] else { throw reason(.unresolved(item.name)) }
        let value: ItemValue
        if let arguments {
            guard let argument = arguments[Array(item.name.utf8)] else { throw reason(.unresolved(item.name)) }
            value = argument
            try bind(value, entity)
        } else {
            value = try imported(entity, interface: nil, name: item.name)
        }
        frame.append(value)
    }

    mutating func add(_ export: Export) throws(DeclineReason) {
        guard let entity = frame.exportEntities[export.name] else { throw reason(.unresolved(export.name)) }
        let value = frame.item(export.item)
        frame.append(value)
        frame.exports[Array(export.name.utf8)] = value
        frame.exportOffsets[Array(export.name.utf8)] = offset
        try bind(value, entity)
    }

    /// Notes which resource types a value brings along, by the names that its type has for them here.
    private mutating func bind(_ value: ItemValue, _ entity: Entity) throws(DeclineReason) {
        switch (value, entity) {
        case (.type(let resource?), .type(_, .resource(let handle))):
            if frame.resources[handle.resource] == nil { frame.resources[handle.resource] = resource }
        case (.instance(let bag), .instance(let id)):
            let exports = types[id].exports
            try count(exports.count)
            for (name, entity) in zip(exports.names, exports.entities) {
                if let value = bags[bag][Array(name.utf8)] { try bind(value, entity) }
            }
        default: break
        }
    }

    /// What the host is to give.
    private mutating func imported(
        _ entity: Entity, interface: String?, name: String
    ) throws(DeclineReason) -> ItemValue {
        switch entity {
        case .module: throw reason(.importsModule(name))
        case .component: throw reason(.importsComponent(name))
        case .function(let type):
            plan.imported.append(ImportedFunction(interface: interface, name: name, type: type))
            return .function(.imported(plan.imported.count - 1))
        case .type(_, .resource(let handle)):
            if let known = frame.resources[handle.resource] { return .type(known) }
            plan.resources.append(.init(interface: interface, name: name))
            let resource = ResourceValue.imported(plan.resources.count - 1)
            frame.resources[handle.resource] = resource
            return .type(resource)
        case .type: return .type(nil)
        case .instance(let id):
            guard interface == nil else { throw reason(.nestedInstance(name)) }
            let exports = types[id].exports
            try count(exports.count)
            var items: ItemBag = [:]
            for (export, entity) in zip(exports.names, exports.entities) {
                items[Array(export.utf8)] = try imported(entity, interface: name, name: export)
            }
            bags.append(items)
            return .instance(bags.count - 1)
        }
    }

    // MARK: - What the component exports

    mutating func collectExports() throws(DeclineReason) {
        let exports = root.exports
        for (name, entity) in zip(exports.names, exports.entities) {
            guard let item = frame.exports[Array(name.utf8)] else { throw reason(.unresolved(name)) }
            let offset = frame.exportOffsets[Array(name.utf8)] ?? 0
            guard case .instance(let id) = entity, case .instance(let bag) = item else {
                collect(item, interface: nil, name: name, at: offset)
                continue
            }
            // What its type doesn't tell isn't exported.
            let inner = types[id].exports
            try count(inner.count)
            for export in inner.names {
                guard let item = bags[bag][Array(export.utf8)] else { throw reason(.unresolved(export)) }
                collect(item, interface: name, name: export, at: offset)
            }
        }
    }

    private mutating func collect(_ item: ItemValue, interface: String?, name: String, at offset: Int) {
        switch item {
        case .function(.lifted(let lifted)):
            plan.exports.append(LiftedExport(interface: interface, name: name, lifted: lifted))
        case .function(.imported): decline(.exportsImport(name), at: offset)
        case .type: break
        case .module: decline(.exportsModule(name), at: offset)
        case .component: decline(.exportsComponent(name), at: offset)
        case .instance: decline(.nestedInstance(name), at: offset)
        }
    }
}

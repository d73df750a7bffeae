// One instance of a component whose definitions are gone through. A value, any thread.

import ComponentBinary

/// The index spaces of one component instance: what each entry stands for, in the order of the definitions.
struct SymbolicFrame {
    /// The instance around it; nil for the component that is taken apart.
    let parent: Int?
    /// The types of the entries.
    let spaces: IndexSpaces
    let importEntities: EntityMap
    let exportEntities: EntityMap

    var coreModules: [Int] = []
    var coreInstances: [CoreInstanceValue] = []
    var coreFunctions: [CoreValue] = []
    var coreTables: [CoreValue] = []
    var coreMemories: [CoreValue] = []
    var coreGlobals: [CoreValue] = []
    var functions: [FunctionValue] = []
    var components: [ComponentClosure] = []
    var instances: [Int] = []
    /// Types are known from `spaces`; here they only count.
    var typeCount = 0

    /// What the resource types are that the types of `spaces` refer to.
    var resources: [ResourceID: ResourceValue] = [:]
    /// Its number among those that lift or lower.
    var componentInstance: Int?
    var exports: ItemBag = [:]
    var exportOffsets: [[UInt8]: Int] = [:]

    init(parent: Int?, spaces: IndexSpaces, imports: EntityMap, exports: EntityMap) {
        self.parent = parent
        self.spaces = spaces
        importEntities = imports
        exportEntities = exports
    }

    mutating func append(_ item: ItemValue) {
        switch item {
        case .module(let number): coreModules.append(number)
        case .function(let function): functions.append(function)
        case .type: typeCount += 1
        case .instance(let bag): instances.append(bag)
        case .component(let closure): components.append(closure)
        }
    }

    mutating func append(_ value: CoreValue, _ sort: CoreSort) {
        switch sort {
        case .function: coreFunctions.append(value)
        case .table: coreTables.append(value)
        case .memory: coreMemories.append(value)
        case .global: coreGlobals.append(value)
        case .tag, .type, .module, .instance: preconditionFailure("validated components have no such alias")
        }
    }

    func core(_ sort: CoreSort, _ index: UInt32) -> CoreValue {
        switch sort {
        case .function: coreFunctions[Int(index)]
        case .table: coreTables[Int(index)]
        case .memory: coreMemories[Int(index)]
        case .global: coreGlobals[Int(index)]
        case .tag, .type, .module, .instance: preconditionFailure("validated components export no such item")
        }
    }

    func item(_ item: SortIndex) -> ItemValue {
        let index = Int(item.index)
        switch item.sort {
        case .core(.module): return .module(coreModules[index])
        case .core: preconditionFailure("validated components pass no such item")
        case .function: return .function(functions[index])
        case .type:
            guard case .resource(let handle) = spaces.types[index] else { return .type(nil) }
            return .type(resources[handle.resource])
        case .component: return .component(components[index])
        case .instance: return .instance(instances[index])
        }
    }
}

// What indices refer to, in one component or type. A value, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#index-spaces

package import WasmBinary

/// The index spaces of one component, with the type of each entry.
package struct IndexSpaces: Sendable {
    /// A core type: of functions, or of modules.
    package enum CoreType: Sendable {
        case function(ModuleSummary.FunctionType)
        case module(ModuleTypeID)
    }

    package internal(set) var coreTypes: [CoreType] = []
    package internal(set) var coreFunctions: [ModuleSummary.FunctionType] = []
    package internal(set) var coreTables: [ModuleSummary.Table] = []
    package internal(set) var coreMemories: [ModuleSummary.Limits] = []
    package internal(set) var coreGlobals: [ModuleSummary.Global] = []
    package internal(set) var coreTags: [ModuleSummary.FunctionType] = []
    package internal(set) var coreModules: [ModuleTypeID] = []
    package internal(set) var coreInstances: [CoreExports] = []
    package internal(set) var types: [TypeReference] = []
    package internal(set) var functions: [FunctionTypeID] = []
    package internal(set) var components: [ComponentTypeID] = []
    package internal(set) var instances: [InstanceTypeID] = []

    /// Gives the entity the next index of its sort.
    mutating func append(_ entity: Entity) {
        switch entity {
        case .module(let id): coreModules.append(id)
        case .function(let id): functions.append(id)
        case .type(_, let created): types.append(created)
        case .component(let id): components.append(id)
        case .instance(let id): instances.append(id)
        }
    }

    mutating func append(_ entity: ModuleSummary.Entity) {
        switch entity {
        case .function(let type): coreFunctions.append(type)
        case .table(let type, let limits): coreTables.append(.init(type: type, limits: limits))
        case .memory(let limits): coreMemories.append(limits)
        case .global(let type, let isMutable): coreGlobals.append(.init(type: type, isMutable: isMutable))
        case .tag(let type): coreTags.append(type)
        }
    }
}

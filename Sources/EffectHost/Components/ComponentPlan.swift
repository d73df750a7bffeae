// A component taken apart, held against the contract: how it becomes an effect. Values and pure functions, any thread.

import CanonicalABI
import ComponentModel
import WasmBinary
import WasmEngine

/// What the parts of a component are to the host. The component keeps to the contract.
struct ComponentPlan {
    /// Why its parts are not enough, each a sentence without its full stop.
    private(set) var reasons: [String] = []
    /// Nil where there are reasons.
    private(set) var entryPoints: EntryPoints?
    /// For each of the component's host functions, ours; complete where there are no reasons.
    private(set) var hostFunctions: [HostFunction] = []
    /// The component's core modules, read within the limits that modules have; complete where there are no reasons.
    private(set) var modules: [ModuleBinary] = []
    /// The module that the nth instance is of.
    let moduleOfInstance: [Int]
    let parts: UnbundledComponent

    init(_ parts: UnbundledComponent, limits: ModuleLimits) {
        self.parts = parts
        moduleOfInstance = parts.steps.compactMap { if case .instantiate(let module, _) = $0 { module } else { nil } }
        checkHostFunctions()
        findEntryPoints()
        checkModules(limits)
        if !reasons.isEmpty { entryPoints = nil }
    }

    /// Beyond so many instances a component is left to the component engine.
    private static let maximumInstanceCount = 16

    /// How many steps have to be done before the component may call the host.
    var stepsBeforeCalls: Int { parts.hostFunctions.map(\.requiredStepCount).max() ?? 0 }

    // MARK: What it imports

    private mutating func checkHostFunctions() {
        for function in parts.hostFunctions {
            let (interface, name, type): (String?, String, FunctionType?) =
                switch function.kind {
                case .lowered(let interface, let name, let type): (interface, name, type)
                case .resourceDrop(let number):
                    (parts.resources[number].interface, "[resource-drop]\(parts.resources[number].name)", nil)
                }
            // One of a foreign interface has its reason already.
            if let interface, !HostFunctions.interfaces.contains(interface) { continue }
            guard let interface, let ours = HostFunctions.named(name, of: interface) else {
                reasons.append("it imports ‘\(printable(name, limit: 100))’, of which the fast path knows nothing")
                continue
            }
            if let type {
                let expected = EffectContract.type(of: name, in: interface)
                if numberingOwn(type, interface) != expected {
                    reasons.append("its import ‘\(name)’ of ‘\(interface)’ has another type than the contract's")
                    continue
                }
            }
            guard ours.signature == FunctionSignature(function.signature) else {
                reasons.append("its import ‘\(name)’ of ‘\(interface)’ has another core type than the contract's")
                continue
            }
            hostFunctions.append(ours)
        }
    }

    /// A function's type with resources numbered as their interface does.
    private func numberingOwn(_ type: FunctionType, _ interface: String) -> FunctionType {
        type.mappingResources { number in
            let resource = parts.resources[number]
            guard resource.interface == interface else { return -1 }
            return EffectContract.resourceNames(of: interface).firstIndex(of: resource.name) ?? -1
        }
    }

    // MARK: What it exports

    private mutating func findEntryPoints() {
        var entries: [EffectFunction: EntryPoints.Entry] = [:]
        func find(_ export: EffectContract.Export) -> UnbundledComponent.Export? {
            parts.exports.first { $0.interface == export.interface && $0.name == export.function.contractName }
        }
        var options: [UnbundledComponent.Options] = []
        func take(_ export: EffectContract.Export, _ found: UnbundledComponent.Export) {
            options.append(found.options)
            let name = export.function.contractName
            guard found.type == export.type, let call = EntryPoints.Place(found.function) else {
                return reasons.append("its export ‘\(name)’ has another type than the contract's")
            }
            if found.postReturn != nil && export.type.result == nil {
                reasons.append("its export ‘\(name)’ has a post-return function, and returns nothing")
            }
            entries[export.function] = .init(
                call: call, postReturn: found.postReturn.flatMap { .init($0) }, type: export.type)
        }
        for export in EffectContract.allExports {
            if let found = find(export) { take(export, found) }
        }
        guard reasons.isEmpty else { return }
        guard
            let process = find(EffectContract.exports.first { $0.function == .process }!),
            let memory = process.options.memory.flatMap({ EntryPoints.Place($0) }),
            let allocator = process.options.realloc.flatMap({ EntryPoints.Place($0) })
        else { return reasons.append("its ‘process’ can't be called directly") }
        options += parts.hostFunctions.map(\.options)
        if options.contains(where: { ($0.memory ?? process.options.memory) != process.options.memory }) {
            reasons.append("its functions have several memories between them")
        }
        if options.contains(where: { ($0.realloc ?? process.options.realloc) != process.options.realloc }) {
            reasons.append("its functions have several allocators between them")
        }
        if parts.componentInstanceCount > 1 {
            reasons.append("it consists of \(parts.componentInstanceCount) components, each with handles of its own")
        }
        entryPoints = EntryPoints(memory: memory, allocator: allocator, entries)
    }

    /// Whether the one module there is gets, for each of its imports, the host's function of that very name: as it would by
    /// itself.
    var givesImportsByName: Bool {
        // A step more would be a call, which sharing leaves out.
        guard parts.steps.count == 1, case .instantiate(let module, let imports) = parts.steps[0] else {
            return false
        }
        return zip(parts.modules[module].summary.imports, imports).allSatisfy { item, source in
            guard case .host(let number) = source else { return false }
            let function = hostFunctions[number]
            return function.module.utf8.elementsEqual(item.module.utf8)
                && function.name.utf8.elementsEqual(item.name.utf8)
        }
    }

    // MARK: What it takes

    private mutating func checkModules(_ limits: ModuleLimits) {
        for part in parts.modules {
            do {
                modules.append(try ModuleBinary(parsing: Array(part.bytes), limits: limits))
            } catch {
                reasons.append("its core module at byte \(part.offset) is larger than the fast path takes: \(error)")
                return
            }
        }
        let count = moduleOfInstance.count
        if count > Self.maximumInstanceCount {
            reasons.append(
                "it has \(count) instances of core modules; the fast path takes \(Self.maximumInstanceCount)")
        }
        let functionCount = modules.reduce(0) { $0 + $1.layout.functionBodies.count }
        if functionCount > limits.maximumFunctions {
            reasons.append("it has \(functionCount) functions; the fast path takes \(limits.maximumFunctions)")
        }
        // Those that a module imports belong to another.
        let instances = moduleOfInstance.map { modules[$0] }
        let tableCount = instances.reduce(0) { $0 + $1.summary.tables.count - $1.importedTableCount }
        if tableCount > count * StoreLimits().tables {
            reasons.append("it has \(tableCount) tables; the fast path takes \(StoreLimits().tables) for each instance")
        }
        let memoryCount = instances.reduce(0) { $0 + $1.summary.memories.count - $1.importedMemoryCount }
        if memoryCount > 1 { reasons.append("it has \(memoryCount) memories; the fast path takes one") }
    }
}

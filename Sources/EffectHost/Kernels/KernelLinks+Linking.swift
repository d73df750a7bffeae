// Putting kernels beside a script. Set-up only.

import CanonicalABI
import WIT
import WasmEngine

extension KernelLinks {
    /// Instances, memories and tables that a store needs beyond the script's own.
    static func storeLimits(
        _ limits: EffectLimits, instanceCount: Int, kernelCount: Int, moduleInstanceCount: Int
    ) -> StoreLimits {
        let script = StoreLimits(memoryBytes: limits.memoryBytes, tableElements: limits.tableElements)
        var all = script
        // A component's modules have one memory between them.
        all.instances = instanceCount
        all.tables = instanceCount * script.tables
        all.instances += kernelCount + moduleInstanceCount
        all.memories += kernelCount
        all.tables += (kernelCount + moduleInstanceCount) * script.tables
        return all
    }

    /// Instantiates the kernels beside a script, in its store and within its time for setting up.
    ///
    /// Errors: no room for another instance; a kernel's start function trapped or ran out of time.
    static func link(_ modules: [KernelModule], to script: inout EffectState, effect: String) throws(EffectError) {
        guard !modules.isEmpty else { return }
        let values = UnsafeMutablePointer<RawValue>.allocate(capacity: valueCapacity)
        values.initialize(repeating: RawValue(), count: valueCapacity)
        let kernels = UnsafeMutablePointer<KernelInstance>.allocate(capacity: modules.count)
        let links = UnsafeMutablePointer<KernelLinks>.allocate(capacity: 1)
        links.initialize(
            to: KernelLinks(modules: modules, kernels: kernels, count: 0, scriptMemory: script.memory, values: values))
        // From here on the script's context frees it all. A kernel that starts already finds its handles there.
        script.guest.pointee.kernels = links
        script.grant(script.deadlines.setupTicks)
        for (index, module) in modules.enumerated() {
            links.pointee.current = index
            links.pointee.place = .start
            do {
                try links.pointee.start(module, at: index, in: &script.store)
            } catch {
                let reason = links.pointee.takeFailure()?.cause.reason ?? error.description
                throw EffectError(.invalidKernel(module.name, "it did not start: \(reason)"), effect: effect)
            }
        }
    }

    private mutating func start(_ module: KernelModule, at index: Int, in store: inout WasmStore) throws(WasmError) {
        // The start function runs before there is a table of handles.
        mayCallOut = false
        let instance = try store.instantiate(module.template)
        (kernels + index).initialize(to: try KernelInstance.make(module, instance, store))
        kernelCount = index + 1
        mayCallOut = true
        guard module.hasInitializer else { return }
        let initializer = try store.function(
            EffectContract.initializerExport, of: instance, signature: FunctionSignature())
        if let trap = store.call(initializer, values, count: 0) { throw .trapAtStart(trap.describe()) }
    }
}

extension KernelInstance {
    /// Finds what an instance of a module exports.
    fileprivate static func make(_ module: KernelModule, _ instance: WasmInstance, _ store: borrowing WasmStore)
        throws(WasmError) -> KernelInstance
    {
        let contract = KernelContract(
            interfaceName: module.interfaceName, interface: module.interface, functions: module.functions)
        var found: [Callable] = []
        for (index, function) in module.interface.functions.enumerated() {
            let type = module.functions[index]
            let signature = type.exportedSignature
            found.append(
                Callable(
                    function: try store.function(
                        contract.coreName(function), of: instance, signature: .init(signature)),
                    postReturn: module.postReturns[index]
                        ? try store.function(
                            contract.postReturnName(function), of: instance,
                            signature: .init(type.postReturnSignature)) : nil,
                    parameters: UInt32(module.types.knownIndex(of: type.parameterTuple)),
                    result: type.result.map { UInt32(module.types.knownIndex(of: $0)) } ?? TransferPart.none,
                    passesParametersInMemory: type.passesParametersInMemory,
                    returnsResultInMemory: type.returnsResultInMemory,
                    slotCount: max(signature.parameters.count, signature.results.count)))
        }
        var dropped: [WasmFunction?] = []
        for (resource, hasDestructor) in zip(module.interface.resources, module.destructors) {
            dropped.append(
                hasDestructor
                    ? try store.function(
                        contract.destructorName(resource), of: instance, signature: FunctionSignature([.i32])) : nil)
        }
        let memory = try store.memory(EffectContract.memoryExport, of: instance)
        let allocator =
            module.hasAllocator
            ? try store.function(
                EffectContract.allocatorExport, of: instance, signature: .init(EffectContract.allocatorSignature))
            : nil
        let callables = UnsafeMutablePointer<Callable>.allocate(capacity: max(found.count, 1))
        callables.initialize(from: found, count: found.count)
        let destructors = UnsafeMutablePointer<WasmFunction?>.allocate(capacity: max(dropped.count, 1))
        destructors.initialize(from: dropped, count: dropped.count)
        return KernelInstance(
            memory: memory, allocator: allocator, nodes: module.table.nodes, parts: module.table.parts,
            callables: callables, callableCount: found.count, destructors: destructors, resourceCount: dropped.count)
    }
}

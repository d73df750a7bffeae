// From a template to a running instance. Not on the audio thread.

import CanonicalABI
import WasmBinary
import WasmEngine

extension EffectState {
    /// Makes a store and an instance in it, runs the start function, and finds the contract's functions.
    ///
    /// Errors: no room for another instance; the start function trapped or ran out of time.
    static func instantiate(
        _ code: EffectCode, runtime: EffectRuntime, name: String, policy: EffectPolicy
    ) throws(EffectError) -> EffectState {
        let guest = UnsafeMutablePointer<GuestContext>.allocate(capacity: 1)
        guest.initialize(to: GuestContext())
        if !code.assets.isEmpty { guest.pointee.assets = AssetLinks.make(code.assets) }
        let values = UnsafeMutablePointer<RawValue>.allocate(capacity: Self.valueCapacity)
        values.initialize(repeating: RawValue(), count: Self.valueCapacity)
        var state: EffectState
        do {
            state = try start(code, runtime: runtime, guest: guest, values: values, policy: policy)
        } catch {
            let limit = EffectTimeLimit.milliseconds(runtime.limits.setupMilliseconds)
            let misuse = guest.pointee.assets?.pointee.takeFailure(limit: limit)
            values.deallocate()
            guest.deinitialize(count: 1)
            guest.deallocate()
            if let misuse { throw EffectError(.fault(EffectFault(cause: misuse, function: .start)), effect: name) }
            throw EffectError(error, limits: runtime.limits, effect: name)
        }
        guest.pointee.assets?.pointee.connect(memory: state.memory, allocator: state.allocator)
        try KernelLinks.link(code.kernels, to: &state, effect: name)
        ScriptModules.connect(to: &state, code, runtime: runtime)
        state.publishMemorySize()
        return state
    }

    private static func start(
        _ code: EffectCode, runtime: EffectRuntime, guest: UnsafeMutablePointer<GuestContext>,
        values: UnsafeMutablePointer<RawValue>, policy: EffectPolicy
    ) throws(WasmError) -> EffectState {
        let limits = runtime.limits
        let deadlines = Deadlines(
            setupTicks: EffectRuntime.ticks(milliseconds: limits.setupMilliseconds),
            blockTicks: EffectRuntime.ticks(milliseconds: limits.blockMilliseconds))
        var store = try WasmStore(
            engine: runtime.engine,
            limits: KernelLinks.storeLimits(
                limits, instanceCount: code.program.instanceCount, kernelCount: code.kernels.count,
                moduleInstanceCount: ScriptModules.mostInstances(of: code)),
            userData: guest,
            watchdog: runtime.watchdog)
        store.setDeadline(ticks: deadlines.setupTicks)
        let entryPoints = code.entryPoints
        let instances = try store.make(code.program, memory: entryPoints.memory, guest: guest, values: values)
        let instance = instances[entryPoints.memory.instance]
        let memory = try store.memory(entryPoints.memory.name, of: instance)
        // What an initializer would do has been done, and lies in the overlay.
        if let overlay = code.overlay { try overlay.apply(to: &store, instance, memory: memory) }
        let allocator = try store.function(
            entryPoints.allocator, EffectContract.allocatorSignature, of: instances)
        let functions = try Functions(store, instances, entryPoints)
        return EffectState(
            store: store, instances: instances, entryPoints: entryPoints, memory: memory, allocator: allocator,
            functions: functions, deadlines: deadlines, policy: policy, values: values, guest: guest,
            collectionPace: CollectionPace(memoryLimitByteCount: limits.memoryBytes))
    }
}

extension EffectState {
    /// A function that not every effect has. Set-up only.
    ///
    /// Errors: the effect doesn't export it.
    func callable(_ function: EffectFunction) throws(WasmError) -> Callable {
        guard let entry = entryPoints[function] else {
            throw .missingExport(function.rawValue, expected: "function of the contract")
        }
        return try store.function(entry, of: instances)
    }

    /// The instance whose memory is the effect's.
    var mainInstance: WasmInstance { instances[entryPoints.memory.instance] }
}

extension EffectError {
    fileprivate init(_ error: WasmError, limits: EffectLimits, effect: String) {
        if case .trap(let report) = error.kind {
            let cause = EffectFault.Cause.trapped(report, limit: .milliseconds(limits.setupMilliseconds))
            self.init(.fault(EffectFault(cause: cause, function: .start)), effect: effect)
        } else {
            self.init(.hostFailure(error.description), effect: effect)
        }
    }
}

extension FunctionSignature {
    /// The signature that a canonical ABI's core function has.
    init(_ signature: CoreSignature) {
        self.init(
            signature.parameters.map { parameter in
                switch parameter {
                case .i32: .i32
                case .i64: .i64
                case .f32: .f32
                case .f64: .f64
                }
            },
            signature.results.map { result in
                switch result {
                case .i32: .i32
                case .i64: .i64
                case .f32: .f32
                case .f64: .f64
                }
            })
    }
}

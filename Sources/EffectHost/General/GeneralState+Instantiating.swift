// From a linked component to a running one. Not on the audio thread.

import WasmEngine

extension GeneralState {
    /// Makes a store and an instance in it, which runs the start functions of the component's modules, and finds the
    /// contract's functions.
    ///
    /// Errors: no room for another instance; a start function trapped or ran out of time.
    static func instantiate(
        _ code: GeneralCode, runtime: EffectRuntime, name: String, policy: EffectPolicy
    ) throws(EffectError) -> GeneralState {
        let guest = UnsafeMutablePointer<GuestContext>.allocate(capacity: 1)
        guest.initialize(to: GuestContext())
        if !code.assets.isEmpty { guest.pointee.assets = AssetLinks.make(code.assets) }
        do {
            return try start(code, runtime: runtime, guest: guest, policy: policy)
        } catch {
            let limit = EffectTimeLimit.milliseconds(runtime.limits.setupMilliseconds)
            let misuse = guest.pointee.assets?.pointee.takeFailure(limit: limit)
            guest.deinitialize(count: 1)
            guest.deallocate()
            if let misuse { throw EffectError(.fault(EffectFault(cause: misuse, function: .start)), effect: name) }
            throw EffectError(starting: error, limits: runtime.limits, effect: name)
        }
    }

    private static func start(
        _ code: GeneralCode, runtime: EffectRuntime, guest: UnsafeMutablePointer<GuestContext>, policy: EffectPolicy
    ) throws(WasmError) -> GeneralState {
        let limits = runtime.limits
        let deadlines = EffectState.Deadlines(
            setupTicks: EffectRuntime.ticks(milliseconds: limits.setupMilliseconds),
            blockTicks: EffectRuntime.ticks(milliseconds: limits.blockMilliseconds))
        var store = try WasmStore(
            engine: code.engine.engine, limits: GeneralLimits.storeLimits(limits), userData: guest,
            watchdog: code.engine.watchdog)
        store.setDeadline(ticks: deadlines.setupTicks)
        let instance = try store.instantiate(code.template)
        var functions: [EffectFunction: ComponentFunction] = [:]
        let exports =
            EffectContract.exports + (code.hasSettings ? EffectContract.settings : [])
            + (code.hasMaintenance ? EffectContract.maintenance : [])
            + (code.hasMeters ? EffectContract.meters : [])
        for export in exports {
            functions[export.function] = try store.function(
                export.function.contractName, in: export.interface, of: instance)
        }
        let collect = functions[.collect].map { ComponentFrame($0) }
        return GeneralState(
            store: store, functions: functions, deadlines: deadlines, policy: policy, guest: guest,
            processFrame: ComponentFrame(functions[.process]!),
            parameterFrame: ComponentFrame(functions[.setParameter]!), collectFrame: collect)
    }
}

extension EffectError {
    fileprivate init(starting error: WasmError, limits: EffectLimits, effect: String) {
        guard case .trap(let report) = error.kind else {
            self.init(.hostFailure(error.description), effect: effect)
            return
        }
        let cause: EffectFault.Cause =
            report.code == .canonicalABI
            ? .brokeABI(report.message) : .trapped(report, limit: .milliseconds(limits.setupMilliseconds))
        let words = report.code == .host ? report.message : nil
        self.init(.fault(EffectFault(cause: cause, function: .start, words: words)), effect: effect)
    }
}

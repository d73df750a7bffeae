// Owns a wasmtime store: an effect's instance, its memory and its time. One thread at a time; making and ending it is
// not for the audio thread.
import CWasmtime

/// The box one effect is locked in. When it goes, everything in it goes.
///
/// A new store has no time: every call is stopped at once until `setDeadline` grants some.
package struct WasmStore: ~Copyable {
    private let store: OpaquePointer
    let context: OpaquePointer

    /// Makes an empty store. `userData` is what host functions get; it must outlive the store.
    ///
    /// Errors: `instantiation` when the system gives no memory.
    package init(
        engine: WasmEngine, limits: StoreLimits = StoreLimits(), userData: UnsafeMutableRawPointer? = nil
    ) throws(WasmError) {
        guard let store = wasmtime_store_new(engine.handle, userData, nil),
            let context = wasmtime_store_context(store)
        else { throw .instantiation("wasmtime gave no store") }
        self.store = store
        self.context = context
        wasmtime_store_limiter(
            store, Int64(limits.memoryBytes), Int64(limits.tableElements), Int64(limits.instances),
            Int64(limits.tables), Int64(limits.memories))
    }

    deinit {
        // Unmaps the instance's memory, or gives its slot back to the pool.
        wasmtime_store_delete(store)
    }

    /// Makes an instance, which runs the module's start function, under the deadline set before.
    ///
    /// Errors: `instantiation` when the module wants more than the limits, `trap` when its start function traps.
    package mutating func instantiate(_ template: InstanceTemplate) throws(WasmError) -> WasmInstance {
        var instance = wasmtime_instance_t()
        var trap: OpaquePointer?
        let error = wasmtime_instance_pre_instantiate(template.handle, context, &instance, &trap)
        if let error {
            // Only running code leaves a trace: then a host function refused what the start function asked for.
            let failure = WasmTrap(error: error)
            if !failure.backtrace().isEmpty { throw .trapAtStart(failure.describe()) }
            throw .instantiation(failure.describe().message)
        }
        if let trap { throw .trapAtStart(WasmTrap(trap: trap).describe()) }
        return WasmInstance(instance)
    }

    /// Grants time from now on: running code is stopped at the `ticks`-th increment of the engine's epoch, or the
    /// first after it. 0 stops it at its next check.
    @_noLocks
    package func setDeadline(ticks: UInt64) {
        // wasmtime adds the ticks to the current epoch; half the range leaves it room.
        wasmtime_context_set_epoch_deadline(context, min(ticks, UInt64.max / 2))
    }
}

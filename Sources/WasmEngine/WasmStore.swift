// Owns a wasmtime store: an effect's instance, its memory and its time. One thread at a time; making and ending it is
// not for the audio thread.
import CWasmtime

/// The box one effect is locked in. When it goes, everything in it goes.
///
/// A new store has no time: every call is stopped at once until `setDeadline` grants some.
package struct WasmStore: ~Copyable {
    private let store: OpaquePointer
    let context: OpaquePointer
    // SAFETY: freed with the store, to which it belongs; wasmtime hands it to callbacks during calls alone.
    let shared: UnsafeMutablePointer<StoreContext>
    /// Held for its count of ticks.
    private let engine: WasmEngine
    /// Held for the slot in `shared`.
    private let watchdog: DeadlineWatchdog?

    /// Makes an empty store.
    ///
    /// - Parameters:
    ///   - userData: what host functions get; it must outlive the store.
    ///   - watchdog: keeps deadlines in time to the microsecond; without it they are looked at once a tick.
    ///
    /// Errors: `instantiation` when the system gives no memory.
    package init(
        engine: WasmEngine, limits: StoreLimits = StoreLimits(), userData: UnsafeMutableRawPointer? = nil,
        watchdog: DeadlineWatchdog? = nil
    ) throws(WasmError) {
        let shared = UnsafeMutablePointer<StoreContext>.allocate(capacity: 1)
        guard let store = wasmtime_store_new(engine.handle, shared, nil),
            let context = wasmtime_store_context(store)
        else {
            shared.deallocate()
            throw .instantiation("wasmtime gave no store")
        }
        shared.initialize(
            to: StoreContext(userData: userData, tickCount: engine.tickCount, slot: watchdog?.claimSlot()))
        self.store = store
        self.context = context
        self.shared = shared
        self.engine = engine
        self.watchdog = watchdog
        wasmtime_store_epoch_deadline_callback(store, StoreContext.deadlineCallback, shared, nil)
        wasmtime_store_limiter(
            store, Int64(limits.memoryBytes), Int64(limits.tableElements), Int64(limits.instances),
            Int64(limits.tables), Int64(limits.memories))
    }

    deinit {
        // Unmaps the instance's memory, or gives its slot back to the pool.
        wasmtime_store_delete(store)
        shared.deinitialize(count: 1)
        shared.deallocate()
    }

    /// Makes an instance, which runs the module's start function, under the deadline set before.
    ///
    /// Errors: `instantiation` when the module wants more than the limits, `trap` when its start function traps.
    package mutating func instantiate(_ template: InstanceTemplate) throws(WasmError) -> WasmInstance {
        var instance = wasmtime_instance_t()
        var trap: OpaquePointer?
        let error = wasmtime_instance_pre_instantiate(template.handle, context, &instance, &trap)
        return try made(instance, error: error, trap: trap)
    }

    /// What came of an attempt to make an instance.
    func made(
        _ instance: wasmtime_instance_t, error: OpaquePointer?, trap: OpaquePointer?
    ) throws(WasmError) -> WasmInstance {
        if let error {
            // Only running code leaves a trace: then a host function refused what the start function asked for.
            let failure = WasmTrap(error: error, isOverdue: shared.pointee.isOverdue)
            if !failure.backtrace().isEmpty { throw .trapAtStart(failure.describe()) }
            throw .instantiation(failure.describe().message)
        }
        if let trap { throw .trapAtStart(WasmTrap(trap: trap).describe()) }
        return WasmInstance(instance)
    }
}

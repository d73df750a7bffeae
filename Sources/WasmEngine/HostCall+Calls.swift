// How a host function enters other instances of the store it was called from. Valid during the call, on its thread.
import CWasmtime

extension HostCall {
    /// Calls `function`, as `WasmStore.call` does; it runs on the caller's stack and against the caller's deadline.
    @_noLocks
    package func call(
        _ function: WasmFunction, _ values: UnsafeMutablePointer<RawValue>, count: Int
    ) -> WasmTrap? {
        precondition(count >= function.slotCount, "a call needs a value for each parameter and each result")
        var handle = function.handle
        var trap: OpaquePointer?
        // SAFETY: a `RawValue` has the layout of `wasmtime_val_raw_t`, which a test asserts; there are `count` of them,
        // enough for the signature that was checked when the function was looked up.
        let raw = UnsafeMutableRawPointer(values).assumingMemoryBound(to: wasmtime_val_raw_t.self)
        let context = wasmtime_caller_context(caller)
        if let error = wasmtime_func_call_unchecked(context, &handle, raw, count, &trap) {
            return WasmTrap(error: error, isOverdue: store?.pointee.isOverdue ?? false)
        }
        if let trap { return WasmTrap(trap: trap) }
        return nil
    }

    /// The bytes of `memory`, one of the same store, as it is now; the next call may grow and move it.
    @_noLocks
    package func bytes(of memory: WasmMemory) -> UnsafeMutableRawBufferPointer {
        var handle = memory.handle
        let context = wasmtime_caller_context(caller)
        // SAFETY: wasmtime checks that the memory is this store's, and says where it begins and how long it is.
        return UnsafeMutableRawBufferPointer(
            start: wasmtime_memory_data(context, &handle), count: wasmtime_memory_data_size(context, &handle))
    }
}

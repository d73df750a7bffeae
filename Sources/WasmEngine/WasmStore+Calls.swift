// Entering WebAssembly. Everything here may run on the audio thread.
import CWasmtime

extension WasmStore {
    /// Calls `function` with the arguments in `values`, where its results then are; nil means that it returned.
    ///
    /// `count` is how many values there are, at least the function's `slotCount`. After a trap the values are
    /// undefined and the instance is in the middle of something: call it no more. Only a trap allocates, and the first
    /// call on a thread.
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
        if let error = wasmtime_func_call_unchecked(context, &handle, raw, count, &trap) {
            return WasmTrap(error: error, isOverdue: shared.pointee.isOverdue)
        }
        if let trap { return WasmTrap(trap: trap) }
        return nil
    }

    /// The bytes of `memory` as it is now; the next call may grow and move it.
    @_noLocks
    package func bytes(of memory: WasmMemory) -> UnsafeMutableRawBufferPointer {
        var handle = memory.handle
        // SAFETY: wasmtime checks that the memory is this store's, and says where it begins and how long it is.
        return UnsafeMutableRawBufferPointer(
            start: wasmtime_memory_data(context, &handle), count: wasmtime_memory_data_size(context, &handle))
    }
}

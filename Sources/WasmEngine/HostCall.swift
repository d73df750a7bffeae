// What a host function may do with the instance that called it. Valid during the call, on its thread.
import CWasmtime

/// The caller of a host function.
package struct HostCall {
    let caller: OpaquePointer

    @_noLocks
    init(caller: OpaquePointer) {
        self.caller = caller
    }

    /// The bytes of the memory that the caller exports as `name`; nil when it exports none.
    ///
    /// They are valid until the guest runs again: it may grow its memory, which may move it.
    @_noLocks
    package func memory(_ name: StaticString = "memory") -> UnsafeMutableRawBufferPointer? {
        var item = wasmtime_extern_t()
        // SAFETY: a static string outlives every call; the same bytes serve as C characters.
        let characters = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        guard wasmtime_caller_export_get(caller, characters, name.utf8CodeUnitCount, &item),
            UInt32(item.kind) == CAJON_EXTERN_MEMORY.rawValue
        else { return nil }
        let context = wasmtime_caller_context(caller)
        // SAFETY: `kind` says which member of the union is set; the memory belongs to the caller's store.
        return UnsafeMutableRawBufferPointer(
            start: wasmtime_memory_data(context, &item.of.memory),
            count: wasmtime_memory_data_size(context, &item.of.memory))
    }

    /// What the store was made with.
    package var userData: UnsafeMutableRawPointer? {
        @_noLocks get { store?.pointee.userData }
    }

    /// SAFETY: every store's data is its `StoreContext`, which lives as long as the store.
    var store: UnsafeMutablePointer<StoreContext>? {
        @_noLocks get {
            wasmtime_context_get_data(wasmtime_caller_context(caller))?.assumingMemoryBound(to: StoreContext.self)
        }
    }
}

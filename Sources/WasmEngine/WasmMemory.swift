// A reference to a memory in a store. Plain bits, valid with its own store, which wasmtime checks on every use.
import CWasmtime

/// A linear memory. Its bytes are fetched anew after each call, since the guest may have grown it.
package struct WasmMemory: BitwiseCopyable, Sendable {
    private let storeID: UInt64
    private let index: UInt32
    private let kind: UInt32

    init(_ handle: wasmtime_memory_t) {
        storeID = handle._anon_1.store_id
        index = handle._anon_1.__private1
        kind = handle.__private2
    }

    var handle: wasmtime_memory_t {
        @_noLocks get {
            wasmtime_memory_t(
                _anon_1: wasmtime_memory_anon_0(store_id: storeID, __private1: index), __private2: kind)
        }
    }
}

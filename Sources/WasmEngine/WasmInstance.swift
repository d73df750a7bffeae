// References to what lives in a store. Plain bits: they own nothing and are of use with their own store only, which
// wasmtime checks on every use.
import CWasmtime

/// An instance in a store.
package struct WasmInstance: BitwiseCopyable, Sendable {
    private let storeID: UInt64
    private let index: Int

    init(_ handle: wasmtime_instance_t) {
        storeID = handle.store_id
        index = handle.__private
    }

    var handle: wasmtime_instance_t {
        wasmtime_instance_t(store_id: storeID, __private: index)
    }
}

// A reference to a global in a store. Plain bits, valid with its own store, which wasmtime checks on every use.
import CWasmtime

/// A global that holds a number or a vector.
package struct WasmGlobal: Sendable {
    package let type: ValueType
    private let storeID: UInt64
    private let parts: (UInt32, UInt32, UInt32)

    init(_ handle: wasmtime_global_t, type: ValueType) {
        self.type = type
        storeID = handle.store_id
        parts = (handle.__private1, handle.__private2, handle.__private3)
    }

    var handle: wasmtime_global_t {
        wasmtime_global_t(store_id: storeID, __private1: parts.0, __private2: parts.1, __private3: parts.2)
    }
}

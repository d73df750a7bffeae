// A reference to a table in a store. Plain bits, valid with its own store, which wasmtime checks on every use.
import CWasmtime

/// A table of references to functions.
package struct WasmTable: BitwiseCopyable, Sendable {
    private let storeID: UInt64
    private let parts: (UInt32, UInt32)

    init(_ handle: wasmtime_table_t) {
        storeID = handle._anon_1.store_id
        parts = (handle._anon_1.__private1, handle.__private2)
    }

    var handle: wasmtime_table_t {
        wasmtime_table_t(
            _anon_1: wasmtime_table_anon_0(store_id: storeID, __private1: parts.0), __private2: parts.1)
    }
}

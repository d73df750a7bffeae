// A reference to a function in a store. Plain bits, valid with its own store, which wasmtime checks on every use.
import CWasmtime

/// A function whose signature has been checked once, so that it can be called unchecked.
package struct WasmFunction: BitwiseCopyable, @unchecked Sendable {
    // SAFETY (@unchecked Sendable): the pointer is only ever handed back to wasmtime, with the store it came from.
    private let storeID: UInt64
    private let code: UnsafeMutableRawPointer?

    /// How many `RawValue`s a call needs.
    package let slotCount: Int

    init(_ handle: wasmtime_func_t, slotCount: Int) {
        storeID = handle.store_id
        code = handle.__private
        self.slotCount = slotCount
    }

    var handle: wasmtime_func_t {
        @_noLocks get { wasmtime_func_t(store_id: storeID, __private: code) }
    }
}

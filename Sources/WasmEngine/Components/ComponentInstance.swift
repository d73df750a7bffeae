// References to what lives in a store of components. Plain bits: they own nothing and are of use with their own store
// only, which wasmtime checks on every use.
import CWasmtime

/// An instance of a component in a store.
package struct ComponentInstance: BitwiseCopyable, Sendable {
    private let storeID: UInt64
    private let index: UInt32

    init(_ handle: wasmtime_component_instance_t) {
        storeID = handle.store_id
        index = handle.__private
    }

    var handle: wasmtime_component_instance_t {
        wasmtime_component_instance_t(store_id: storeID, __private: index)
    }
}

/// A function that a component exports.
package struct ComponentFunction: BitwiseCopyable, @unchecked Sendable {
    // SAFETY (@unchecked Sendable): the pointer is only ever handed back to wasmtime, with the store it came from.
    private let storeID: UInt64
    private let parts: (UInt32, UInt32)
    private let code: UnsafeMutableRawPointer?

    package let parameterCount: Int
    package let hasResult: Bool

    init(_ handle: wasmtime_component_func_t, parameterCount: Int, hasResult: Bool) {
        storeID = handle._anon_1.store_id
        parts = (handle._anon_1.__private1, handle.__private2)
        code = handle.__private3
        self.parameterCount = parameterCount
        self.hasResult = hasResult
    }

    var handle: wasmtime_component_func_t {
        wasmtime_component_func_t(
            _anon_1: wasmtime_component_func_anon_0(store_id: storeID, __private1: parts.0), __private2: parts.1,
            __private3: code)
    }
}

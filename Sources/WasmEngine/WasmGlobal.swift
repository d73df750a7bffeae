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

extension WasmGlobal {
    func value(in context: OpaquePointer) -> RawValue {
        var handle = handle
        var value = wasmtime_val_t()
        wasmtime_global_get(context, &handle, &value)
        // SAFETY: every member of the union begins at its first byte, and the widest that a number uses has 16.
        return withUnsafeBytes(of: &value.of) { bytes in
            let low = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
            switch type {
            case .i32, .f32: return RawValue(low: low & 0xffff_ffff)
            case .v128: return RawValue(low: low, high: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            default: return RawValue(low: low)
            }
        }
    }

    func setValue(_ raw: RawValue, in context: OpaquePointer) throws(WasmError) {
        var handle = handle
        var value = wasmtime_val_t()
        value.kind = wasmtime_valkind_t(WasmStore.numericTypes.first { $0.value == type }!.key)
        // SAFETY: every member of the union begins at its first byte, and the widest that a number uses has 16.
        withUnsafeMutableBytes(of: &value.of) { bytes in
            bytes.storeBytes(of: raw.low, toByteOffset: 0, as: UInt64.self)
            bytes.storeBytes(of: raw.high, toByteOffset: 8, as: UInt64.self)
        }
        if let message = WasmtimeFailure.consume(wasmtime_global_set(context, &handle, &value)) {
            throw WasmError(kind: .signatureMismatch, message: "a global can't be set: \(message)")
        }
    }
}

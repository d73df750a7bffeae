// Translation between this module's types and wasmtime's. Set-up only; it allocates.
import CWasmtime

extension ValueType {
    /// The borrowed `type`, told apart by comparison: asking wasmtime for its kind aborts the process on a vector.
    init(_ type: OpaquePointer?) {
        let candidates: [ValueType] = [.i32, .f32, .i64, .f64, .v128, .funcref, .externref]
        self =
            candidates.first { candidate in
                let handle = candidate.makeHandle()
                defer { wasm_valtype_delete(handle) }
                return wasmtime_wasm_valtype_equal(type, handle)
            } ?? .other
    }

    /// A handle that the caller owns, or gives to a vector.
    func makeHandle() -> OpaquePointer? {
        switch self {
        case .i32: wasm_valtype_new(wasm_valkind_t(WASM_I32.rawValue))
        case .i64: wasm_valtype_new(wasm_valkind_t(WASM_I64.rawValue))
        case .f32: wasm_valtype_new(wasm_valkind_t(WASM_F32.rawValue))
        case .f64: wasm_valtype_new(wasm_valkind_t(WASM_F64.rawValue))
        case .v128: wasmtime_wasm_valtype_v128()
        case .funcref: wasm_valtype_new(wasm_valkind_t(WASM_FUNCREF.rawValue))
        case .externref: wasm_valtype_new(wasm_valkind_t(WASM_EXTERNREF.rawValue))
        case .other: preconditionFailure("a host function can't have a type that the engine leaves off")
        }
    }
}

extension FunctionSignature {
    /// Reads the borrowed `type`.
    init(_ type: OpaquePointer?) {
        self.init(
            Self.types(in: wasm_functype_params(type)), Self.types(in: wasm_functype_results(type)))
    }

    private static func types(in vector: UnsafePointer<wasm_valtype_vec_t>?) -> [ValueType] {
        guard let vector else { return [] }
        // SAFETY: a vector holds `size` handles; its owner, the function type, outlives this call.
        return UnsafeBufferPointer(start: vector.pointee.data, count: vector.pointee.size).map { ValueType($0) }
    }

    /// Lends a wasmtime function type to `body` and deletes it afterwards.
    func withHandle<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
        func vector(_ types: [ValueType]) -> wasm_valtype_vec_t {
            let handles = types.map { $0.makeHandle() }
            var vector = wasm_valtype_vec_t()
            wasm_valtype_vec_new(&vector, handles.count, handles)
            return vector
        }
        var parameterVector = vector(parameters)
        var resultVector = vector(results)
        let handle = wasm_functype_new(&parameterVector, &resultVector)
        defer { wasm_functype_delete(handle) }
        return body(handle)
    }
}

extension ExternType {
    /// Reads the borrowed `type`.
    init(_ type: OpaquePointer?) {
        switch UInt32(wasm_externtype_kind(type)) {
        case WASM_EXTERN_FUNC.rawValue:
            self = .function(FunctionSignature(wasm_externtype_as_functype_const(type)))
        case WASM_EXTERN_MEMORY.rawValue:
            let memory = wasm_externtype_as_memorytype_const(type)
            var maximum: UInt64 = 0
            let hasMaximum = wasmtime_memorytype_maximum(memory, &maximum)
            self = .memory(
                MemoryType(
                    minimumPages: wasmtime_memorytype_minimum(memory), maximumPages: hasMaximum ? maximum : nil,
                    is64Bit: wasmtime_memorytype_is64(memory)))
        case WASM_EXTERN_TABLE.rawValue:
            let table = wasm_externtype_as_tabletype_const(type)
            self = .table(element: ValueType(wasm_tabletype_element(table)))
        case WASM_EXTERN_GLOBAL.rawValue:
            let global = wasm_externtype_as_globaltype_const(type)
            self = .global(
                ValueType(wasm_globaltype_content(global)),
                isMutable: wasm_globaltype_mutability(global) == wasm_mutability_t(WASM_VAR.rawValue))
        default:
            self = .other
        }
    }
}

extension String {
    /// The text of a borrowed wasmtime name; empty for null.
    init(wasmName name: UnsafePointer<wasm_name_t>?) {
        guard let name else {
            self = ""
            return
        }
        // SAFETY: a name holds `size` bytes; its owner outlives this call.
        self = String(decoding: UnsafeBufferPointer(start: name.pointee.data, count: name.pointee.size), as: UTF8.self)
    }
}

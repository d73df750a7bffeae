// Owns one wasmtime module handle. Set-up only.
import CWasmtime

/// Code for one module, compiled or taken from the cache.
struct CompiledModule: ~Copyable {
    let handle: OpaquePointer

    /// Validates and compiles.
    ///
    /// Errors: `invalidModule`.
    init(compiling wasm: [UInt8], engine: OpaquePointer) throws(WasmError) {
        var module: OpaquePointer?
        let message = WasmtimeFailure.consume(wasmtime_module_new(engine, wasm, wasm.count, &module))
        guard let module, message == nil else { throw .invalidModule(message ?? "no reason given") }
        handle = module
    }

    /// Takes up code that `serialized()` gave.
    ///
    /// `code` becomes machine code unexamined: it must be what this user's own compiler wrote, which the cache verifies.
    ///
    /// Errors: `invalidModule` when it is for another engine, or needs more than an instance in this one may have.
    init(trusting code: ArraySlice<UInt8>, engine: OpaquePointer) throws(WasmError) {
        var module: OpaquePointer?
        let error = code.withUnsafeBufferPointer {
            wasmtime_module_deserialize(engine, $0.baseAddress, $0.count, &module)
        }
        let message = WasmtimeFailure.consume(error)
        guard let module, message == nil else { throw .invalidModule(message ?? "no reason given") }
        handle = module
    }

    deinit {
        wasmtime_module_delete(handle)
    }

    /// The code in the form that `init(trusting:engine:)` takes.
    func serialized() throws(WasmError) -> [UInt8] {
        var bytes = wasm_byte_vec_t()
        if let message = WasmtimeFailure.consume(wasmtime_module_serialize(handle, &bytes)) {
            throw .invalidModule(message)
        }
        defer { wasm_byte_vec_delete(&bytes) }
        // SAFETY: on success wasmtime filled `bytes`, which this function owns until it returns.
        return [UInt8](UnsafeBufferPointer(start: bytes.data, count: bytes.size))
    }

    /// The module's imports, in its order.
    func imports() -> [ModuleImport] {
        var vector = wasm_importtype_vec_t()
        wasmtime_module_imports(handle, &vector)
        defer { wasm_importtype_vec_delete(&vector) }
        // SAFETY: wasmtime filled `vector`, which this function owns until it returns.
        return UnsafeBufferPointer(start: vector.data, count: vector.size).map { type in
            ModuleImport(
                module: String(wasmName: wasm_importtype_module(type)),
                name: String(wasmName: wasm_importtype_name(type)),
                type: ExternType(wasm_importtype_type(type)))
        }
    }

    /// The module's exports, in its order.
    func exports() -> [ModuleExport] {
        var vector = wasm_exporttype_vec_t()
        wasmtime_module_exports(handle, &vector)
        defer { wasm_exporttype_vec_delete(&vector) }
        // SAFETY: wasmtime filled `vector`, which this function owns until it returns.
        return UnsafeBufferPointer(start: vector.data, count: vector.size).map { type in
            ModuleExport(
                name: String(wasmName: wasm_exporttype_name(type)), type: ExternType(wasm_exporttype_type(type)))
        }
    }
}

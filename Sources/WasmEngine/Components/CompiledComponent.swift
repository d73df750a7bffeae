// Owns one wasmtime component handle. Set-up only.
import CWasmtime

/// Code for one component and all modules in it, compiled or taken from the cache.
struct CompiledComponent: ~Copyable {
    let handle: OpaquePointer

    /// Validates and compiles.
    ///
    /// Errors: `invalidModule`.
    init(compiling wasm: [UInt8], engine: OpaquePointer) throws(WasmError) {
        var component: OpaquePointer?
        let message = WasmtimeFailure.consume(wasmtime_component_new(engine, wasm, wasm.count, &component))
        guard let component, message == nil else { throw .invalidComponent(message ?? "no reason given") }
        handle = component
    }

    /// Takes up code that `serialized()` gave.
    ///
    /// `code` becomes machine code unexamined: it must be what this user's own compiler wrote, which the cache verifies.
    ///
    /// Errors: `invalidModule` when it is for another engine, or needs more than an instance in this one may have.
    init(trusting code: ArraySlice<UInt8>, engine: OpaquePointer) throws(WasmError) {
        var component: OpaquePointer?
        let error = code.withUnsafeBufferPointer {
            wasmtime_component_deserialize(engine, $0.baseAddress, $0.count, &component)
        }
        let message = WasmtimeFailure.consume(error)
        guard let component, message == nil else { throw .invalidComponent(message ?? "no reason given") }
        handle = component
    }

    deinit {
        wasmtime_component_delete(handle)
    }

    /// The code in the form that `init(trusting:engine:)` takes.
    func serialized() throws(WasmError) -> [UInt8] {
        var bytes = wasm_byte_vec_t()
        if let message = WasmtimeFailure.consume(wasmtime_component_serialize(handle, &bytes)) {
            throw .invalidComponent(message)
        }
        defer { wasm_byte_vec_delete(&bytes) }
        // SAFETY: on success wasmtime filled `bytes`, which this function owns until it returns.
        return [UInt8](UnsafeBufferPointer(start: bytes.data, count: bytes.size))
    }

    /// The component's imports and exports, in its order.
    ///
    /// Errors: `invalidModule` when there are more than anybody would write.
    func items(engine: OpaquePointer) throws(WasmError) -> (imports: [ComponentItem], exports: [ComponentItem]) {
        let type = wasmtime_component_type(handle)
        defer { wasmtime_component_type_delete(type) }
        var reader = ComponentItemReader(engine: engine)
        let imports = try reader.list(count: wasmtime_component_type_import_count(type, engine)) {
            wasmtime_component_type_import_nth(type, engine, $0, $1, $2, $3)
        }
        let exports = try reader.list(count: wasmtime_component_type_export_count(type, engine)) {
            wasmtime_component_type_export_nth(type, engine, $0, $1, $2, $3)
        }
        return (imports, exports)
    }
}

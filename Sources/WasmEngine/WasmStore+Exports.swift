// Finding what an instance exports. Set-up only: it allocates.
import CWasmtime

extension WasmStore {
    /// The function exported as `name`, which must have exactly that signature: it is not checked again.
    ///
    /// Errors: `missingExport`, `signatureMismatch`.
    package func function(
        _ name: String, of instance: WasmInstance, signature: FunctionSignature
    ) throws(WasmError) -> WasmFunction {
        var item = try export(name, of: instance, expected: "function")
        defer { wasmtime_extern_delete(&item) }
        guard UInt32(item.kind) == CAJON_EXTERN_FUNC.rawValue else {
            throw .exportMismatch(name, expected: "a function", found: Self.kindName(item.kind))
        }
        // SAFETY: `kind` says which member of the union is set.
        let type = wasmtime_func_type(context, &item.of.func)
        defer { wasm_functype_delete(type) }
        let found = FunctionSignature(type)
        guard found == signature else {
            throw .exportMismatch(name, expected: "a function \(signature)", found: "a function \(found)")
        }
        return WasmFunction(item.of.func, slotCount: signature.slotCount)
    }

    /// The memory exported as `name`.
    ///
    /// Errors: `missingExport`, `signatureMismatch` when it is something else.
    package func memory(_ name: String = "memory", of instance: WasmInstance) throws(WasmError) -> WasmMemory {
        var item = try export(name, of: instance, expected: "memory")
        defer { wasmtime_extern_delete(&item) }
        guard UInt32(item.kind) == CAJON_EXTERN_MEMORY.rawValue else {
            throw .exportMismatch(name, expected: "a memory", found: Self.kindName(item.kind))
        }
        // SAFETY: `kind` says which member of the union is set.
        return WasmMemory(item.of.memory)
    }

    func export(
        _ name: String, of instance: WasmInstance, expected: String
    ) throws(WasmError) -> wasmtime_extern_t {
        var handle = instance.handle
        var item = wasmtime_extern_t()
        var utf8Name = name
        let isFound = utf8Name.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                wasmtime_instance_export_get(context, &handle, $0.baseAddress, $0.count, &item)
            }
        }
        guard isFound else { throw .missingExport(name, expected: expected) }
        return item
    }

    static func kindName(_ kind: wasmtime_extern_kind_t) -> String {
        switch UInt32(kind) {
        case CAJON_EXTERN_FUNC.rawValue: "a function"
        case CAJON_EXTERN_GLOBAL.rawValue: "a global"
        case CAJON_EXTERN_TABLE.rawValue: "a table"
        case CAJON_EXTERN_MEMORY.rawValue: "a memory"
        default: "something else"
        }
    }
}

// Reading and changing what an instance holds besides its memory's bytes. Set-up only: it allocates.
import CWasmtime

extension WasmStore {
    /// The global exported as `name`, if it holds a number or a vector.
    ///
    /// Errors: `missingExport`, `signatureMismatch` when it is something else.
    package func global(_ name: String, of instance: WasmInstance) throws(WasmError) -> WasmGlobal {
        var item = try export(name, of: instance, expected: "global")
        defer { wasmtime_extern_delete(&item) }
        guard UInt32(item.kind) == CAJON_EXTERN_GLOBAL.rawValue else {
            throw .exportMismatch(name, expected: "a global", found: Self.kindName(item.kind))
        }
        var value = wasmtime_val_t()
        // SAFETY: `kind` says which member of the union is set.
        wasmtime_global_get(context, &item.of.global_, &value)
        defer { wasmtime_val_unroot(&value) }
        guard let type = Self.numericTypes[UInt32(value.kind)] else {
            throw .exportMismatch(name, expected: "a global with a number", found: "one with a reference")
        }
        return WasmGlobal(item.of.global_, type: type)
    }

    /// The global's bits, NaN payloads included.
    package func value(of global: WasmGlobal) -> RawValue { global.value(in: context) }

    /// Gives the global other bits.
    ///
    /// Errors: `signatureMismatch` when it is immutable.
    package func setValue(_ raw: RawValue, of global: WasmGlobal) throws(WasmError) {
        try global.setValue(raw, in: context)
    }

    /// Adds pages of zeroes to a memory's end; it may move.
    ///
    /// Errors: `instantiation` when that is beyond the memory's maximum or the store's limit.
    package func grow(_ memory: WasmMemory, byPages pageCount: UInt64) throws(WasmError) {
        var handle = memory.handle
        var previous: UInt64 = 0
        if let message = WasmtimeFailure.consume(wasmtime_memory_grow(context, &handle, pageCount, &previous)) {
            throw .instantiation(message)
        }
    }

    /// The table exported as `name`.
    ///
    /// Errors: `missingExport`, `signatureMismatch` when it is something else.
    package func table(_ name: String, of instance: WasmInstance) throws(WasmError) -> WasmTable {
        var item = try export(name, of: instance, expected: "table")
        defer { wasmtime_extern_delete(&item) }
        guard UInt32(item.kind) == CAJON_EXTERN_TABLE.rawValue else {
            throw .exportMismatch(name, expected: "a table", found: Self.kindName(item.kind))
        }
        return WasmTable(item.of.table)
    }

    /// What tells each element's function from others in this store, in order; nil for a null.
    ///
    /// Errors: `signatureMismatch` when the table holds references to anything but functions.
    package func functionIdentities(in table: WasmTable) throws(WasmError) -> [UInt?] {
        var handle = table.handle
        var identities: [UInt?] = []
        for index in 0..<wasmtime_table_size(context, &handle) {
            var value = wasmtime_val_t()
            guard wasmtime_table_get(context, &handle, index, &value) else { break }
            defer { wasmtime_val_unroot(&value) }
            guard UInt32(value.kind) == CAJON_VAL_FUNCREF.rawValue else {
                throw WasmError(kind: .signatureMismatch, message: "the table holds something else than functions")
            }
            // SAFETY: `kind` says which member of the union is set; store 0 stands for a null reference.
            identities.append(
                value.of.funcref.store_id == 0
                    ? nil : UInt(bitPattern: wasmtime_func_to_raw(context, &value.of.funcref)))
        }
        return identities
    }

    /// What tells the function exported as `name` from others in this store: equal to a table's element for it.
    ///
    /// Errors: `missingExport`, `signatureMismatch` when it is something else.
    package func functionIdentity(_ name: String, of instance: WasmInstance) throws(WasmError) -> UInt {
        var item = try export(name, of: instance, expected: "function")
        defer { wasmtime_extern_delete(&item) }
        guard UInt32(item.kind) == CAJON_EXTERN_FUNC.rawValue else {
            throw .exportMismatch(name, expected: "a function", found: Self.kindName(item.kind))
        }
        // SAFETY: `kind` says which member of the union is set.
        return UInt(bitPattern: wasmtime_func_to_raw(context, &item.of.func))
    }

    static let numericTypes: [UInt32: ValueType] = [
        CAJON_VAL_I32.rawValue: .i32, CAJON_VAL_I64.rawValue: .i64, CAJON_VAL_F32.rawValue: .f32,
        CAJON_VAL_F64.rawValue: .f64, CAJON_VAL_V128.rawValue: .v128,
    ]
}

// How a host function adds to the store it was called from, and looks at what instances export. Valid during the call, on its
// thread; all of it may allocate: not on the audio thread.
import CWasmtime

/// Something of a store that an instance exports, or is given for an import.
package enum StoreItem {
    case function(WasmFunction, FunctionSignature)
    case global(WasmGlobal)
    case table(WasmTable)
    case memory(WasmMemory)
    /// A function of ours, for an import alone.
    case host(HostFunction)
}

/// A function in a table.
package struct TableElement {
    package let function: WasmFunction
    package let signature: FunctionSignature
    /// Equal for equal functions.
    package let identity: UInt
}

extension HostCall {
    private var context: OpaquePointer { wasmtime_caller_context(caller) }

    /// Makes an instance, which must have no start function.
    ///
    /// Errors: `instantiation` when an import has another type, or the module wants more than the limits.
    package func instantiate(_ module: WasmModule, imports: [StoreItem]) throws(WasmError) -> WasmInstance {
        let context = context
        var items = imports.map { $0.item(in: context) }
        defer { for index in items.indices { wasmtime_extern_delete(&items[index]) } }
        var instance = wasmtime_instance_t()
        var trap: OpaquePointer?
        if let error = wasmtime_instance_new(context, module.handle, items, items.count, &instance, &trap) {
            throw .instantiation(WasmTrap(error: error, isOverdue: false).describe().message)
        }
        if let trap { throw .trapAtStart(WasmTrap(trap: trap).describe()) }
        return WasmInstance(instance)
    }

    /// What an instance exports under that name; nil when it is nothing that the host can hold.
    package func export(_ name: String, of instance: WasmInstance) -> StoreItem? {
        var handle = instance.handle
        var item = wasmtime_extern_t()
        var utf8Name = name
        let context = context
        let isFound = utf8Name.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                wasmtime_instance_export_get(context, &handle, $0.baseAddress, $0.count, &item)
            }
        }
        guard isFound else { return nil }
        defer { wasmtime_extern_delete(&item) }
        // SAFETY: `kind` says which member of the union is set.
        switch UInt32(item.kind) {
        case CAJON_EXTERN_FUNC.rawValue:
            let element = element(item.of.func)
            return .function(element.function, element.signature)
        case CAJON_EXTERN_TABLE.rawValue: return .table(WasmTable(item.of.table))
        case CAJON_EXTERN_MEMORY.rawValue: return .memory(WasmMemory(item.of.memory))
        case CAJON_EXTERN_GLOBAL.rawValue:
            var value = wasmtime_val_t()
            wasmtime_global_get(context, &item.of.global_, &value)
            defer { wasmtime_val_unroot(&value) }
            return WasmStore.numericTypes[UInt32(value.kind)].map { .global(WasmGlobal(item.of.global_, type: $0)) }
        default: return nil
        }
    }

    /// What tells a function from others in this store.
    package func identity(of function: WasmFunction) -> UInt {
        var handle = function.handle
        return UInt(bitPattern: wasmtime_func_to_raw(context, &handle))
    }

    package func value(of global: WasmGlobal) -> RawValue { global.value(in: context) }

    /// Errors: `signatureMismatch` when it is immutable.
    package func setValue(_ raw: RawValue, of global: WasmGlobal) throws(WasmError) {
        try global.setValue(raw, in: context)
    }

    // MARK: - Tables

    package func elementCount(of table: WasmTable) -> Int {
        var handle = table.handle
        return Int(wasmtime_table_size(context, &handle))
    }

    /// The function at a place of a table that has so many places; nil for null, and in a table of anything else.
    package func element(_ index: Int, of table: WasmTable) -> TableElement? {
        var handle = table.handle
        var value = wasmtime_val_t()
        guard wasmtime_table_get(context, &handle, UInt64(index), &value) else { return nil }
        defer { wasmtime_val_unroot(&value) }
        // SAFETY: `kind` says which member of the union is set; store 0 stands for a null reference.
        guard UInt32(value.kind) == CAJON_VAL_FUNCREF.rawValue, value.of.funcref.store_id != 0 else { return nil }
        return element(value.of.funcref)
    }

    /// Puts a function, or null, into a table. False when there is no such place, or the table holds something else.
    package func setElement(_ index: Int, of table: WasmTable, to function: WasmFunction?) -> Bool {
        var handle = table.handle
        var value = Self.reference(to: function)
        return WasmtimeFailure.consume(wasmtime_table_set(context, &handle, UInt64(index), &value)) == nil
    }

    /// Adds places to a table; nil when that is more than it, or the store, may have. Else how many it had.
    package func grow(_ table: WasmTable, by count: Int, filling function: WasmFunction?) -> Int? {
        var handle = table.handle
        var value = Self.reference(to: function)
        var previous: UInt64 = 0
        let error = wasmtime_table_grow(context, &handle, UInt64(count), &value, &previous)
        return WasmtimeFailure.consume(error) == nil ? Int(previous) : nil
    }

    private static func reference(to function: WasmFunction?) -> wasmtime_val_t {
        var value = wasmtime_val_t()
        value.kind = wasmtime_valkind_t(CAJON_VAL_FUNCREF.rawValue)
        // Store 0 stands for a null reference.
        value.of.funcref = function?.handle ?? wasmtime_func_t()
        return value
    }

    private func element(_ function: wasmtime_func_t) -> TableElement {
        var handle = function
        let type = wasmtime_func_type(context, &handle)
        defer { wasm_functype_delete(type) }
        let signature = FunctionSignature(type)
        return TableElement(
            function: WasmFunction(function, slotCount: signature.slotCount), signature: signature,
            identity: UInt(bitPattern: wasmtime_func_to_raw(context, &handle)))
    }

    // MARK: - Time

    /// Does something for the caller that its deadline in ticks doesn't count.
    package func withoutCounting<Result>(if isForgiven: (Result) -> Bool, _ body: () -> Result) -> Result {
        guard let store else { return body() }
        let before = store.pointee.tick
        let result = body()
        guard isForgiven(result) else { return result }
        store.pointee.postpone(byTicks: store.pointee.tick &- before)
        wasmtime_context_set_epoch_deadline(context, store.pointee.ticksToGo())
        return result
    }
}

extension StoreItem {
    fileprivate func item(in context: OpaquePointer) -> wasmtime_extern_t {
        var item = wasmtime_extern_t()
        switch self {
        case .function(let function, _):
            item.kind = wasmtime_extern_kind_t(CAJON_EXTERN_FUNC.rawValue)
            item.of.func = function.handle
        case .global(let global):
            item.kind = wasmtime_extern_kind_t(CAJON_EXTERN_GLOBAL.rawValue)
            item.of.global_ = global.handle
        case .table(let table):
            item.kind = wasmtime_extern_kind_t(CAJON_EXTERN_TABLE.rawValue)
            item.of.table = table.handle
        case .memory(let memory):
            item.kind = wasmtime_extern_kind_t(CAJON_EXTERN_MEMORY.rawValue)
            item.of.memory = memory.handle
        case .host(let function): return function.item(in: context)
        }
        return item
    }
}

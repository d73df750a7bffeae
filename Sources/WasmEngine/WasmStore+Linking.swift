// Making an instance out of what other instances of its store export. Set-up only: it allocates.
import CWasmtime

/// What an instance is given for one of its imports.
package enum ImportSource: Sendable {
    case host(HostFunction)
    /// What an instance of the same store exports.
    case export(of: WasmInstance, name: String)
}

extension WasmStore {
    /// Makes an instance, which runs the module's start function, under the deadline set before.
    ///
    /// - Parameter imports: one for each of the module's imports, in their order.
    ///
    /// Errors: `missingExport`; `instantiation` when an import has another type, or the module wants more than the
    /// limits; `trapAtStart` when its start function traps.
    package mutating func instantiate(
        _ module: WasmModule, imports: [ImportSource]
    ) throws(WasmError) -> WasmInstance {
        var items: [wasmtime_extern_t] = []
        defer { for index in items.indices { wasmtime_extern_delete(&items[index]) } }
        for source in imports {
            switch source {
            case .host(let function): items.append(function.item(in: context))
            case .export(let instance, let name):
                items.append(try export(name, of: instance, expected: "what another module imports"))
            }
        }
        var instance = wasmtime_instance_t()
        var trap: OpaquePointer?
        let error = wasmtime_instance_new(context, module.handle, items, items.count, &instance, &trap)
        return try made(instance, error: error, trap: trap)
    }
}

extension HostFunction {
    /// The function as something of one store.
    func item(in context: OpaquePointer) -> wasmtime_extern_t {
        var item = wasmtime_extern_t()
        item.kind = wasmtime_extern_kind_t(CAJON_EXTERN_FUNC.rawValue)
        signature.withHandle { type in
            wasmtime_func_new_unchecked(
                context, type, Self.callback, makeEnvironment(), Self.finalizer, &item.of.func)
        }
        return item
    }
}

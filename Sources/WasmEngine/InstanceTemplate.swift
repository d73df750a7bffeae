// A module with its imports resolved, ready to be instantiated in microseconds. Any thread may use it.
import CWasmtime

/// A module linked to what it was granted.
package final class InstanceTemplate: Sendable {
    package let module: WasmModule

    // SAFETY: wasmtime's pre-instance is immutable and may be used by any thread; it is deleted once.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Resolves every import of `module` among `hostFunctions`; those it does not import are left out.
    ///
    /// Errors: `missingImport` names the first import that was not granted; `signatureMismatch` one of another type.
    package init(_ module: WasmModule, hostFunctions: [HostFunction] = []) throws(WasmError) {
        self.module = module
        let granted = try Self.resolve(module.imports, among: hostFunctions)
        guard let linker = wasmtime_linker_new(module.engine.handle) else {
            throw .instantiation("wasmtime gave no linker")
        }
        defer { wasmtime_linker_delete(linker) }
        for function in granted {
            if let message = function.define(in: linker) { throw .instantiation(message) }
        }
        var pre: OpaquePointer?
        let message = WasmtimeFailure.consume(wasmtime_linker_instantiate_pre(linker, module.handle, &pre))
        guard let pre, message == nil else { throw .instantiation(message ?? "no reason given") }
        handle = pre
    }

    deinit {
        wasmtime_instance_pre_delete(handle)
    }

    /// The functions that the imports name, each once: a module may import the same one several times.
    private static func resolve(
        _ imports: [ModuleImport], among hostFunctions: [HostFunction]
    ) throws(WasmError) -> [HostFunction] {
        var granted: [HostFunction] = []
        for item in imports {
            func matches(_ function: HostFunction) -> Bool {
                function.module.utf8.elementsEqual(item.module.utf8) && function.name.utf8.elementsEqual(item.name.utf8)
            }
            guard let function = hostFunctions.first(where: matches) else {
                throw .missingImport(item.module, item.name, item.type)
            }
            guard item.type == .function(function.signature) else {
                throw .importMismatch(item.module, item.name, expected: function.signature, found: item.type)
            }
            if !granted.contains(where: matches) { granted.append(function) }
        }
        return granted
    }
}

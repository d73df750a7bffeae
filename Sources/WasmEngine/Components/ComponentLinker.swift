// Owns one wasmtime component linker, which holds what a component was granted. Set-up only.
import CWasmtime

/// The definitions that a component's imports resolve to.
struct ComponentLinker: ~Copyable {
    let handle: OpaquePointer

    /// Errors: `instantiation` when there is no memory.
    init(engine: OpaquePointer) throws(WasmError) {
        guard let linker = wasmtime_component_linker_new(engine) else {
            throw .componentInstantiation("wasmtime gave no linker")
        }
        handle = linker
    }

    deinit {
        wasmtime_component_linker_delete(handle)
    }

    /// Defines the import `item` by `interface`, which was found to be meant: exactly what is imported, and no more.
    ///
    /// Errors: `missingImport` names the first thing that was not granted.
    func define(_ item: ComponentItem, by interface: HostInterface) throws(WasmError) {
        let root = Scope(wasmtime_component_linker_root(handle))
        guard item.kind == .instance else {
            try root.define(item, by: interface, of: nil)
            return
        }
        let scope = try root.instance(item.name)
        for member in item.members { try scope.define(member, by: interface, of: item.name) }
    }

    /// Gives `component` a function that traps, and a resource that nobody has, for every import not yet defined.
    func defineUnknownImportsAsTraps(of component: WasmComponent) throws(WasmError) {
        let error = wasmtime_component_linker_define_unknown_imports_as_traps(handle, component.handle)
        if let message = WasmtimeFailure.consume(error) { throw .componentInstantiation(message) }
    }

    /// A place in the linker for names. While it lives, nothing else may be done with the linker.
    private struct Scope: ~Copyable {
        private let handle: OpaquePointer

        init(_ handle: OpaquePointer) {
            self.handle = handle
        }

        deinit {
            wasmtime_component_linker_instance_delete(handle)
        }

        func instance(_ name: String) throws(WasmError) -> Scope {
            var instance: OpaquePointer?
            let error = name.withBytes {
                wasmtime_component_linker_instance_add_instance(handle, $0.baseAddress, $0.count, &instance)
            }
            let message = WasmtimeFailure.consume(error)
            guard let instance, message == nil else {
                throw .componentInstantiation(message ?? "wasmtime gave no instance")
            }
            return Scope(instance)
        }

        func define(_ item: ComponentItem, by interface: HostInterface, of name: String?) throws(WasmError) {
            switch item.kind {
            // A type that is no resource stands for itself.
            case .type: return
            case .function:
                if let function = interface.functions[item.name] { return try add(item.name, function) }
                if interface.otherFunctions == .trap {
                    let message = "'\(item.name)' of '\(name ?? "")' can't be called here"
                    return try add(item.name) { _, _ throws(HostRefusal) in throw HostRefusal(message) }
                }
            case .resource:
                if let resource = interface.resources[item.name] { return try add(item.name, resource) }
            case .component, .instance, .module, .coreFunction: break
            }
            throw .missingComponentImport(item.name, item.kind, of: name)
        }

        private func add(_ name: String, _ function: @escaping HostInterface.Function) throws(WasmError) {
            let environment = Unmanaged.passRetained(HostFunctionEnvironment(function)).toOpaque()
            let error = name.withBytes {
                wasmtime_component_linker_instance_add_func(
                    handle, $0.baseAddress, $0.count, HostFunctionEnvironment.callback, environment,
                    HostFunctionEnvironment.finalizer)
            }
            if let message = WasmtimeFailure.consume(error) { throw .componentInstantiation(message) }
        }

        private func add(_ name: String, _ resource: HostInterface.Resource) throws(WasmError) {
            let type = wasmtime_component_resource_type_new_host(resource.type.id)
            defer { wasmtime_component_resource_type_delete(type) }
            let environment = Unmanaged.passRetained(HostDestructorEnvironment(resource.destructor)).toOpaque()
            let error = name.withBytes {
                wasmtime_component_linker_instance_add_resource(
                    handle, $0.baseAddress, $0.count, type, HostDestructorEnvironment.callback, environment,
                    HostDestructorEnvironment.finalizer)
            }
            if let message = WasmtimeFailure.consume(error) { throw .componentInstantiation(message) }
        }
    }
}

extension String {
    /// Lends the text's bytes as C characters; there is no zero byte after them.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<CChar>) -> Result) -> Result {
        var text = self
        return text.withUTF8 { utf8 in utf8.withMemoryRebound(to: CChar.self, body) }
    }
}

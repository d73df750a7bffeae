// Components in a store: the same limits, deadlines and traps as modules have. One thread at a time; all of it allocates.
import CWasmtime

extension WasmStore {
    /// Makes an instance, which runs the start functions of the component's modules, under the deadline set before.
    ///
    /// Limits hold for each of its memories and tables, and for how many modules, memories and tables there are in all:
    /// see `StoreLimits.component`.
    ///
    /// Errors: `instantiation` when the component wants more than the limits, `trap` when a start function traps.
    package mutating func instantiate(_ template: ComponentTemplate) throws(WasmError) -> ComponentInstance {
        if shared.pointee.componentState == nil { shared.pointee.componentState = ComponentState() }
        var instance = wasmtime_component_instance_t()
        let error = wasmtime_component_linker_instantiate(
            template.linkerHandle, context, template.component.handle, &instance)
        if let error {
            // Only running code leaves a trace.
            let failure = WasmTrap(componentError: error, isOverdue: shared.pointee.isOverdue)
            shared.pointee.componentState?.hasTrapped = true
            if !failure.backtrace().isEmpty { throw .trapAtStart(failure.describe()) }
            throw .componentInstantiation(failure.describe().message)
        }
        return ComponentInstance(instance)
    }

    /// The function that the component exports as `name`, within `interface` unless that is nil.
    ///
    /// Types are not compared here: a call with other values than its own is refused by wasmtime.
    ///
    /// Errors: `missingExport`.
    package func function(
        _ name: String, in interface: String? = nil, of instance: ComponentInstance
    ) throws(WasmError) -> ComponentFunction {
        var instance = instance.handle
        var outer: OpaquePointer?
        defer { if let outer { wasmtime_component_export_index_delete(outer) } }
        if let interface {
            outer = interface.withBytes {
                wasmtime_component_instance_get_export_index(&instance, context, nil, $0.baseAddress, $0.count)
            }
            guard outer != nil else { throw .missingComponentExport(name, of: interface) }
        }
        let index = name.withBytes {
            wasmtime_component_instance_get_export_index(&instance, context, outer, $0.baseAddress, $0.count)
        }
        guard let index else { throw .missingComponentExport(name, of: interface) }
        defer { wasmtime_component_export_index_delete(index) }
        var function = wasmtime_component_func_t()
        guard wasmtime_component_instance_get_func(&instance, context, index, &function) else {
            throw .missingComponentExport(name, of: interface)
        }
        let type = wasmtime_component_func_type(&function, context)
        defer { wasmtime_component_func_type_delete(type) }
        var result = wasmtime_component_valtype_t()
        let hasResult = wasmtime_component_func_type_result(type, &result)
        if hasResult { wasmtime_component_valtype_delete(&result) }
        return ComponentFunction(
            function, parameterCount: wasmtime_component_func_type_param_count(type), hasResult: hasResult)
    }

    /// What came of a call.
    package enum ComponentOutcome {
        /// It returned; with a value, unless the function has none.
        case returned(ComponentValue?)
        case trapped(WasmTrap)
    }

    /// Calls `function` and its post-return function. After a trap, every further call of the store's components is
    /// refused with one.
    ///
    /// Errors: `signatureMismatch` when the arguments hold a handle that wasmtime doesn't know. Other values that don't
    /// fit the function are a trap of the code `canonicalABI`.
    package mutating func call(
        _ function: ComponentFunction, _ arguments: [ComponentValue] = []
    ) throws(WasmError) -> ComponentOutcome {
        var frame = ComponentFrame(function, argumentCount: arguments.count)
        for (index, argument) in arguments.enumerated() { try frame.set(argument, at: index, in: self) }
        if let trap = call(&frame) { return .trapped(trap) }
        return .returned(try frame.result(in: self))
    }

    /// Calls a frame's function with the arguments that are set in it; nil means that it returned.
    package mutating func call(_ frame: inout ComponentFrame) -> WasmTrap? {
        guard let state = shared.pointee.componentState, !state.hasTrapped else {
            return WasmTrap(
                componentError: wasmtime_error_new("nothing may call the component after it trapped"),
                isOverdue: false)
        }
        guard let error = frame.call(context) else { return nil }
        let trap = WasmTrap(componentError: error, isOverdue: shared.pointee.isOverdue)
        state.hasTrapped = true
        return trap
    }

    /// Drops an own of a resource that a component defines, which runs its destructor; nil means that it returned.
    package mutating func drop(_ resource: ComponentResource) -> WasmTrap? {
        guard let state = shared.pointee.componentState, !state.hasTrapped else {
            return WasmTrap(
                componentError: wasmtime_error_new("nothing may call the component after it trapped"),
                isOverdue: false)
        }
        guard let error = wasmtime_component_resource_any_drop(context, resource.handle) else { return nil }
        let trap = WasmTrap(componentError: error, isOverdue: shared.pointee.isOverdue)
        // A handle that isn't one any more is our mistake and leaves the component as it was.
        if !trap.backtrace().isEmpty || shared.pointee.isOverdue { state.hasTrapped = true }
        return trap
    }
}

// What wasmtime keeps for each host function and resource of a component, and what it calls. Thread: the one that runs
// the component.
import CWasmtime

/// A host function, retained by the linker until the finalizer runs.
final class HostFunctionEnvironment: Sendable {
    private let function: HostInterface.Function

    init(_ function: @escaping HostInterface.Function) {
        self.function = function
    }

    /// The beginning of every refusal's text, by which it is known again in a trap.
    static let refusal = "a host function refused the call"

    static let callback: wasmtime_component_func_callback_t = {
        environment, context, _, arguments, argumentCount, results, resultCount in
        // SAFETY: wasmtime passes what the linker was given, retained until the finalizer runs, which is after the last
        // call; arguments and results are as many as it says.
        let environment = Unmanaged<HostFunctionEnvironment>.fromOpaque(environment!).takeUnretainedValue()
        do throws(HostRefusal) {
            try environment.call(
                ComponentCall(context: context!), UnsafeBufferPointer(start: arguments, count: argumentCount),
                UnsafeMutableBufferPointer(start: results, count: resultCount))
            // As for functions that modules import: compiled code doesn't look at its deadline here.
            guard ComponentCall(context: context!).hasTime else { throw HostRefusal("its time ran out") }
            return nil
        } catch {
            return wasmtime_error_new("\(refusal): \(error.message)")
        }
    }

    static let finalizer: @convention(c) (UnsafeMutableRawPointer?) -> Void = { environment in
        // SAFETY: balances `passRetained` in the linker; wasmtime calls it once.
        Unmanaged<HostFunctionEnvironment>.fromOpaque(environment!).release()
    }

    private func call(
        _ call: ComponentCall, _ arguments: UnsafeBufferPointer<wasmtime_component_val_t>,
        _ results: UnsafeMutableBufferPointer<wasmtime_component_val_t>
    ) throws(HostRefusal) {
        var values: [ComponentValue] = []
        values.reserveCapacity(arguments.count)
        for index in arguments.indices {
            do {
                values.append(try ComponentValue(arguments.baseAddress! + index, call.context))
            } catch {
                throw HostRefusal(error.message)
            }
        }
        let result = try function(call, values)
        // What the component lent it gets back, or wasmtime finds it missing.
        for value in values { try value.endBorrows(call.context) }
        switch (result, results.count) {
        case (nil, 0): return
        case (let result?, 1):
            do {
                try result.store(into: results.baseAddress!, call.context)
            } catch {
                throw HostRefusal(error.message)
            }
        default: throw HostRefusal("its result is not the one that the component expects")
        }
    }
}

/// A host resource's destructor, retained by the linker until the finalizer runs.
final class HostDestructorEnvironment: Sendable {
    private let destructor: HostInterface.Destructor

    init(_ destructor: @escaping HostInterface.Destructor) {
        self.destructor = destructor
    }

    static let callback: wasmtime_component_resource_destructor_t = { environment, context, representation in
        // SAFETY: as for `HostFunctionEnvironment.callback`.
        let environment = Unmanaged<HostDestructorEnvironment>.fromOpaque(environment!).takeUnretainedValue()
        environment.destructor(ComponentCall(context: context!), representation)
        return nil
    }

    static let finalizer: @convention(c) (UnsafeMutableRawPointer?) -> Void = { environment in
        // SAFETY: balances `passRetained` in the linker; wasmtime calls it once.
        Unmanaged<HostDestructorEnvironment>.fromOpaque(environment!).release()
    }
}

extension ComponentValue {
    /// Drops every borrow of a component's own resource in this value.
    ///
    /// Errors: when wasmtime doesn't know it any more.
    fileprivate func endBorrows(_ context: OpaquePointer) throws(HostRefusal) {
        switch self {
        case .resource(let resource) where !resource.isOwned:
            let error = wasmtime_component_resource_any_drop(context, resource.handle)
            if let message = WasmtimeFailure.consume(error) { throw HostRefusal(message) }
        case .list(let values), .tuple(let values):
            // Numbers and text, the common elements, are passed over at once.
            guard let first = values.first, first.mayHoldResources else { return }
            for value in values { try value.endBorrows(context) }
        case .record(let fields):
            for field in fields { try field.value.endBorrows(context) }
        case .variant(_, let payload?), .option(let payload?), .ok(let payload?), .error(let payload?):
            try payload.endBorrows(context)
        default: return
        }
    }

    private var mayHoldResources: Bool {
        switch self {
        case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .char, .string, .enumeration, .flags:
            false
        default: true
        }
    }
}

// Carries out plans on wasmtime's core API, reached through the C API since no layer below links modules. One test's
// thread.

import CWasmtime
import CanonicalABI
import ComponentModel
import Glibc

/// A plan that was carried out, in a store of its own.
final class PlanRunner {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What host functions were called, with their arguments; text is read from memory.
    private(set) var calls: [String] = []
    /// What host functions with a result return.
    var result: UInt32 = 2
    private let plan: UnbundledComponent
    private let engine: OpaquePointer
    private let store: OpaquePointer
    private let context: OpaquePointer
    private var instances: [wasmtime_instance_t] = []
    private var doneStepCount = 0
    private var environments: [Environment] = []

    private final class Environment {
        unowned let runner: PlanRunner
        let number: Int

        init(_ runner: PlanRunner, _ number: Int) {
            self.runner = runner
            self.number = number
        }
    }

    private typealias InstanceNew =
        @convention(c) (
            OpaquePointer, OpaquePointer, UnsafePointer<wasmtime_extern_t>?, Int,
            UnsafeMutablePointer<wasmtime_instance_t>, UnsafeMutablePointer<OpaquePointer?>
        ) -> OpaquePointer?
    private typealias FunctionNew =
        @convention(c) (
            OpaquePointer, OpaquePointer, wasmtime_func_unchecked_callback_t, UnsafeMutableRawPointer?,
            (@convention(c) (UnsafeMutableRawPointer?) -> Void)?, UnsafeMutablePointer<wasmtime_func_t>
        ) -> Void

    private static func symbol<Function>(_ name: String) -> Function {
        guard let address = dlsym(dlopen(nil, RTLD_NOW), name) else { fatalError("wasmtime has no \(name)") }
        // SAFETY: each caller states the type that wasmtime's headers give the function of that name.
        return unsafeBitCast(address, to: Function.self)
    }

    /// Does all steps.
    init(_ plan: UnbundledComponent) throws {
        self.plan = plan
        guard let config = wasm_config_new(), let engine = wasm_engine_new_with_config(config),
            let store = wasmtime_store_new(engine, nil, nil), let context = wasmtime_store_context(store)
        else { throw Failure(description: "wasmtime gave no store") }
        self.engine = engine
        self.store = store
        self.context = context
        let modules = try plan.modules.map { module -> OpaquePointer in
            var made: OpaquePointer?
            let bytes = Array(module.bytes)
            try Self.check(wasmtime_module_new(engine, bytes, bytes.count, &made))
            guard let made else { throw Failure(description: "no module") }
            return made
        }
        defer { modules.forEach(wasmtime_module_delete) }
        let new: InstanceNew = Self.symbol("wasmtime_instance_new")
        for step in plan.steps {
            switch step {
            case .call(let item): try call(item, [])
            case .instantiate(let module, let imports):
                let externs = try imports.map { try external($0) }
                var instance = wasmtime_instance_t()
                var trap: OpaquePointer?
                try Self.check(new(context, modules[module], externs, externs.count, &instance, &trap))
                try Self.check(trap: trap)
                instances.append(instance)
            }
            doneStepCount += 1
        }
    }

    deinit {
        wasmtime_store_delete(store)
        wasm_engine_delete(engine)
    }

    /// Calls a function; its first result, if it has any.
    @discardableResult
    func call(_ item: UnbundledComponent.CoreItem, _ arguments: [UInt64]) throws -> UInt64 {
        var function = try external(item).of.func
        var values = arguments.map { value in
            var raw = wasmtime_val_raw_t()
            raw.i64 = Int64(bitPattern: value)
            return raw
        }
        if values.isEmpty { values = [wasmtime_val_raw_t()] }
        var trap: OpaquePointer?
        try Self.check(wasmtime_func_call_unchecked(context, &function, &values, values.count, &trap))
        try Self.check(trap: trap)
        return UInt64(bitPattern: values[0].i64)
    }

    /// Bytes of a memory, to be read and written until something runs.
    func memory(_ item: UnbundledComponent.CoreItem) throws -> UnsafeMutableBufferPointer<UInt8> {
        var memory = try external(item).of.memory
        return UnsafeMutableBufferPointer(
            start: wasmtime_memory_data(context, &memory), count: wasmtime_memory_data_size(context, &memory))
    }

    private func external(_ item: UnbundledComponent.CoreItem) throws -> wasmtime_extern_t {
        switch item {
        case .host(let number): return host(number)
        case .export(let instance, let name):
            var found = wasmtime_extern_t()
            let isFound = name.withCString {
                wasmtime_instance_export_get(context, &instances[instance], $0, name.utf8.count, &found)
            }
            guard isFound else { throw Failure(description: "instance \(instance) has no ‘\(name)’") }
            return found
        }
    }

    private func host(_ number: Int) -> wasmtime_extern_t {
        let environment = Environment(self, number)
        environments.append(environment)
        let new: FunctionNew = Self.symbol("wasmtime_func_new_unchecked")
        let signature = plan.hostFunctions[number].signature
        func vector(_ types: [CoreType]) -> wasm_valtype_vec_t {
            var vector = wasm_valtype_vec_t()
            let kinds = types.map { type in
                let kind: UInt8 =
                    switch type {
                    case .i32: 0
                    case .i64: 1
                    case .f32: 2
                    case .f64: 3
                    }
                return wasm_valtype_new(kind)
            }
            wasm_valtype_vec_new(&vector, kinds.count, kinds)
            return vector
        }
        var (parameters, results) = (vector(signature.parameters), vector(signature.results))
        let type = wasm_functype_new(&parameters, &results)
        defer { wasm_functype_delete(type) }
        var item = wasmtime_extern_t()
        item.kind = wasmtime_extern_kind_t(CAJON_EXTERN_FUNC.rawValue)
        // SAFETY: `environments` holds it as long as the store lives.
        new(
            context, type!,
            { environment, _, values, _ in
                let environment = Unmanaged<Environment>.fromOpaque(environment!).takeUnretainedValue()
                return environment.runner.called(environment.number, values!)
            }, Unmanaged.passUnretained(environment).toOpaque(), nil, &item.of.func)
        return item
    }

    private static func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        var message = wasm_byte_vec_t()
        wasmtime_error_message(error, &message)
        defer {
            wasm_byte_vec_delete(&message)
            wasmtime_error_delete(error)
        }
        let bytes = UnsafeBufferPointer(start: message.data, count: message.size)
        throw Failure(description: String(decoding: bytes, as: UTF8.self))
    }

    private static func check(trap: OpaquePointer?) throws {
        guard let trap else { return }
        var message = wasm_byte_vec_t()
        wasm_trap_message(trap, &message)
        defer {
            wasm_byte_vec_delete(&message)
            wasm_trap_delete(trap)
        }
        let bytes = UnsafeBufferPointer(start: message.data, count: message.size)
        throw Failure(description: String(decoding: bytes, as: UTF8.self))
    }
}

extension PlanRunner {
    /// Records the call, or traps when it comes too early.
    fileprivate func called(_ number: Int, _ values: UnsafeMutablePointer<wasmtime_val_raw_t>) -> OpaquePointer? {
        let function = plan.hostFunctions[number]
        guard doneStepCount >= function.requiredStepCount else { return wasmtime_trap_new("too early", 9) }
        guard case .lowered(_, let name, let type) = function.kind else { return nil }
        var words = [name] + function.signature.parameters.indices.map { "\(values[$0].i32)" }
        if type.parameters.last?.type == .string, let item = function.options.memory, let bytes = try? memory(item) {
            let length = Int(values[function.signature.parameters.count - 1].i32)
            let start = Int(values[function.signature.parameters.count - 2].i32)
            words.removeLast(2)
            words.append(String(decoding: bytes[start..<start + length], as: UTF8.self))
        }
        calls.append(words.joined(separator: " "))
        if !function.signature.results.isEmpty { values[0].i64 = Int64(result) }
        return nil
    }
}

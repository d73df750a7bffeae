// wasmtime's own validator, asked through the C API. Test threads.

import CWasmtime
import Glibc

/// An engine that accepts the components that Cajon's may, with the features of modules that it grants effects.
final class Oracle: Sendable {
    // SAFETY: wasmtime lets any thread use an engine; it is deleted once.
    private nonisolated(unsafe) let engine: OpaquePointer
    private let new: ComponentNew
    private let delete: ComponentDelete

    private typealias ComponentNew =
        @convention(c) @Sendable (
            OpaquePointer, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<OpaquePointer?>
        ) -> OpaquePointer?
    private typealias ComponentDelete = @convention(c) @Sendable (OpaquePointer?) -> Void
    private typealias FeatureSet = @convention(c) (OpaquePointer, Bool) -> Void

    static let shared = Oracle()

    init() {
        guard let config = wasm_config_new() else { fatalError("wasmtime gave no configuration") }
        wasmtime_config_strategy_set(config, wasmtime_strategy_t(WASMTIME_STRATEGY_CRANELIFT.rawValue))
        wasmtime_config_cranelift_opt_level_set(config, wasmtime_opt_level_t(0))
        wasmtime_config_parallel_compilation_set(config, false)
        wasmtime_config_wasm_memory64_set(config, false)
        wasmtime_config_wasm_multi_memory_set(config, false)
        wasmtime_config_wasm_threads_set(config, false)
        wasmtime_config_shared_memory_set(config, false)
        wasmtime_config_wasm_gc_set(config, false)
        wasmtime_config_wasm_function_references_set(config, false)
        wasmtime_config_wasm_exceptions_set(config, false)
        wasmtime_config_wasm_tail_call_set(config, false)
        wasmtime_config_wasm_custom_page_sizes_set(config, false)
        wasmtime_config_wasm_component_model_set(config, true)
        for feature in ["async", "async_stackful", "more_async_builtins", "map", "implements", "canonical_names"] {
            let set: FeatureSet = Self.symbol("wasmtime_config_wasm_component_model_\(feature)_set")
            set(config, false)
        }
        guard let engine = wasm_engine_new_with_config(config) else { fatalError("wasmtime made no engine") }
        self.engine = engine
        new = Self.symbol("wasmtime_component_new")
        delete = Self.symbol("wasmtime_component_delete")
    }

    deinit { wasm_engine_delete(engine) }

    /// What is wrong with a component, as wasmtime sees it; nil if nothing is.
    func refusal(of component: [UInt8]) -> String? {
        guard let complaint = complaint(about: component) else { return nil }
        return Self.unimplemented.contains(where: complaint.contains) ? nil : complaint
    }

    /// What valid components may have and wasmtime can't compile; it says so after all of the component was validated.
    private static let unimplemented = [
        "is a reexport of an imported function which is not implemented",
        "root-level component imports are not supported",
        "unsupported type export",
    ]

    /// What wasmtime has against the component; nil if it takes it.
    private func complaint(about component: [UInt8]) -> String? {
        var made: OpaquePointer?
        let error = component.withUnsafeBufferPointer { new(engine, $0.baseAddress, $0.count, &made) }
        guard let error else {
            delete(made)
            return nil
        }
        return Self.text(error)
    }

    /// What wasmtime has against the core module; nil if it takes it.
    func complaint(aboutModule module: ArraySlice<UInt8>) -> String? {
        let bytes = Array(module)
        return bytes.withUnsafeBufferPointer { wasmtime_module_validate(engine, $0.baseAddress, $0.count) }
            .map(Self.text)
    }

    private static func text(_ error: OpaquePointer) -> String {
        var name = wasm_byte_vec_t()
        wasmtime_error_message(error, &name)
        defer {
            wasm_byte_vec_delete(&name)
            wasmtime_error_delete(error)
        }
        // SAFETY: wasmtime filled `name`, which this function owns until it returns.
        let bytes = UnsafeBufferPointer(start: name.data, count: name.size)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func symbol<Function>(_ name: String) -> Function {
        guard let address = dlsym(dlopen(nil, RTLD_NOW), name) else { fatalError("wasmtime has no \(name)") }
        // SAFETY: each caller states the type that wasmtime's bindings give the function of that name.
        return unsafeBitCast(address, to: Function.self)
    }
}

// The engine's settings, and how they become wasmtime's. Set-up only.
import CWasmtime

extension WasmEngine {
    /// How much an engine can hold, and what modules may use.
    package struct Configuration: Equatable, Sendable {
        /// Whether instances come from preallocated slots, so that making one maps nothing new.
        package var isPooled = true
        /// How many instances, and memories and tables, may exist at once in a pooled engine.
        package var slotCount = 1024
        /// The most bytes one memory may have in a pooled engine, whatever a store allows. At most 4 GiB.
        package var maximumMemoryBytes = 1 << 30
        /// The most elements one table may have in a pooled engine, whatever a store allows.
        package var maximumTableElements = 20_000
        /// Stack for WebAssembly code, in bytes. The calling thread must have clearly more left, or the process ends.
        package var stackBytes = 512 << 10
        /// Whether compiling uses all processors.
        package var compilesInParallel = true
        /// Whether modules may have 64-bit memories and tables. Effects may not; tools may.
        package var allowsMemory64 = false
        /// Whether modules may have several memories. Effects may not; tools may.
        package var allowsMultipleMemories = false
        /// Whether functions may end in a call that takes their place. Effects' may not; tools' may.
        package var allowsTailCalls = false
        /// Whether components can be compiled, besides modules. Their modules keep to the same rules, except that the
        /// engine's validator lets them have several memories: what wasmtime puts between two components has both of
        /// theirs, and it ends the process when it is not allowed that. A pooled engine still refuses a module that
        /// defines more than one.
        package var allowsComponents = false
        /// Whether no instance is ever made: code comes out as from an engine that makes some, and a pooled one needs no
        /// address space for its slots.
        var onlyCompiles = false

        package init() {}
    }
}

extension WasmEngine.Configuration {
    /// What 32 bits can address. Reserving it whole, plus a guard, is what frees compiled code of bounds checks.
    private static let reservationBytes = 4 << 30
    /// wasmtime's own default on 64-bit systems; covers constant offsets, so those need no check either.
    private static let guardBytes = 32 << 20
    private static let memoriesPerModule = 8
    private static let tablesPerModule = 8
    /// What the components of other people's tools need, and some: an interpreter with its libraries is linked of a few
    /// dozen modules.
    private static let coreInstancesPerComponent: UInt32 = 128
    private static let memoriesPerComponent: UInt32 = 8
    private static let tablesPerComponent: UInt32 = 64
    private static let componentInstanceBytes = 1 << 20

    /// Address space the pool takes, with room to spare for tables and compiled code.
    var poolReservationBytes: Int {
        slotCount * (Self.reservationBytes + Self.guardBytes + maximumTableElements * 16) + (2 << 30)
    }

    func validate() throws(WasmError) {
        guard (1...16_384).contains(slotCount) else {
            throw .configuration("the pool should have 1 to 16384 slots, not \(slotCount)")
        }
        guard (0...Self.reservationBytes).contains(maximumMemoryBytes) else {
            throw .configuration("a memory should have at most 4 GiB, not \(maximumMemoryBytes) bytes")
        }
        guard (0...10_000_000).contains(maximumTableElements) else {
            throw .configuration("a table should have at most 10000000 elements, not \(maximumTableElements)")
        }
        guard (64 << 10...64 << 20).contains(stackBytes) else {
            throw .configuration("the stack should have 64 KiB to 64 MiB, not \(stackBytes) bytes")
        }
    }

    /// Writes everything that matters into `config`; nothing is left to a default that a release could change.
    func apply(to config: OpaquePointer, isPooled: Bool) {
        applyCompiler(to: config)
        applyFeatures(to: config)
        wasmtime_config_epoch_interruption_set(config, true)
        wasmtime_config_signals_based_traps_set(config, true)
        wasmtime_config_max_wasm_stack_set(config, stackBytes)
        // Nothing here runs asynchronously, but wasmtime wants that stack larger than WebAssembly's part of it.
        wasmtime_config_async_stack_size_set(config, max(2 << 20, stackBytes + (1 << 20)))
        wasmtime_config_memory_init_cow_set(config, true)
        if isPooled {
            wasmtime_config_memory_reservation_set(config, UInt64(Self.reservationBytes))
            wasmtime_config_memory_guard_size_set(config, UInt64(Self.guardBytes))
            if !onlyCompiles { applyPool(to: config) }
        } else {
            wasmtime_config_memory_reservation_set(config, 0)
            wasmtime_config_memory_reservation_for_growth_set(config, 1 << 20)
            wasmtime_config_memory_guard_size_set(config, 64 << 10)
        }
    }

    private func applyCompiler(to config: OpaquePointer) {
        // Never Winch: its code has had sandbox escapes.
        wasmtime_config_strategy_set(config, wasmtime_strategy_t(WASMTIME_STRATEGY_CRANELIFT.rawValue))
        wasmtime_config_cranelift_opt_level_set(config, wasmtime_opt_level_t(WASMTIME_OPT_LEVEL_SPEED.rawValue))
        wasmtime_config_cranelift_debug_verifier_set(config, false)
        wasmtime_config_parallel_compilation_set(config, compilesInParallel)
        wasmtime_config_debug_info_set(config, false)
        // Only for debuggers that walk through native frames; traps find their way by frame pointers.
        wasmtime_config_native_unwind_info_set(config, false)
        wasmtime_config_consume_fuel_set(config, false)
    }

    /// What the compilers our guests come from emit by default, and no more: what is off can't be attacked.
    private func applyFeatures(to config: OpaquePointer) {
        wasmtime_config_wasm_simd_set(config, true)
        wasmtime_config_wasm_bulk_memory_set(config, true)
        wasmtime_config_wasm_multi_value_set(config, true)
        wasmtime_config_wasm_reference_types_set(config, true)
        // The same bytes out on every processor.
        wasmtime_config_wasm_relaxed_simd_set(config, true)
        wasmtime_config_wasm_relaxed_simd_deterministic_set(config, true)
        wasmtime_config_wasm_memory64_set(config, allowsMemory64)
        wasmtime_config_wasm_multi_memory_set(config, allowsMultipleMemories || allowsComponents)
        wasmtime_config_wasm_threads_set(config, false)
        wasmtime_config_shared_memory_set(config, false)
        wasmtime_config_wasm_gc_set(config, false)
        wasmtime_config_gc_support_set(config, false)
        wasmtime_config_wasm_function_references_set(config, false)
        wasmtime_config_wasm_exceptions_set(config, false)
        wasmtime_config_wasm_stack_switching_set(config, false)
        wasmtime_config_wasm_tail_call_set(config, allowsTailCalls)
        wasmtime_config_wasm_wide_arithmetic_set(config, false)
        wasmtime_config_wasm_custom_page_sizes_set(config, false)
        wasmtime_config_wasm_component_model_set(config, allowsComponents)
        // Synchronous components only, with the types that WIT can write down.
        wasmtime_config_wasm_component_model_async_set(config, false)
        wasmtime_config_wasm_component_model_async_stackful_set(config, false)
        wasmtime_config_wasm_component_model_more_async_builtins_set(config, false)
        wasmtime_config_wasm_component_model_map_set(config, false)
        wasmtime_config_wasm_component_model_accessors_set(config, false)
        wasmtime_config_concurrency_support_set(config, false)
    }

    private func applyPool(to config: OpaquePointer) {
        let pool = wasmtime_pooling_allocation_config_new()
        defer { wasmtime_pooling_allocation_config_delete(pool) }
        let slots = UInt32(slotCount)
        wasmtime_pooling_allocation_config_total_core_instances_set(pool, slots)
        wasmtime_pooling_allocation_config_total_memories_set(pool, slots)
        wasmtime_pooling_allocation_config_total_tables_set(pool, slots)
        wasmtime_pooling_allocation_config_total_stacks_set(pool, 0)
        wasmtime_pooling_allocation_config_total_gc_heaps_set(pool, 0)
        wasmtime_pooling_allocation_config_total_component_instances_set(pool, allowsComponents ? slots : 0)
        wasmtime_pooling_allocation_config_max_component_instance_size_set(pool, Self.componentInstanceBytes)
        wasmtime_pooling_allocation_config_max_core_instances_per_component_set(pool, Self.coreInstancesPerComponent)
        wasmtime_pooling_allocation_config_max_memories_per_component_set(pool, Self.memoriesPerComponent)
        wasmtime_pooling_allocation_config_max_tables_per_component_set(pool, Self.tablesPerComponent)
        wasmtime_pooling_allocation_config_max_memories_per_module_set(
            pool, allowsMultipleMemories ? UInt32(min(Self.memoriesPerModule, slotCount)) : 1)
        wasmtime_pooling_allocation_config_max_tables_per_module_set(pool, UInt32(min(Self.tablesPerModule, slotCount)))
        wasmtime_pooling_allocation_config_max_memory_size_set(pool, maximumMemoryBytes)
        wasmtime_pooling_allocation_config_table_elements_set(pool, maximumTableElements)
        wasmtime_pooling_allocation_strategy_set(config, pool)
    }
}

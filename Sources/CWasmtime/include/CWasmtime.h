// The part of wasmtime 50's C API that WasmEngine uses, declared from the types its Python bindings state, because the
// library comes without headers. Only WasmEngine imports it. `HeaderTests` compares every size, offset, constant and
// signature below with those bindings, so a library of another layout fails a test and not a user.
//
// It is past 400 lines because it is a list, and one file to compare with the bindings.
//
// What carries CAJON_NO_LOCKS may be called on the audio thread: it takes no lock and, unless the guest traps, neither
// allocates nor frees. All else belongs to set-up and teardown.
#ifndef CAJON_CWASMTIME_H
#define CAJON_CWASMTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__has_attribute) && __has_attribute(swift_attr)
#define CAJON_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CAJON_NO_LOCKS
#endif

// --- Handles -----------------------------------------------------------------------------------------------------

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_frame_t wasm_frame_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_globaltype_t wasm_globaltype_t;
typedef struct wasm_tabletype_t wasm_tabletype_t;
typedef struct wasm_memorytype_t wasm_memorytype_t;
typedef struct wasm_externtype_t wasm_externtype_t;
typedef struct wasm_importtype_t wasm_importtype_t;
typedef struct wasm_exporttype_t wasm_exporttype_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasmtime_store wasmtime_store_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_linker wasmtime_linker_t;
typedef struct wasmtime_instance_pre wasmtime_instance_pre_t;
typedef struct wasmtime_sharedmemory wasmtime_sharedmemory_t;
typedef struct wasmtime_pooling_allocation_config_t wasmtime_pooling_allocation_config_t;

// --- Vectors: whoever receives one owns it and deletes it ----------------------------------------------------------

typedef struct wasm_byte_vec_t {
    size_t size;
    uint8_t *data;
} wasm_byte_vec_t;
typedef wasm_byte_vec_t wasm_name_t;
typedef wasm_byte_vec_t wasm_message_t;

typedef struct wasm_valtype_vec_t {
    size_t size;
    wasm_valtype_t **data;
} wasm_valtype_vec_t;

typedef struct wasm_importtype_vec_t {
    size_t size;
    wasm_importtype_t **data;
} wasm_importtype_vec_t;

typedef struct wasm_exporttype_vec_t {
    size_t size;
    wasm_exporttype_t **data;
} wasm_exporttype_vec_t;

typedef struct wasm_frame_vec_t {
    size_t size;
    wasm_frame_t **data;
} wasm_frame_vec_t;

void wasm_byte_vec_delete(wasm_byte_vec_t *vec);
void wasm_valtype_vec_new(wasm_valtype_vec_t *out, size_t size, wasm_valtype_t *const *data);
void wasm_importtype_vec_delete(wasm_importtype_vec_t *vec);
void wasm_exporttype_vec_delete(wasm_exporttype_vec_t *vec);
void wasm_frame_vec_delete(wasm_frame_vec_t *vec);

// --- Constants -----------------------------------------------------------------------------------------------------

typedef uint8_t wasm_valkind_t;
enum wasm_valkind_enum {
    WASM_I32 = 0,
    WASM_I64 = 1,
    WASM_F32 = 2,
    WASM_F64 = 3,
    WASM_EXTERNREF = 128,
    WASM_FUNCREF = 129,
};

typedef uint8_t wasm_mutability_t;
enum wasm_mutability_enum {
    WASM_CONST = 0,
    WASM_VAR = 1,
};

typedef uint8_t wasm_externkind_t;
enum wasm_externkind_enum {
    WASM_EXTERN_FUNC = 0,
    WASM_EXTERN_GLOBAL = 1,
    WASM_EXTERN_TABLE = 2,
    WASM_EXTERN_MEMORY = 3,
    WASM_EXTERN_TAG = 4,
};

/// The kinds of `wasmtime_extern_t`; the bindings do not name them, so a test checks them by what instances export.
typedef uint8_t wasmtime_extern_kind_t;
enum cajon_wasmtime_extern_kind {
    CAJON_EXTERN_FUNC = 0,
    CAJON_EXTERN_GLOBAL = 1,
    CAJON_EXTERN_TABLE = 2,
    CAJON_EXTERN_MEMORY = 3,
};

typedef uint8_t wasmtime_strategy_t;
enum wasmtime_strategy_enum {
    WASMTIME_STRATEGY_AUTO = 0,
    WASMTIME_STRATEGY_CRANELIFT = 1,
    WASMTIME_STRATEGY_WINCH = 2,
};

typedef uint8_t wasmtime_opt_level_t;
enum wasmtime_opt_level_enum {
    WASMTIME_OPT_LEVEL_NONE = 0,
    WASMTIME_OPT_LEVEL_SPEED = 1,
    WASMTIME_OPT_LEVEL_SPEED_AND_SIZE = 2,
};

typedef uint8_t wasmtime_trap_code_t;
enum wasmtime_trap_code_enum {
    WASMTIME_TRAP_CODE_STACK_OVERFLOW = 0,
    WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS = 1,
    WASMTIME_TRAP_CODE_HEAP_MISALIGNED = 2,
    WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS = 3,
    WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL = 4,
    WASMTIME_TRAP_CODE_BAD_SIGNATURE = 5,
    WASMTIME_TRAP_CODE_INTEGER_OVERFLOW = 6,
    WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO = 7,
    WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER = 8,
    WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED = 9,
    WASMTIME_TRAP_CODE_INTERRUPT = 10,
};

// --- Values --------------------------------------------------------------------------------------------------------

typedef uint8_t wasmtime_v128[16];

/// A value as compiled code passes it: its type is known only from the function's signature.
typedef union wasmtime_val_raw {
    int32_t i32;
    int64_t i64;
    float f32;
    double f64;
    wasmtime_v128 v128;
    uint32_t anyref;
    uint32_t externref;
    uint32_t exnref;
    void *funcref;
} wasmtime_val_raw_t;

typedef struct wasmtime_func {
    uint64_t store_id;
    void *__private;
} wasmtime_func_t;

typedef struct wasmtime_instance {
    uint64_t store_id;
    size_t __private;
} wasmtime_instance_t;

typedef struct wasmtime_global {
    uint64_t store_id;
    uint32_t __private1;
    uint32_t __private2;
    uint32_t __private3;
} wasmtime_global_t;

// The first two fields are a struct of their own, padded to 16 bytes: `__private2` lies at 16, not at 12.
typedef struct wasmtime_memory_anon_0 {
    uint64_t store_id;
    uint32_t __private1;
} wasmtime_memory_anon_0;

typedef struct wasmtime_memory {
    wasmtime_memory_anon_0 _anon_1;
    uint32_t __private2;
} wasmtime_memory_t;

typedef struct wasmtime_table_anon_0 {
    uint64_t store_id;
    uint32_t __private1;
} wasmtime_table_anon_0;

typedef struct wasmtime_table {
    wasmtime_table_anon_0 _anon_1;
    uint32_t __private2;
} wasmtime_table_t;

typedef union wasmtime_extern_union {
    wasmtime_func_t func;
    wasmtime_global_t global_;
    wasmtime_table_t table;
    wasmtime_memory_t memory;
    wasmtime_sharedmemory_t *sharedmemory;
} wasmtime_extern_union_t;

typedef struct wasmtime_extern {
    wasmtime_extern_kind_t kind;
    wasmtime_extern_union_t of;
} wasmtime_extern_t;

void wasmtime_extern_delete(wasmtime_extern_t *value);

/// A reference that the store roots. Only its size matters here: it is a member of `wasmtime_valunion`.
typedef struct wasmtime_externref {
    uint64_t store_id;
    uint32_t __private1;
    uint32_t __private2;
    void *__private3;
} wasmtime_externref_t;

/// The kinds of `wasmtime_val_t`; the bindings do not name them, so a test checks them by what globals hold.
typedef uint8_t wasmtime_valkind_t;
enum cajon_wasmtime_valkind {
    CAJON_VAL_I32 = 0,
    CAJON_VAL_I64 = 1,
    CAJON_VAL_F32 = 2,
    CAJON_VAL_F64 = 3,
    CAJON_VAL_V128 = 4,
    CAJON_VAL_FUNCREF = 5,
    CAJON_VAL_EXTERNREF = 6,
};

typedef union wasmtime_valunion {
    int32_t i32;
    int64_t i64;
    float f32;
    double f64;
    wasmtime_externref_t externref;
    wasmtime_func_t funcref;
    wasmtime_v128 v128;
} wasmtime_valunion_t;

/// A value with its type.
typedef struct wasmtime_val {
    wasmtime_valkind_t kind;
    wasmtime_valunion_t of;
} wasmtime_val_t;

void wasmtime_val_unroot(wasmtime_val_t *value);

// --- Errors: null means success; whoever receives one deletes it ---------------------------------------------------

/// Copies the message, which ends with a zero byte.
wasmtime_error_t *wasmtime_error_new(const char *message);
void wasmtime_error_delete(wasmtime_error_t *error);
void wasmtime_error_message(const wasmtime_error_t *error, wasm_name_t *message);
void wasmtime_error_wasm_trace(const wasmtime_error_t *error, wasm_frame_vec_t *out);

// --- Configuration -------------------------------------------------------------------------------------------------

wasm_config_t *wasm_config_new(void);
void wasm_config_delete(wasm_config_t *config);
void wasmtime_config_strategy_set(wasm_config_t *config, wasmtime_strategy_t strategy);
void wasmtime_config_cranelift_opt_level_set(wasm_config_t *config, wasmtime_opt_level_t level);
void wasmtime_config_cranelift_debug_verifier_set(wasm_config_t *config, bool enable);
void wasmtime_config_parallel_compilation_set(wasm_config_t *config, bool enable);
void wasmtime_config_debug_info_set(wasm_config_t *config, bool enable);
void wasmtime_config_native_unwind_info_set(wasm_config_t *config, bool enable);
void wasmtime_config_epoch_interruption_set(wasm_config_t *config, bool enable);
void wasmtime_config_consume_fuel_set(wasm_config_t *config, bool enable);
void wasmtime_config_signals_based_traps_set(wasm_config_t *config, bool enable);
void wasmtime_config_max_wasm_stack_set(wasm_config_t *config, size_t bytes);
void wasmtime_config_async_stack_size_set(wasm_config_t *config, size_t bytes);
void wasmtime_config_memory_init_cow_set(wasm_config_t *config, bool enable);
void wasmtime_config_memory_reservation_set(wasm_config_t *config, uint64_t bytes);
void wasmtime_config_memory_reservation_for_growth_set(wasm_config_t *config, uint64_t bytes);
void wasmtime_config_memory_guard_size_set(wasm_config_t *config, uint64_t bytes);
void wasmtime_config_memory_may_move_set(wasm_config_t *config, bool enable);
void wasmtime_config_concurrency_support_set(wasm_config_t *config, bool enable);
void wasmtime_config_gc_support_set(wasm_config_t *config, bool enable);
void wasmtime_config_shared_memory_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_bulk_memory_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_component_model_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_custom_page_sizes_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_exceptions_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_function_references_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_gc_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_memory64_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_multi_memory_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_multi_value_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_reference_types_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_relaxed_simd_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_relaxed_simd_deterministic_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_simd_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_stack_switching_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_tail_call_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_threads_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_wide_arithmetic_set(wasm_config_t *config, bool enable);

wasmtime_pooling_allocation_config_t *wasmtime_pooling_allocation_config_new(void);
void wasmtime_pooling_allocation_config_delete(wasmtime_pooling_allocation_config_t *pool);
void wasmtime_pooling_allocation_config_total_core_instances_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_memories_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_tables_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_stacks_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_gc_heaps_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_total_component_instances_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_memories_per_module_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_tables_per_module_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_memory_size_set(wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_config_table_elements_set(wasmtime_pooling_allocation_config_t *pool, size_t count);
void wasmtime_pooling_allocation_config_max_core_instance_size_set(wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_config_table_keep_resident_set(wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_strategy_set(wasm_config_t *config, const wasmtime_pooling_allocation_config_t *pool);

// --- Engine --------------------------------------------------------------------------------------------------------

/// Takes `config` over. Aborts the process when the address space is too small for the configured pool, so that is
/// tried before.
wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *config);
void wasm_engine_delete(wasm_engine_t *engine);
/// Async-signal-safe; any thread.
CAJON_NO_LOCKS void wasmtime_engine_increment_epoch(wasm_engine_t *engine);

// --- Modules -------------------------------------------------------------------------------------------------------

wasmtime_error_t *wasmtime_module_new(wasm_engine_t *engine, const uint8_t *wasm, size_t size, wasmtime_module_t **out);
/// Null for a module that `wasmtime_module_new` would take.
wasmtime_error_t *wasmtime_module_validate(wasm_engine_t *engine, const uint8_t *wasm, size_t size);
wasmtime_error_t *wasmtime_module_serialize(wasmtime_module_t *module, wasm_byte_vec_t *out);
/// Runs what it is given as machine code: only for bytes that this user's own compiler wrote.
wasmtime_error_t *wasmtime_module_deserialize(wasm_engine_t *engine, const uint8_t *bytes, size_t size, wasmtime_module_t **out);
void wasmtime_module_delete(wasmtime_module_t *module);
void wasmtime_module_imports(const wasmtime_module_t *module, wasm_importtype_vec_t *out);
void wasmtime_module_exports(const wasmtime_module_t *module, wasm_exporttype_vec_t *out);
wasmtime_error_t *wasmtime_wat2wasm(const char *text, size_t size, wasm_byte_vec_t *out);

// --- Types: what a type hands out belongs to it, unless it was made by `new` or by `wasmtime_func_type` -------------
//
// Missing on purpose, since a stranger's module can make them abort the process: `wasm_valtype_kind` (a v128) and
// `wasm_tabletype_limits` (a table limit beyond 32 bits). Value types are told apart by `wasmtime_wasm_valtype_equal`.

const wasm_name_t *wasm_importtype_module(const wasm_importtype_t *type);
const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *type);
const wasm_externtype_t *wasm_importtype_type(const wasm_importtype_t *type);
const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *type);
const wasm_externtype_t *wasm_exporttype_type(const wasm_exporttype_t *type);
wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *type);
const wasm_functype_t *wasm_externtype_as_functype_const(const wasm_externtype_t *type);
const wasm_globaltype_t *wasm_externtype_as_globaltype_const(const wasm_externtype_t *type);
const wasm_tabletype_t *wasm_externtype_as_tabletype_const(const wasm_externtype_t *type);
const wasm_memorytype_t *wasm_externtype_as_memorytype_const(const wasm_externtype_t *type);

wasm_valtype_t *wasm_valtype_new(wasm_valkind_t kind);
wasm_valtype_t *wasmtime_wasm_valtype_v128(void);
bool wasmtime_wasm_valtype_equal(const wasm_valtype_t *a, const wasm_valtype_t *b);
void wasm_valtype_delete(wasm_valtype_t *type);

/// Takes both vectors over.
wasm_functype_t *wasm_functype_new(wasm_valtype_vec_t *parameters, wasm_valtype_vec_t *results);
void wasm_functype_delete(wasm_functype_t *type);
const wasm_valtype_vec_t *wasm_functype_params(const wasm_functype_t *type);
const wasm_valtype_vec_t *wasm_functype_results(const wasm_functype_t *type);

const wasm_valtype_t *wasm_globaltype_content(const wasm_globaltype_t *type);
wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t *type);
const wasm_valtype_t *wasm_tabletype_element(const wasm_tabletype_t *type);
uint64_t wasmtime_memorytype_minimum(const wasm_memorytype_t *type);
bool wasmtime_memorytype_maximum(const wasm_memorytype_t *type, uint64_t *maximum);
bool wasmtime_memorytype_is64(const wasm_memorytype_t *type);
uint64_t wasmtime_memorytype_page_size(const wasm_memorytype_t *type);

// --- Linking -------------------------------------------------------------------------------------------------------

/// A host function: arguments are in `values`, results go there. Returns null, or a trap that it hands over.
typedef wasm_trap_t *(*wasmtime_func_unchecked_callback_t)(
    void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *values, size_t count);

wasmtime_linker_t *wasmtime_linker_new(wasm_engine_t *engine);
void wasmtime_linker_delete(wasmtime_linker_t *linker);
wasmtime_error_t *wasmtime_linker_define_func_unchecked(
    wasmtime_linker_t *linker, const char *module, size_t module_size, const char *name, size_t name_size,
    const wasm_functype_t *type, wasmtime_func_unchecked_callback_t callback, void *env, void (*finalizer)(void *));
wasmtime_error_t *wasmtime_linker_instantiate_pre(
    const wasmtime_linker_t *linker, const wasmtime_module_t *module, wasmtime_instance_pre_t **out);
void wasmtime_instance_pre_delete(wasmtime_instance_pre_t *pre);
wasmtime_error_t *wasmtime_instance_pre_instantiate(
    const wasmtime_instance_pre_t *pre, wasmtime_context_t *context, wasmtime_instance_t *instance, wasm_trap_t **trap);
wasmtime_error_t *wasmtime_instance_new(
    wasmtime_context_t *context, const wasmtime_module_t *module, const wasmtime_extern_t *imports, size_t import_count,
    wasmtime_instance_t *instance, wasm_trap_t **trap);
void wasmtime_func_new_unchecked(
    wasmtime_context_t *context, const wasm_functype_t *type, wasmtime_func_unchecked_callback_t callback, void *env,
    void (*finalizer)(void *), wasmtime_func_t *out);

// --- Stores and calls ----------------------------------------------------------------------------------------------

wasmtime_store_t *wasmtime_store_new(wasm_engine_t *engine, void *data, void (*finalizer)(void *));
wasmtime_context_t *wasmtime_store_context(wasmtime_store_t *store);
/// A negative number means no limit.
void wasmtime_store_limiter(
    wasmtime_store_t *store, int64_t memory_bytes, int64_t table_elements, int64_t instances, int64_t tables,
    int64_t memories);
/// Unmaps memory: never on the audio thread.
void wasmtime_store_delete(wasmtime_store_t *store);
CAJON_NO_LOCKS void *wasmtime_context_get_data(const wasmtime_context_t *context);
CAJON_NO_LOCKS void wasmtime_context_set_epoch_deadline(wasmtime_context_t *context, uint64_t ticks_beyond_current);
/// What decides, on the thread that runs the guest, when the epoch reaches a store's deadline: an error stops the guest;
/// with none it gets `*delta` more ticks. Calling it allocates nothing (an error does).
typedef wasmtime_error_t *(*wasmtime_epoch_deadline_callback_t)(
    wasmtime_context_t *context, void *data, uint64_t *delta, uint8_t *kind);
void wasmtime_store_epoch_deadline_callback(
    wasmtime_store_t *store, wasmtime_epoch_deadline_callback_t callback, void *data, void (*finalizer)(void *));
bool wasmtime_instance_export_get(
    wasmtime_context_t *context, const wasmtime_instance_t *instance, const char *name, size_t name_size,
    wasmtime_extern_t *out);
wasm_functype_t *wasmtime_func_type(const wasmtime_context_t *context, const wasmtime_func_t *function);
/// A trap allocates; nothing else does.
CAJON_NO_LOCKS wasmtime_error_t *wasmtime_func_call_unchecked(
    wasmtime_context_t *context, const wasmtime_func_t *function, wasmtime_val_raw_t *values, size_t count,
    wasm_trap_t **trap);
CAJON_NO_LOCKS uint8_t *wasmtime_memory_data(const wasmtime_context_t *context, const wasmtime_memory_t *memory);
CAJON_NO_LOCKS size_t wasmtime_memory_data_size(const wasmtime_context_t *context, const wasmtime_memory_t *memory);
wasmtime_error_t *wasmtime_memory_grow(
    wasmtime_context_t *context, const wasmtime_memory_t *memory, uint64_t pages, uint64_t *previous_pages);
void wasmtime_global_get(wasmtime_context_t *context, const wasmtime_global_t *global, wasmtime_val_t *out);
wasmtime_error_t *wasmtime_global_set(
    wasmtime_context_t *context, const wasmtime_global_t *global, const wasmtime_val_t *value);
uint64_t wasmtime_table_size(const wasmtime_context_t *context, const wasmtime_table_t *table);
/// False beyond the table's end; otherwise the caller unroots what it got.
bool wasmtime_table_get(
    wasmtime_context_t *context, const wasmtime_table_t *table, uint64_t index, wasmtime_val_t *out);
wasmtime_error_t *wasmtime_table_set(
    wasmtime_context_t *context, const wasmtime_table_t *table, uint64_t index, const wasmtime_val_t *value);
wasmtime_error_t *wasmtime_table_grow(
    wasmtime_context_t *context, const wasmtime_table_t *table, uint64_t count, const wasmtime_val_t *value,
    uint64_t *previous_size);
/// What a reference to the function is as a raw value: equal for equal functions.
void *wasmtime_func_to_raw(wasmtime_context_t *context, const wasmtime_func_t *function);
CAJON_NO_LOCKS wasmtime_context_t *wasmtime_caller_context(wasmtime_caller_t *caller);
CAJON_NO_LOCKS bool wasmtime_caller_export_get(
    wasmtime_caller_t *caller, const char *name, size_t name_size, wasmtime_extern_t *out);

// --- Traps ---------------------------------------------------------------------------------------------------------

wasm_trap_t *wasmtime_trap_new(const char *message, size_t size);
void wasm_trap_delete(wasm_trap_t *trap);
void wasm_trap_message(const wasm_trap_t *trap, wasm_message_t *out);
void wasm_trap_trace(const wasm_trap_t *trap, wasm_frame_vec_t *out);
CAJON_NO_LOCKS bool wasmtime_trap_code(const wasm_trap_t *trap, wasmtime_trap_code_t *code);
uint32_t wasm_frame_func_index(const wasm_frame_t *frame);
size_t wasm_frame_module_offset(const wasm_frame_t *frame);
/// Null when the module does not name the function.
const wasm_name_t *wasmtime_frame_func_name(const wasm_frame_t *frame);

#include "CWasmtimeComponents.h"

#endif

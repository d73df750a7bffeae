// The part of wasmtime 50's C API that deals with components: compiling, linking, values, resources and calls. Declared
// as `CWasmtime.h` is, from which it is included, and compared with the Python bindings by the same `HeaderTests`.
//
// Everything here allocates: nothing of it is for the audio thread of a live session that may not miss a period.
#ifndef CAJON_CWASMTIME_COMPONENTS_H
#define CAJON_CWASMTIME_COMPONENTS_H

#include "CWasmtime.h"

// --- Handles -----------------------------------------------------------------------------------------------------

typedef struct wasmtime_component wasmtime_component_t;
typedef struct wasmtime_component_type wasmtime_component_type_t;
typedef struct wasmtime_component_extern wasmtime_component_extern_t;
typedef struct wasmtime_component_instance_type wasmtime_component_instance_type_t;
typedef struct wasmtime_component_func_type wasmtime_component_func_type_t;
typedef struct wasmtime_component_resource_type wasmtime_component_resource_type_t;
typedef struct wasmtime_component_export_index wasmtime_component_export_index_t;
typedef struct wasmtime_component_linker wasmtime_component_linker_t;
typedef struct wasmtime_component_linker_instance wasmtime_component_linker_instance_t;
typedef struct wasmtime_component_resource_any wasmtime_component_resource_any_t;
typedef struct wasmtime_component_resource_host wasmtime_component_resource_host_t;

// --- Configuration -------------------------------------------------------------------------------------------------

void wasmtime_config_wasm_component_model_accessors_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_component_model_async_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_component_model_async_stackful_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_component_model_map_set(wasm_config_t *config, bool enable);
void wasmtime_config_wasm_component_model_more_async_builtins_set(wasm_config_t *config, bool enable);
void wasmtime_pooling_allocation_config_max_component_instance_size_set(wasmtime_pooling_allocation_config_t *pool, size_t bytes);
void wasmtime_pooling_allocation_config_max_core_instances_per_component_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_memories_per_component_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);
void wasmtime_pooling_allocation_config_max_tables_per_component_set(wasmtime_pooling_allocation_config_t *pool, uint32_t count);

// --- Values --------------------------------------------------------------------------------------------------------
//
// Vectors and boxes in a value are wasmtime's: only its functions make and delete them. Text is UTF-8 and a character
// a Unicode scalar value, or wasmtime ends the process.

/// The kinds of `wasmtime_component_val_t`; the bindings do not name them, so a test passes a value of each.
typedef uint8_t wasmtime_component_valkind_t;
enum cajon_component_valkind {
    CAJON_COMPONENT_BOOL = 0,
    CAJON_COMPONENT_S8 = 1,
    CAJON_COMPONENT_U8 = 2,
    CAJON_COMPONENT_S16 = 3,
    CAJON_COMPONENT_U16 = 4,
    CAJON_COMPONENT_S32 = 5,
    CAJON_COMPONENT_U32 = 6,
    CAJON_COMPONENT_S64 = 7,
    CAJON_COMPONENT_U64 = 8,
    CAJON_COMPONENT_F32 = 9,
    CAJON_COMPONENT_F64 = 10,
    CAJON_COMPONENT_CHAR = 11,
    CAJON_COMPONENT_STRING = 12,
    CAJON_COMPONENT_LIST = 13,
    CAJON_COMPONENT_RECORD = 14,
    CAJON_COMPONENT_TUPLE = 15,
    CAJON_COMPONENT_VARIANT = 16,
    CAJON_COMPONENT_ENUM = 17,
    CAJON_COMPONENT_OPTION = 18,
    CAJON_COMPONENT_RESULT = 19,
    CAJON_COMPONENT_FLAGS = 20,
    CAJON_COMPONENT_RESOURCE = 21,
};

typedef struct wasmtime_component_val wasmtime_component_val_t;
typedef struct wasmtime_component_valrecord_entry wasmtime_component_valrecord_entry_t;
typedef struct wasmtime_component_valmap_entry wasmtime_component_valmap_entry_t;

typedef struct wasmtime_component_vallist {
    size_t size;
    wasmtime_component_val_t *data;
} wasmtime_component_vallist_t;

typedef struct wasmtime_component_valtuple {
    size_t size;
    wasmtime_component_val_t *data;
} wasmtime_component_valtuple_t;

typedef struct wasmtime_component_valrecord {
    size_t size;
    wasmtime_component_valrecord_entry_t *data;
} wasmtime_component_valrecord_t;

typedef struct wasmtime_component_valflags {
    size_t size;
    wasm_name_t *data;
} wasmtime_component_valflags_t;

/// Only its size matters here: the engine takes no components with maps.
typedef struct wasmtime_component_valmap {
    size_t size;
    wasmtime_component_valmap_entry_t *data;
} wasmtime_component_valmap_t;

/// `val` is null for a case without a payload.
typedef struct wasmtime_component_valvariant {
    wasm_name_t discriminant;
    wasmtime_component_val_t *val;
} wasmtime_component_valvariant_t;

typedef struct wasmtime_component_valresult {
    bool is_ok;
    wasmtime_component_val_t *val;
} wasmtime_component_valresult_t;

typedef union wasmtime_component_valunion {
    bool boolean;
    int8_t s8;
    uint8_t u8;
    int16_t s16;
    uint16_t u16;
    int32_t s32;
    uint32_t u32;
    int64_t s64;
    uint64_t u64;
    float f32;
    double f64;
    uint32_t character;
    wasm_name_t string;
    wasmtime_component_vallist_t list;
    wasmtime_component_valrecord_t record;
    wasmtime_component_valtuple_t tuple;
    wasmtime_component_valvariant_t variant;
    wasm_name_t enumeration;
    wasmtime_component_val_t *option;
    wasmtime_component_valresult_t result;
    wasmtime_component_valflags_t flags;
    wasmtime_component_valmap_t map;
    wasmtime_component_resource_any_t *resource;
} wasmtime_component_valunion_t;

struct wasmtime_component_val {
    wasmtime_component_valkind_t kind;
    wasmtime_component_valunion_t of;
};

struct wasmtime_component_valrecord_entry {
    wasm_name_t name;
    wasmtime_component_val_t val;
};

/// Copies the bytes.
void wasm_byte_vec_new(wasm_byte_vec_t *out, size_t size, const uint8_t *data);
/// Boxes the value, which it takes over.
wasmtime_component_val_t *wasmtime_component_val_new(wasmtime_component_val_t *value);
/// Deletes what the value holds, and leaves the value itself.
void wasmtime_component_val_delete(wasmtime_component_val_t *value);
/// Elements begin as `false`.
void wasmtime_component_vallist_new_uninit(wasmtime_component_vallist_t *out, size_t size);
void wasmtime_component_valtuple_new_uninit(wasmtime_component_valtuple_t *out, size_t size);
/// Entries begin as `false` with an empty name.
void wasmtime_component_valrecord_new_uninit(wasmtime_component_valrecord_t *out, size_t size);
/// Names begin empty.
void wasmtime_component_valflags_new_uninit(wasmtime_component_valflags_t *out, size_t size);

// --- Resources -----------------------------------------------------------------------------------------------------

/// A resource type of the host's: equal for equal numbers.
wasmtime_component_resource_type_t *wasmtime_component_resource_type_new_host(uint32_t type);
void wasmtime_component_resource_type_delete(wasmtime_component_resource_type_t *type);

/// Frees the reference, and leaves the resource it stands for: that takes `drop`.
void wasmtime_component_resource_any_delete(wasmtime_component_resource_any_t *resource);
wasmtime_component_resource_any_t *wasmtime_component_resource_any_clone(const wasmtime_component_resource_any_t *resource);
bool wasmtime_component_resource_any_owned(const wasmtime_component_resource_any_t *resource);
/// Runs the destructor, which may be a guest's.
wasmtime_error_t *wasmtime_component_resource_any_drop(
    wasmtime_context_t *context, const wasmtime_component_resource_any_t *resource);
/// An error for what is not the host's.
wasmtime_error_t *wasmtime_component_resource_any_to_host(
    wasmtime_context_t *context, const wasmtime_component_resource_any_t *resource,
    wasmtime_component_resource_host_t **out);

wasmtime_component_resource_host_t *wasmtime_component_resource_host_new(bool owned, uint32_t representation, uint32_t type);
void wasmtime_component_resource_host_delete(wasmtime_component_resource_host_t *resource);
uint32_t wasmtime_component_resource_host_rep(const wasmtime_component_resource_host_t *resource);
uint32_t wasmtime_component_resource_host_type(const wasmtime_component_resource_host_t *resource);
bool wasmtime_component_resource_host_owned(const wasmtime_component_resource_host_t *resource);
wasmtime_error_t *wasmtime_component_resource_host_to_any(
    wasmtime_context_t *context, const wasmtime_component_resource_host_t *resource,
    wasmtime_component_resource_any_t **out);

// --- Components ----------------------------------------------------------------------------------------------------

wasmtime_error_t *wasmtime_component_new(wasm_engine_t *engine, const uint8_t *wasm, size_t size, wasmtime_component_t **out);
wasmtime_error_t *wasmtime_component_serialize(const wasmtime_component_t *component, wasm_byte_vec_t *out);
/// Runs what it is given as machine code: only for bytes that this user's own compiler wrote.
wasmtime_error_t *wasmtime_component_deserialize(
    wasm_engine_t *engine, const uint8_t *bytes, size_t size, wasmtime_component_t **out);
void wasmtime_component_delete(wasmtime_component_t *component);

/// The kinds of `wasmtime_component_item_t`; the bindings do not name them, so a test reads an item of each.
typedef uint8_t wasmtime_component_item_kind_t;
enum cajon_component_item_kind {
    CAJON_COMPONENT_ITEM_COMPONENT = 0,
    CAJON_COMPONENT_ITEM_INSTANCE = 1,
    CAJON_COMPONENT_ITEM_MODULE = 2,
    CAJON_COMPONENT_ITEM_FUNC = 3,
    CAJON_COMPONENT_ITEM_RESOURCE = 4,
    CAJON_COMPONENT_ITEM_CORE_FUNC = 5,
    CAJON_COMPONENT_ITEM_TYPE = 6,
};

/// Only the size of `of` matters here, as a member of `wasmtime_component_item_union`.
typedef struct wasmtime_component_valtype {
    uint8_t kind;
    void *of;
} wasmtime_component_valtype_t;

typedef union wasmtime_component_item_union {
    wasmtime_component_type_t *component;
    wasmtime_component_instance_type_t *component_instance;
    wasmtime_component_func_type_t *component_func;
    wasmtime_component_valtype_t type;
} wasmtime_component_item_union_t;

typedef struct wasmtime_component_item {
    wasmtime_component_item_kind_t kind;
    wasmtime_component_item_union_t of;
} wasmtime_component_item_t;

void wasmtime_component_item_delete(wasmtime_component_item_t *item);
void wasmtime_component_extern_type(const wasmtime_component_extern_t *item, wasmtime_component_item_t *out);
void wasmtime_component_extern_delete(wasmtime_component_extern_t *item);
wasmtime_component_type_t *wasmtime_component_type(const wasmtime_component_t *component);
void wasmtime_component_type_delete(wasmtime_component_type_t *type);
size_t wasmtime_component_type_import_count(const wasmtime_component_type_t *type, const wasm_engine_t *engine);
/// The name belongs to the type.
bool wasmtime_component_type_import_nth(
    const wasmtime_component_type_t *type, const wasm_engine_t *engine, size_t index, const char **name,
    size_t *name_size, wasmtime_component_extern_t **out);
size_t wasmtime_component_type_export_count(const wasmtime_component_type_t *type, const wasm_engine_t *engine);
bool wasmtime_component_type_export_nth(
    const wasmtime_component_type_t *type, const wasm_engine_t *engine, size_t index, const char **name,
    size_t *name_size, wasmtime_component_extern_t **out);
size_t wasmtime_component_instance_type_export_count(
    const wasmtime_component_instance_type_t *type, const wasm_engine_t *engine);
bool wasmtime_component_instance_type_export_nth(
    const wasmtime_component_instance_type_t *type, const wasm_engine_t *engine, size_t index, const char **name,
    size_t *name_size, wasmtime_component_extern_t **out);
void wasmtime_component_func_type_delete(wasmtime_component_func_type_t *type);
size_t wasmtime_component_func_type_param_count(const wasmtime_component_func_type_t *type);
/// False when there is none; otherwise the caller deletes what it got.
bool wasmtime_component_func_type_result(const wasmtime_component_func_type_t *type, wasmtime_component_valtype_t *out);
void wasmtime_component_valtype_delete(wasmtime_component_valtype_t *type);

// --- Linking -------------------------------------------------------------------------------------------------------

/// A host function: results begin as `false`, and what is written there belongs to wasmtime. Returns null, or an error
/// that it hands over.
typedef wasmtime_error_t *(*wasmtime_component_func_callback_t)(
    void *env, wasmtime_context_t *context, const wasmtime_component_func_type_t *type,
    wasmtime_component_val_t *arguments, size_t argument_count, wasmtime_component_val_t *results, size_t result_count);
/// What runs when an owned resource of the host's is dropped.
typedef wasmtime_error_t *(*wasmtime_component_resource_destructor_t)(
    void *env, wasmtime_context_t *context, uint32_t representation);

wasmtime_component_linker_t *wasmtime_component_linker_new(wasm_engine_t *engine);
void wasmtime_component_linker_delete(wasmtime_component_linker_t *linker);
/// While it lives, and any instance within it, the linker may be used for nothing else.
wasmtime_component_linker_instance_t *wasmtime_component_linker_root(wasmtime_component_linker_t *linker);
void wasmtime_component_linker_instance_delete(wasmtime_component_linker_instance_t *instance);
wasmtime_error_t *wasmtime_component_linker_define_unknown_imports_as_traps(
    wasmtime_component_linker_t *linker, const wasmtime_component_t *component);
wasmtime_error_t *wasmtime_component_linker_instance_add_instance(
    wasmtime_component_linker_instance_t *parent, const char *name, size_t name_size,
    wasmtime_component_linker_instance_t **out);
wasmtime_error_t *wasmtime_component_linker_instance_add_func(
    wasmtime_component_linker_instance_t *instance, const char *name, size_t name_size,
    wasmtime_component_func_callback_t callback, void *env, void (*finalizer)(void *));
wasmtime_error_t *wasmtime_component_linker_instance_add_resource(
    wasmtime_component_linker_instance_t *instance, const char *name, size_t name_size,
    const wasmtime_component_resource_type_t *type, wasmtime_component_resource_destructor_t destructor, void *env,
    void (*finalizer)(void *));

// --- Instances and calls -------------------------------------------------------------------------------------------

typedef struct wasmtime_component_instance {
    uint64_t store_id;
    uint32_t __private;
} wasmtime_component_instance_t;

typedef struct wasmtime_component_func_anon_0 {
    uint64_t store_id;
    uint32_t __private1;
} wasmtime_component_func_anon_0;

typedef struct wasmtime_component_func {
    wasmtime_component_func_anon_0 _anon_1;
    uint32_t __private2;
    void *__private3;
} wasmtime_component_func_t;

wasmtime_error_t *wasmtime_component_linker_instantiate(
    const wasmtime_component_linker_t *linker, wasmtime_context_t *context, const wasmtime_component_t *component,
    wasmtime_component_instance_t *out);
/// Null when there is no such export; otherwise the caller deletes it.
wasmtime_component_export_index_t *wasmtime_component_instance_get_export_index(
    const wasmtime_component_instance_t *instance, wasmtime_context_t *context,
    const wasmtime_component_export_index_t *parent, const char *name, size_t name_size);
void wasmtime_component_export_index_delete(wasmtime_component_export_index_t *index);
bool wasmtime_component_instance_get_func(
    const wasmtime_component_instance_t *instance, wasmtime_context_t *context,
    const wasmtime_component_export_index_t *index, wasmtime_component_func_t *out);
wasmtime_component_func_type_t *wasmtime_component_func_type(
    const wasmtime_component_func_t *function, wasmtime_context_t *context);
/// Borrows the arguments; results must hold values before, which it replaces unless it fails. Calls the function's
/// post-return function, too.
wasmtime_error_t *wasmtime_component_func_call(
    const wasmtime_component_func_t *function, wasmtime_context_t *context, const wasmtime_component_val_t *arguments,
    size_t argument_count, wasmtime_component_val_t *results, size_t result_count);

#endif

// Kernels, native Wasm modules that a script imports as 'kernel:name'. `kernels.c` reads what they are and makes their
// modules; `kernel-values.c` and `kernel-results.c` move values from JavaScript to the canonical ABI and back;
// `kernel-calls.c` calls; `kernel-scratch.c` has the memory for it.
#ifndef CAJON_KERNELS_H
#define CAJON_KERNELS_H

#include "shim.h"

/// The module of a kernel, its functions and classes as exports. Null with a pending exception if there is no such
/// kernel.
JSModuleDef *cajon_kernel_module(JSContext *context, const char *name);
/// Takes over what the host says of the kernels: pairs of a name and a JSON text. Once. False with a pending exception.
bool kernels_set(JSContext *context, const cajon_string *pairs, size_t count);

// --- What a kernel is ------------------------------------------------------------------------------------------------

typedef enum {
    KIND_BOOL, KIND_S8, KIND_U8, KIND_S16, KIND_U16, KIND_S32, KIND_U32, KIND_S64, KIND_U64, KIND_F32, KIND_F64,
    KIND_CHAR, KIND_STRING, KIND_LIST, KIND_RECORD, KIND_TUPLE, KIND_VARIANT, KIND_ENUM, KIND_OPTION, KIND_RESULT,
    KIND_FLAGS, KIND_OWN, KIND_BORROW, KIND_COUNT
} kind;

enum { NONE = -1 };

/// A type, numbered; the layout is the host's work.
typedef struct {
    uint8_t kind;
    uint8_t alignment;
    uint8_t discriminant_size;
    uint32_t size;
    uint32_t payload_offset;
    /// A list's element; a handle's resource.
    uint32_t element;
    /// Members, cases or labels.
    uint32_t count;
    char **names;
    /// Of a record's members and of flags.
    JSAtom *atoms;
    /// Types of members; payloads of cases, or NONE.
    int32_t *parts;
    uint32_t *offsets;
} kernel_type;

typedef enum { ROLE_FREE, ROLE_CONSTRUCTOR, ROLE_METHOD, ROLE_STATIC } role;

typedef struct {
    char *name;
    uint8_t role;
    int32_t resource;
    uint32_t parameter_count;
    /// Parameters that must be given: those at the end that are options may be left out.
    uint32_t required_count;
    char **parameter_names;
    /// A tuple.
    uint32_t parameters;
    int32_t result;
} kernel_function;

typedef struct {
    char *name;
    uint32_t index;
    kernel_type *types;
    uint32_t type_count;
    kernel_function *functions;
    uint32_t function_count;
    char **resources;
    uint32_t resource_count;
    /// The classes' prototypes in `context`, where the classes keep them alive.
    JSValue *prototypes;
    JSContext *context;
} kernel;

// --- kernel-values.c -------------------------------------------------------------------------------------------------

/// What a JavaScript object of a kernel's class stands for. A handle of 0 was given away.
typedef struct {
    kernel *kernel;
    uint32_t resource;
    uint32_t handle;
} kernel_handle;

extern JSClassID kernel_handle_class;

/// An argument whose place in memory is only looked up when no script can run any more before the call.
typedef struct {
    uint8_t *place;
    JSValue value;
    uint8_t kind;
} late_argument;

/// One call on its way: what the errors say, and what is held until it has returned.
typedef struct {
    JSContext *context;
    const kernel *kernel;
    const kernel_function *function;
    /// The way to the value at hand: names, or indices where the name is null.
    struct {
        const char *name;
        uint32_t index;
    } path[72];
    uint32_t depth;
    uint32_t first_late;
} kernel_call;

/// The element kind's typed array, -1 if it has none.
int typed_array_of(uint8_t kind);
/// Writes a JavaScript value as the type says. False with a pending exception.
bool value_store(kernel_call *call, uint32_t type, JSValueConst value, uint8_t *place);
/// Looks up where typed arrays lie and takes handles. Nothing of a script runs afterwards until the call.
bool values_settle(kernel_call *call);
/// Lets go of what the call held.
void values_release(kernel_call *call);
/// Where a typed array's bytes are. False with a pending exception.
bool typed_array_bytes(JSContext *context, JSValueConst array, uint8_t **bytes, size_t *length);

// --- kernel-results.c ------------------------------------------------------------------------------------------------

/// Reads a value that the host wrote.
JSValue value_load(kernel_call *call, uint32_t type, const uint8_t *place);

// --- kernel-scratch.c ------------------------------------------------------------------------------------------------

/// Memory until `scratch_release` with the mark taken before. Null with a pending exception.
void *scratch_take(JSContext *context, size_t size);
typedef struct {
    void *chunk;
    size_t used;
} scratch_mark;
scratch_mark scratch_position(void);
void scratch_release(scratch_mark mark);

// --- kernel-calls.c --------------------------------------------------------------------------------------------------

/// How kernels and functions are told apart by what QuickJS calls `magic`.
enum { FUNCTION_BITS = 8, FUNCTION_MASK = (1 << FUNCTION_BITS) - 1 };

extern kernel *kernels;
extern uint32_t kernel_count;

JSValue kernel_run(JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int magic);
JSValue kernel_construct(JSContext *context, JSValueConst target, int count, JSValueConst *arguments, int magic);
JSValue kernel_refuse_construction(
    JSContext *context, JSValueConst target, int count, JSValueConst *arguments, int magic);
/// Registers the class of handles.
bool kernel_calls_install(JSContext *context);

#endif

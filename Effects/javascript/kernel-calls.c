// A script's call of a kernel: arguments to the canonical ABI, one call of the host, the result back. Runs inside
// `process` too: what it needs of memory is kept from call to call.

#include <stdlib.h>

#include "kernels.h"

__attribute__((import_module("cajon:script/kernels@0.1.0"), import_name("call"))) int32_t host_call(
    uint32_t kernel, uint32_t function, const void *arguments, void *result, void *heap, size_t capacity);
__attribute__((import_module("cajon:script/kernels@0.1.0"), import_name("fetch"))) int32_t host_fetch(
    void *result, void *heap, size_t capacity);
__attribute__((import_module("cajon:script/kernels@0.1.0"), import_name("drop"))) void host_drop(
    uint32_t kernel, uint32_t resource, uint32_t handle);

/// What the host answers when no kernel is linked.
enum { NOT_LINKED = -1 };

/// Bytes for results' lists and strings that are there from the start.
enum { FIRST_HEAP = 8192 };

JSClassID kernel_handle_class;

// Where results go. Nothing of a script runs between a call and the reading of its result, so one is enough.
static uint8_t *result_memory;
static uint8_t *heap;
static size_t heap_size;

static void finalize(JSRuntime *runtime, JSValueConst value) {
    (void)runtime;
    kernel_handle *handle = JS_GetOpaque(value, kernel_handle_class);
    if (!handle) return;
    if (handle->handle != 0) host_drop(handle->kernel->index, handle->resource, handle->handle);
    free(handle);
}

bool kernel_calls_install(JSContext *context) {
    static const JSClassDef definition = {.class_name = "KernelHandle", .finalizer = finalize};
    JS_NewClassID(engine_runtime, &kernel_handle_class);
    if (JS_NewClass(engine_runtime, kernel_handle_class, &definition) < 0) return false;
    size_t largest = 0;
    for (uint32_t i = 0; i < kernel_count; i++)
        for (uint32_t j = 0; j < kernels[i].type_count; j++)
            if (kernels[i].types[j].size > largest) largest = kernels[i].types[j].size;
    result_memory = malloc(largest + 8);
    heap = malloc(FIRST_HEAP);
    heap_size = FIRST_HEAP;
    if (result_memory && heap) return true;
    JS_ThrowOutOfMemory(context);
    return false;
}

/// What errors call a function: `convolve`, `Convolver.process`, `new Convolver`.
static const char *title(const kernel *kernel, const kernel_function *function) {
    static text title;
    text_clear(&title);
    const char *class = function->resource >= 0 ? kernel->resources[function->resource] : "";
    if (function->role == ROLE_CONSTRUCTOR)
        text_print(&title, "new %s", class);
    else
        text_print(&title, "%s%s%s", class, *class ? "." : "", function->name);
    return title.data ? title.data : function->name;
}

/// Checks how many arguments there are, and the `output` among them. Its place is NONE without one.
static bool check_count(kernel_call *call, int count, bool has_self, int *output) {
    const kernel_function *function = call->function;
    int required = (int)function->required_count - has_self;
    int most = (int)function->parameter_count - has_self;
    *output = NONE;
    bool has_list = function->result >= 0 && call->kernel->types[function->result].kind == KIND_LIST &&
                    typed_array_of(call->kernel->types[call->kernel->types[function->result].element].kind) >= 0;
    if (required < 0) required = 0;
    if (has_list && count == most + 1) {
        *output = most;
        return true;
    }
    if (count >= required && count <= most) return true;
    text expected = {0};
    if (required == most)
        text_print(&expected, "%d", most);
    else
        text_print(&expected, "%d to %d", required, most);
    JS_ThrowTypeError(
        call->context, "%s of kernel '%s': expected %s argument%s%s, found %d", title(call->kernel, function),
        call->kernel->name, expected.data ? expected.data : "", most == 1 ? "" : "s",
        has_list ? ", or one more for the output" : "", count);
    free(expected.data);
    return false;
}

/// Writes the arguments' tuple. False with a pending exception.
static bool store_arguments(
    kernel_call *call, uint8_t *tuple, JSValueConst self, bool has_self, int count, JSValueConst *arguments) {
    const kernel_function *function = call->function;
    const kernel_type *type = &call->kernel->types[function->parameters];
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        int place = (int)i - has_self;
        JSValueConst value = place < 0 ? self : place < count ? arguments[place] : JS_UNDEFINED;
        call->depth = 1;
        call->path[0].name = place < 0 ? "this" : function->parameter_names[i];
        if (!value_store(call, (uint32_t)type->parts[i], value, tuple + type->offsets[i])) return false;
    }
    return true;
}

/// Calls the host, with room for the result made as needed. False with a pending exception.
static bool call_host(kernel_call *call, uint32_t function, const uint8_t *tuple) {
    int32_t needed = host_call(call->kernel->index, function, tuple, result_memory, heap, heap_size);
    while (needed > 0 && (size_t)needed > heap_size) {
        // Room to align what comes first.
        size_t size = (size_t)needed + 64;
        uint8_t *larger = realloc(heap, size);
        if (!larger) {
            JS_ThrowOutOfMemory(call->context);
            return false;
        }
        heap = larger;
        heap_size = size;
        needed = host_fetch(result_memory, heap, heap_size);
    }
    if (needed != NOT_LINKED) return true;
    JS_ThrowPlainError(
        call->context,
        "%s of kernel '%s' was called while the script is being loaded: kernels can be used from the processor's "
        "constructor on", title(call->kernel, call->function), call->kernel->name);
    return false;
}

/// The call with `output` given: the result goes right there.
static JSValue call_into(kernel_call *call, uint32_t function, const uint8_t *tuple, JSValueConst output) {
    uint8_t *bytes;
    size_t length;
    if (!typed_array_bytes(call->context, output, &bytes, &length)) return JS_EXCEPTION;
    int32_t needed = host_call(call->kernel->index, function, tuple, result_memory, bytes, length);
    if (needed == NOT_LINKED) return call_host(call, function, tuple) ? JS_UNDEFINED : JS_EXCEPTION;
    if ((size_t)needed == length) return JS_DupValue(call->context, output);
    return JS_ThrowRangeError(
        call->context, "%s of kernel '%s': the output has %zu bytes, and the result %d",
        title(call->kernel, call->function), call->kernel->name, length, (int)needed);
}

/// Checks that an output is a typed array of the result's kind.
static bool check_output(kernel_call *call, JSValueConst output) {
    const kernel_type *types = call->kernel->types;
    int wanted = typed_array_of(types[types[call->function->result].element].kind);
    if (JS_GetTypedArrayType(output) == wanted) {
        JSValue buffer = JS_GetTypedArrayBuffer(call->context, output, NULL, NULL, NULL);
        if (JS_IsException(buffer)) return false;
        bool is_fixed = JS_IsImmutableArrayBuffer(buffer) == 1;
        JS_FreeValue(call->context, buffer);
        if (!is_fixed) return true;
    }
    JS_ThrowTypeError(
        call->context, "%s of kernel '%s': the output is no typed array of the result's kind, or can't be written",
        title(call->kernel, call->function), call->kernel->name);
    return false;
}

/// A result's value; an error in it is thrown.
static JSValue read_result(kernel_call *call) {
    const kernel_function *function = call->function;
    if (function->result < 0) return JS_UNDEFINED;
    JSContext *context = call->context;
    const kernel_type *type = &call->kernel->types[function->result];
    if (type->kind != KIND_RESULT) return value_load(call, (uint32_t)function->result, result_memory);
    bool is_error = result_memory[0] != 0;
    int32_t part = type->parts[is_error];
    JSValue value =
        part < 0 ? JS_UNDEFINED : value_load(call, (uint32_t)part, result_memory + type->payload_offset);
    if (!is_error || JS_IsException(value)) return value;
    const char *reason = JS_IsString(value) ? JS_ToCString(context, value) : NULL;
    JS_ThrowPlainError(
        context, "%s of kernel '%s' failed%s%s", title(call->kernel, function), call->kernel->name,
        reason ? ": " : "", reason ? reason : "");
    JS_FreeCString(context, reason);
    JSValue error = JS_GetException(context);
    if (JS_IsObject(error))
        JS_DefinePropertyValueStr(context, error, "payload", value, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
    else
        JS_FreeValue(context, value);
    return JS_Throw(context, error);
}

/// One call; `self` is undefined for what is no method.
static JSValue run(
    JSContext *context, JSValueConst self, bool has_self, int count, JSValueConst *arguments, int magic) {
    const kernel *kernel = &kernels[magic >> FUNCTION_BITS];
    uint32_t index = (uint32_t)(magic & FUNCTION_MASK);
    kernel_call call = {.context = context, .kernel = kernel, .function = &kernel->functions[index]};
    int output;
    if (!check_count(&call, count, has_self, &output)) return JS_EXCEPTION;
    if (output >= 0 && !check_output(&call, arguments[output])) return JS_EXCEPTION;
    scratch_mark mark = scratch_position();
    uint8_t *tuple = scratch_take(context, kernel->types[call.function->parameters].size);
    JSValue result = JS_EXCEPTION;
    if (tuple && store_arguments(&call, tuple, self, has_self, output >= 0 ? output : count, arguments) &&
        values_settle(&call)) {
        if (output >= 0)
            result = call_into(&call, index, tuple, arguments[output]);
        else if (call_host(&call, index, tuple))
            result = read_result(&call);
    }
    values_release(&call);
    scratch_release(mark);
    return result;
}

JSValue kernel_run(JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int magic) {
    const kernel *kernel = &kernels[magic >> FUNCTION_BITS];
    bool has_self = kernel->functions[magic & FUNCTION_MASK].role == ROLE_METHOD;
    return run(context, this, has_self, count, arguments, magic);
}

JSValue kernel_construct(JSContext *context, JSValueConst target, int count, JSValueConst *arguments, int magic) {
    JSValue object = run(context, JS_UNDEFINED, false, count, arguments, magic);
    if (JS_IsException(object)) return object;
    // A script's class may extend this one.
    JSValue prototype = JS_GetPropertyStr(context, target, "prototype");
    bool done = !JS_IsException(prototype) &&
                (!JS_IsObject(prototype) || JS_SetPrototype(context, object, prototype) >= 0);
    JS_FreeValue(context, prototype);
    if (done) return object;
    JS_FreeValue(context, object);
    return JS_EXCEPTION;
}

JSValue kernel_refuse_construction(
    JSContext *context, JSValueConst target, int count, JSValueConst *arguments, int magic) {
    (void)target, (void)count, (void)arguments;
    return JS_ThrowTypeError(
        context, "a class of kernel '%s' has no constructor; its functions make its objects",
        kernels[magic >> FUNCTION_BITS].name);
}

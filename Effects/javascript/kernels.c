// What the host says of a script's kernels (the JSON text of EffectHost's KernelDescription), and the modules that
// scripts import. Read once, while a script is loaded, so it is part of the snapshot.

#include "kernels.h"

#include <stdlib.h>

kernel *kernels;
uint32_t kernel_count;

static const char *const kind_names[KIND_COUNT] = {
    "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string", "list", "record",
    "tuple", "variant", "enum", "option", "result", "flags", "own", "borrow"};
static const char *const role_names[] = {"free", "constructor", "method", "static"};

// MARK: - Reading JSON
//
// The text is the host's own. What is missing reads as nothing; what memory there isn't for is noticed at the end.

static bool is_short_of_memory;

static void *take(size_t count, size_t size) {
    void *memory = calloc(count + 1, size);
    if (!memory) is_short_of_memory = true;
    return memory;
}

static int32_t number_of(JSContext *context, JSValueConst object, const char *name) {
    JSValue value = JS_GetPropertyStr(context, object, name);
    int32_t number = 0;
    JS_ToInt32(context, &number, value);
    JS_FreeValue(context, value);
    return number;
}

/// A lasting copy; takes the value over.
static char *text_of(JSContext *context, JSValue value) {
    size_t length;
    const char *string = JS_ToCStringLen(context, &length, value);
    char *copy = string ? copy_string(string, length) : NULL;
    if (!copy) is_short_of_memory = true;
    JS_FreeCString(context, string);
    JS_FreeValue(context, value);
    return copy;
}

static uint8_t choice_of(
    JSContext *context, JSValueConst object, const char *name, const char *const *names, uint8_t count) {
    char *text = text_of(context, JS_GetPropertyStr(context, object, name));
    uint8_t choice = 0;
    while (text && choice < count && strcmp(names[choice], text) != 0) choice++;
    free(text);
    return choice;
}

static uint32_t length_of(JSContext *context, JSValueConst array) {
    int64_t length = 0;
    if (!JS_IsArray(array) || JS_GetLength(context, array, &length) < 0) return 0;
    return (uint32_t)length;
}

static char **texts_of(JSContext *context, JSValueConst object, const char *name, uint32_t *count) {
    JSValue array = JS_GetPropertyStr(context, object, name);
    *count = length_of(context, array);
    char **texts = take(*count, sizeof *texts);
    for (uint32_t i = 0; i < *count && texts; i++) texts[i] = text_of(context, JS_GetPropertyUint32(context, array, i));
    JS_FreeValue(context, array);
    return texts;
}

static int32_t *numbers_of(JSContext *context, JSValueConst object, const char *name, uint32_t *count) {
    JSValue array = JS_GetPropertyStr(context, object, name);
    *count = length_of(context, array);
    int32_t *numbers = take(*count, sizeof *numbers);
    for (uint32_t i = 0; i < *count && numbers; i++) {
        JSValue value = JS_GetPropertyUint32(context, array, i);
        JS_ToInt32(context, &numbers[i], value);
        JS_FreeValue(context, value);
    }
    JS_FreeValue(context, array);
    return numbers;
}

static void read_type(JSContext *context, JSValueConst object, kernel_type *type) {
    uint32_t count = 0;
    type->kind = choice_of(context, object, "kind", kind_names, KIND_COUNT);
    type->size = (uint32_t)number_of(context, object, "size");
    type->alignment = (uint8_t)number_of(context, object, "alignment");
    type->discriminant_size = (uint8_t)number_of(context, object, "discriminantSize");
    type->payload_offset = (uint32_t)number_of(context, object, "payloadOffset");
    bool is_handle = type->kind == KIND_OWN || type->kind == KIND_BORROW;
    type->element = (uint32_t)number_of(context, object, is_handle ? "resource" : "element");
    type->names = texts_of(context, object, "names", &type->count);
    if (type->kind == KIND_RECORD || type->kind == KIND_FLAGS) {
        type->atoms = take(type->count, sizeof *type->atoms);
        for (uint32_t i = 0; i < type->count && type->atoms && type->names; i++)
            type->atoms[i] = type->names[i] ? JS_NewAtom(context, type->names[i]) : JS_ATOM_NULL;
    }
    bool is_record = type->kind == KIND_RECORD || type->kind == KIND_TUPLE;
    type->parts = numbers_of(context, object, is_record ? "members" : "payloads", &count);
    if (count > 0) type->count = count;
    type->offsets = (uint32_t *)numbers_of(context, object, "offsets", &count);
}

static void read_function(JSContext *context, JSValueConst object, const kernel *kernel, kernel_function *function) {
    function->name = text_of(context, JS_GetPropertyStr(context, object, "name"));
    function->role = choice_of(context, object, "role", role_names, 4);
    function->resource = number_of(context, object, "resource");
    function->parameter_names = texts_of(context, object, "names", &function->parameter_count);
    function->parameters = (uint32_t)number_of(context, object, "parameters");
    function->result = number_of(context, object, "result");
    const kernel_type *tuple = &kernel->types[function->parameters];
    function->required_count = function->parameter_count;
    while (function->required_count > 0 && tuple->parts &&
           kernel->types[tuple->parts[function->required_count - 1]].kind == KIND_OPTION)
        function->required_count--;
}

static void read_kernel(JSContext *context, JSValueConst object, kernel *kernel) {
    JSValue types = JS_GetPropertyStr(context, object, "types");
    kernel->type_count = length_of(context, types);
    kernel->types = take(kernel->type_count, sizeof *kernel->types);
    for (uint32_t i = 0; i < kernel->type_count && kernel->types; i++) {
        JSValue type = JS_GetPropertyUint32(context, types, i);
        read_type(context, type, &kernel->types[i]);
        JS_FreeValue(context, type);
    }
    JS_FreeValue(context, types);
    JSValue functions = JS_GetPropertyStr(context, object, "functions");
    kernel->function_count = length_of(context, functions);
    kernel->functions = take(kernel->function_count, sizeof *kernel->functions);
    for (uint32_t i = 0; i < kernel->function_count && kernel->functions && kernel->types; i++) {
        JSValue function = JS_GetPropertyUint32(context, functions, i);
        read_function(context, function, kernel, &kernel->functions[i]);
        JS_FreeValue(context, function);
    }
    JS_FreeValue(context, functions);
    kernel->resources = texts_of(context, object, "resources", &kernel->resource_count);
    kernel->prototypes = take(kernel->resource_count, sizeof *kernel->prototypes);
}

bool kernels_set(JSContext *context, const cajon_string *pairs, size_t count) {
    if (count == 0) return true;
    kernels = take(count, sizeof *kernels);
    for (size_t i = 0; i < count && kernels; i++) {
        kernel *kernel = &kernels[i];
        kernel->index = kernel_count++;
        kernel->name = copy_string((const char *)pairs[2 * i].data, pairs[2 * i].length);
        char *json = copy_string((const char *)pairs[2 * i + 1].data, pairs[2 * i + 1].length);
        if (!json || !kernel->name) break;
        JSValue object = JS_ParseJSON(context, json, pairs[2 * i + 1].length, "kernel");
        free(json);
        if (JS_IsException(object)) return false;
        read_kernel(context, object, kernel);
        JS_FreeValue(context, object);
    }
    if (kernel_count < count || is_short_of_memory) {
        JS_ThrowOutOfMemory(context);
        return false;
    }
    return kernel_calls_install(context);
}

// MARK: - Modules

static JSValue make_function(JSContext *context, const kernel *kernel, uint32_t index) {
    const kernel_function *function = &kernel->functions[index];
    int magic = (int)(kernel->index << FUNCTION_BITS | index);
    bool has_self = function->role == ROLE_METHOD;
    return JS_NewCFunctionMagic(
        context, kernel_run, function->name, (int)(function->required_count - has_self), JS_CFUNC_generic_magic, magic);
}

/// A class: constructor, prototype with methods, statics. An exception value when memory has run out.
static JSValue make_class(JSContext *context, kernel *kernel, uint32_t resource) {
    int magic = (int)(kernel->index << FUNCTION_BITS);
    JSCFunctionMagic *construct = kernel_refuse_construction;
    int length = 0;
    for (uint32_t i = 0; i < kernel->function_count; i++) {
        const kernel_function *function = &kernel->functions[i];
        if (function->resource != (int32_t)resource || function->role != ROLE_CONSTRUCTOR) continue;
        magic |= (int)i;
        construct = kernel_construct;
        length = (int)function->required_count;
    }
    JSValue class = JS_NewCFunctionMagic(
        context, construct, kernel->resources[resource], length, JS_CFUNC_constructor_magic, magic);
    JSValue prototype = JS_NewObject(context);
    bool done = !JS_IsException(class) && !JS_IsException(prototype);
    // Neither can be exchanged: the class keeps the prototype alive, which the kernel only knows.
    done = done && JS_DefinePropertyValueStr(context, class, "prototype", JS_DupValue(context, prototype), 0) >= 0;
    done = done && JS_DefinePropertyValueStr(
                       context, prototype, "constructor", JS_DupValue(context, class),
                       JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
    for (uint32_t i = 0; i < kernel->function_count && done; i++) {
        const kernel_function *function = &kernel->functions[i];
        bool is_static = function->role == ROLE_STATIC;
        if (function->resource != (int32_t)resource || !(is_static || function->role == ROLE_METHOD)) continue;
        done = JS_DefinePropertyValueStr(
                   context, is_static ? class : prototype, function->name, make_function(context, kernel, i),
                   JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
    }
    kernel->prototypes[resource] = prototype;
    JS_FreeValue(context, prototype);
    if (done) return class;
    JS_FreeValue(context, class);
    return JS_EXCEPTION;
}

static kernel *kernel_named(const char *name) {
    for (uint32_t i = 0; i < kernel_count; i++)
        if (strcmp(kernels[i].name, name) == 0) return &kernels[i];
    return NULL;
}

static int fill_module(JSContext *context, JSModuleDef *module) {
    JSValue index = JS_GetModulePrivateValue(context, module);
    kernel *kernel = &kernels[JS_VALUE_GET_INT(index)];
    kernel->context = context;
    for (uint32_t i = 0; i < kernel->resource_count; i++) {
        JSValue class = make_class(context, kernel, i);
        if (JS_IsException(class) || JS_SetModuleExport(context, module, kernel->resources[i], class) < 0) return -1;
    }
    for (uint32_t i = 0; i < kernel->function_count; i++) {
        if (kernel->functions[i].role != ROLE_FREE) continue;
        JSValue function = make_function(context, kernel, i);
        if (JS_IsException(function) || JS_SetModuleExport(context, module, kernel->functions[i].name, function) < 0)
            return -1;
    }
    return 0;
}

JSModuleDef *cajon_kernel_module(JSContext *context, const char *name) {
    kernel *kernel = kernel_named(name);
    if (!kernel) {
        JS_ThrowTypeError(
            context, "no kernel '%s' was given to this effect: name it in effect.json, or with --kernel %s=FILE.wasm",
            name, name);
        return NULL;
    }
    text specifier = {0};
    text_print(&specifier, "kernel:%s", name);
    JSModuleDef *module = specifier.data ? JS_NewCModule(context, specifier.data, fill_module) : NULL;
    free(specifier.data);
    if (!module) return NULL;
    bool done = JS_SetModulePrivateValue(context, module, JS_NewInt32(context, (int32_t)kernel->index)) >= 0;
    for (uint32_t i = 0; i < kernel->resource_count && done; i++)
        done = JS_AddModuleExport(context, module, kernel->resources[i]) >= 0;
    for (uint32_t i = 0; i < kernel->function_count && done; i++)
        if (kernel->functions[i].role == ROLE_FREE)
            done = JS_AddModuleExport(context, module, kernel->functions[i].name) >= 0;
    return done ? module : NULL;
}

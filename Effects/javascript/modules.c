// WebAssembly of a script's own, seen from the engine: what `modules.js` is given, calls of functions, and the way back when
// a module calls the script. https://webassembly.github.io/spec/js-api/

#include "modules.h"

#include <stdlib.h>

/// What the host allows: instances, values that one function takes or gives.
enum { MOST_INSTANCES = 64, MOST_VALUES = 64, REPORT_SIZE = 1024 };

/// What an instance imports of the script: functions, and a type for each place among the imports.
typedef struct {
    JSValue callables;
    char **types;
    uint32_t count;
} instance;

static instance instances[MOST_INSTANCES];
/// Types of functions by their numbers, as "iF:f": parameters, results.
static char **types;
static uint32_t type_count;
static JSValue runtime_error = JS_UNDEFINED;
/// What gives a module's text for an import.
static JSValue wrapper = JS_UNDEFINED;
/// Whether modules.js was evaluated, and whether anything was made that lies outside of this engine, or in its pages.
static bool was_evaluated, was_used;
/// Where the host puts the values of a call to the script, and finds its result: read and written before anything else runs.
static uint64_t scratch[MOST_VALUES];
static char report[REPORT_SIZE];

#define AT(pointer) ((uint32_t)(uintptr_t)(pointer))

static int32_t ask(operation operation, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth) {
    return cajon_operate(operation, first, second, third, fourth, 0, 0);
}

bool modules_were_used(void) { return was_used; }

void modules_release(JSContext *context) {
    if (!was_evaluated) return;
    was_evaluated = was_used = false;
    for (int i = 0; i < MOST_INSTANCES; i++) {
        instance *one = &instances[i];
        if (!one->types) continue;
        JS_FreeValue(context, one->callables);
        for (uint32_t t = 0; t < one->count; t++) free(one->types[t]);
        free(one->types);
        *one = (instance){.types = NULL};
    }
    for (uint32_t i = 0; i < type_count; i++) free(types[i]);
    free(types);
    types = NULL;
    type_count = 0;
    JS_FreeValue(context, runtime_error);
    runtime_error = JS_UNDEFINED;
    JS_FreeValue(context, wrapper);
    wrapper = JS_UNDEFINED;
    regions_release(context);
    ask(OPERATION_RELEASE, 0, 0, 0, 0);
}

// MARK: - Values

static bool value_store(JSContext *context, char type, JSValueConst value, uint64_t *place) {
    int32_t whole;
    int64_t large;
    double number;
    float single;
    switch (type) {
    case 'i':
        if (JS_ToInt32(context, &whole, value) < 0) return false;
        *place = (uint32_t)whole;
        return true;
    case 'I':
        if (JS_ToBigInt64(context, &large, value) < 0) return false;
        *place = (uint64_t)large;
        return true;
    case 'f':
        if (JS_ToFloat64(context, &number, value) < 0) return false;
        single = (float)number;
        *place = 0;
        memcpy(place, &single, sizeof single);
        return true;
    case 'F':
        if (JS_ToFloat64(context, &number, value) < 0) return false;
        memcpy(place, &number, sizeof number);
        return true;
    default: JS_ThrowTypeError(context, "type incompatibility when transforming from/to JS"); return false;
    }
}

static JSValue value_load(JSContext *context, char type, uint64_t bits) {
    double number;
    float single;
    switch (type) {
    case 'i': return JS_NewInt32(context, (int32_t)bits);
    case 'I': return JS_NewBigInt64(context, (int64_t)bits);
    case 'f': memcpy(&single, &bits, sizeof single); return JS_NewFloat64(context, single);
    case 'F': memcpy(&number, &bits, sizeof number); return JS_NewFloat64(context, number);
    default: return JS_ThrowTypeError(context, "type incompatibility when transforming from/to JS");
    }
}

/// Results as JavaScript has them: nothing, one, or an array.
static JSValue results_load(JSContext *context, const char *results, const uint64_t *values) {
    size_t count = strlen(results);
    if (count == 0) return JS_UNDEFINED;
    if (count == 1) return value_load(context, results[0], values[0]);
    JSValue array = JS_NewArray(context);
    for (size_t i = 0; i < count; i++) {
        JSValue value = value_load(context, results[i], values[i]);
        if (JS_IsException(value) ||
            JS_DefinePropertyValueUint32(context, array, (uint32_t)i, value, JS_PROP_C_W_E) < 0) {
            JS_FreeValue(context, array);
            return JS_EXCEPTION;
        }
    }
    return array;
}

// MARK: - Calls

static JSValue throw_trap(JSContext *context, int32_t number) {
    // As V8 words them, since scripts can see it.
    static const char *const words[] = {
        "unreachable", "", "memory access out of bounds", "table index is out of bounds",
        "null function", "function signature mismatch",
        "divide result unrepresentable", "divide by zero", "float unrepresentable in integer range"};
    uint32_t index = (uint32_t)number - 2;
    if (index == 1) return JS_ThrowRangeError(context, "Maximum call stack size exceeded");
    const char *text = index < sizeof words / sizeof words[0] ? words[index] : "unreachable";
    JSValue message = JS_NewString(context, text);
    JSValueConst arguments[] = {message};
    JSValue error = JS_CallConstructor(context, runtime_error, 1, arguments);
    JS_FreeValue(context, message);
    return JS_IsException(error) ? error : JS_Throw(context, error);
}

static JSValue call_function(
    JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int number, JSValueConst *data) {
    (void)this, (void)data;
    const char *type = types[number], *results = strchr(type, ':') + 1;
    uint64_t values[MOST_VALUES] __attribute__((aligned(8)));
    for (int i = 0; type[i] != ':'; i++)
        if (!value_store(context, type[i], i < count ? arguments[i] : JS_UNDEFINED, &values[i])) return JS_EXCEPTION;
    if (strchr(results, 'x')) return value_load(context, 'x', 0);
    int32_t answer = ask(OPERATION_CALL, (uint32_t)number, AT(values), 0, 0);
    if (answer == 0) return results_load(context, results, values);
    // An exception of the script's is on its way through.
    if (answer == 1) return JS_EXCEPTION;
    if (answer < 0) return JS_ThrowInternalError(context, "there is no such function");
    return throw_trap(context, answer);
}

/// A module calls what an instance was given for an import. 0, or 1 with a pending exception.
CAJON_EXPORT("cajon-enter-script") int32_t cajon_enter_script(uint32_t number, uint32_t place) {
    JSContext *context = engine_realm.context;
    if (number >= MOST_INSTANCES || place >= instances[number].count || !instances[number].types[place]) {
        JS_ThrowInternalError(context, "there is no such import");
        return 1;
    }
    const char *type = instances[number].types[place], *results = strchr(type, ':') + 1;
    JSValue arguments[MOST_VALUES];
    int count = 0;
    bool done = !strchr(type, 'x');
    if (!done) JS_FreeValue(context, value_load(context, 'x', 0));
    for (; done && type[count] != ':'; count++) {
        arguments[count] = value_load(context, type[count], scratch[count]);
        done = !JS_IsException(arguments[count]);
    }
    JSValue result = JS_EXCEPTION;
    if (done) {
        JSValue function = JS_GetPropertyUint32(context, instances[number].callables, place);
        result = JS_Call(context, function, JS_UNDEFINED, count, arguments);
        JS_FreeValue(context, function);
    }
    for (int i = 0; i < count; i++) JS_FreeValue(context, arguments[i]);
    if (JS_IsException(result)) return 1;
    uint64_t values[MOST_VALUES];
    size_t expected = strlen(results);
    if (expected == 1) {
        done = value_store(context, results[0], result, values);
    } else if (expected > 1) {
        JSValueConst list[] = {result};
        JSValue array = JS_Call(context, engine_realm.array_from, JS_UNDEFINED, 1, list);
        int64_t length = -1;
        done = !JS_IsException(array) && JS_GetLength(context, array, &length) >= 0;
        if (done && (size_t)length != expected) {
            JS_ThrowTypeError(context, "multi-return length mismatch");
            done = false;
        }
        for (uint32_t i = 0; done && i < expected; i++) {
            JSValue value = JS_GetPropertyUint32(context, array, i);
            done = !JS_IsException(value) && value_store(context, results[i], value, &values[i]);
            JS_FreeValue(context, value);
        }
        JS_FreeValue(context, array);
    }
    JS_FreeValue(context, result);
    if (!done) return 1;
    memcpy(scratch, values, expected * sizeof values[0]);
    return 0;
}

// MARK: - What modules.js is given

static bool integer(JSContext *context, JSValueConst value, int32_t *number) {
    return JS_ToInt32(context, number, value) >= 0;
}

/// A number and what the host reported with it.
static JSValue answer_with_report(JSContext *context, int32_t number) {
    report[REPORT_SIZE - 1] = 0;
    JSValue values[] = {JS_NewInt32(context, number), JS_NewString(context, report)};
    return JS_NewArrayFrom(context, 2, values);
}

static JSValue compile(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    size_t size;
    const uint8_t *bytes = JS_GetUint8Array(context, &size, arguments[0]);
    if (!bytes) return JS_EXCEPTION;
    was_used = true;
    report[0] = 0;
    return answer_with_report(context, ask(OPERATION_COMPILE, AT(bytes), (uint32_t)size, AT(report), REPORT_SIZE));
}

static JSValue validate(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    size_t size;
    const uint8_t *bytes = JS_GetUint8Array(context, &size, arguments[0]);
    if (!bytes) return JS_EXCEPTION;
    return JS_NewBool(context, ask(OPERATION_VALIDATE, AT(bytes), (uint32_t)size, 0, 0) == 1);
}

static JSValue describe(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    int32_t module;
    if (!integer(context, arguments[0], &module)) return JS_EXCEPTION;
    int32_t length = ask(OPERATION_DESCRIBE, (uint32_t)module, 0, 0, 0);
    if (length < 0) return JS_ThrowTypeError(context, "there is no such module");
    char *text = malloc((size_t)length + 1);
    if (!text) return JS_ThrowOutOfMemory(context);
    ask(OPERATION_DESCRIBE, (uint32_t)module, AT(text), (uint32_t)length + 1, 0);
    text[length] = 0;
    JSValue result = JS_ParseJSON(context, text, (size_t)length, "module");
    free(text);
    return result;
}

/// Keeps what an instance imports of the script. False with a pending exception.
static bool keep_imports(JSContext *context, instance *instance, JSValueConst callables, JSValueConst list, int64_t count) {
    instance->callables = JS_DupValue(context, callables);
    instance->types = calloc((size_t)count + 1, sizeof *instance->types);
    instance->count = instance->types ? (uint32_t)count : 0;
    for (uint32_t i = 0; i < instance->count; i++) {
        JSValue type = JS_GetPropertyUint32(context, list, i);
        const char *text = JS_IsString(type) ? JS_ToCString(context, type) : NULL;
        JS_FreeValue(context, type);
        if (!text) continue;
        // What has no colon, or too many values, would be a mistake of ours.
        const char *colon = strchr(text, ':');
        if (colon && colon - text <= MOST_VALUES && strlen(colon + 1) <= MOST_VALUES)
            instance->types[i] = copy_string(text, strlen(text));
        JS_FreeCString(context, text);
    }
    if (instance->types) return true;
    JS_FreeValue(context, instance->callables);
    JS_ThrowOutOfMemory(context);
    return false;
}

/// (module, memory or -1, handles, callables, types) -> [instance, report]
static JSValue link(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    int32_t module, memory;
    int64_t length;
    if (!integer(context, arguments[0], &module) || !integer(context, arguments[1], &memory) ||
        JS_GetLength(context, arguments[2], &length) < 0)
        return JS_EXCEPTION;
    if (length > 1 << 16) return JS_ThrowRangeError(context, "too many imports");
    int32_t *handles = calloc((size_t)length + 1, sizeof *handles);
    if (!handles) return JS_ThrowOutOfMemory(context);
    for (uint32_t i = 0; i < length; i++) {
        JSValue handle = JS_GetPropertyUint32(context, arguments[2], i);
        bool done = integer(context, handle, &handles[i]);
        JS_FreeValue(context, handle);
        if (done) continue;
        free(handles);
        return JS_EXCEPTION;
    }
    report[0] = 0;
    int32_t number = cajon_operate(
        OPERATION_INSTANTIATE, (uint32_t)module, region_record(memory), AT(handles), AT(scratch), AT(report), REPORT_SIZE);
    free(handles);
    if (number >= MOST_INSTANCES) number = ANSWER_UNAVAILABLE;
    if (number >= 0 && !keep_imports(context, &instances[number], arguments[3], arguments[4], length))
        return JS_EXCEPTION;
    return answer_with_report(context, number);
}

/// Keeps the type of a function that the host has reported.
static JSValue found(JSContext *context, int32_t number, bool is_function) {
    if (number >= 0 && is_function && (uint32_t)number >= type_count) {
        char **larger = realloc(types, ((size_t)number + 1) * sizeof *types);
        if (!larger) return JS_ThrowOutOfMemory(context);
        types = larger;
        while (type_count <= (uint32_t)number) types[type_count++] = NULL;
    }
    if (number >= 0 && is_function && !types[number]) {
        types[number] = copy_string(report, strlen(report));
        if (!types[number]) return JS_ThrowOutOfMemory(context);
    }
    return answer_with_report(context, number);
}

/// (instance, place) -> [number, type]
static JSValue export(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    int32_t instance, place;
    if (!integer(context, arguments[0], &instance) || !integer(context, arguments[1], &place)) return JS_EXCEPTION;
    report[0] = 0;
    int32_t number = ask(OPERATION_EXPORT, (uint32_t)instance, (uint32_t)place, AT(report), REPORT_SIZE);
    return found(context, number, strchr(report, ':') != NULL);
}

/// (number, name) -> a function
static JSValue callable(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    int32_t number;
    if (!integer(context, arguments[0], &number)) return JS_EXCEPTION;
    if (number < 0 || (uint32_t)number >= type_count || !types[number])
        return JS_ThrowTypeError(context, "there is no such function");
    const char *name = JS_ToCString(context, arguments[1]);
    if (!name) return JS_EXCEPTION;
    int parameters = (int)(strchr(types[number], ':') - types[number]);
    JSValue function = JS_NewCFunctionData2(context, call_function, name, parameters, number, 0, NULL);
    JS_FreeCString(context, name);
    return function;
}

/// (global, letter[, value])
static JSValue global(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this;
    int32_t number;
    uint64_t bits __attribute__((aligned(8))) = 0;
    if (!integer(context, arguments[0], &number)) return JS_EXCEPTION;
    const char *text = JS_ToCString(context, arguments[1]);
    if (!text) return JS_EXCEPTION;
    char type = text[0];
    JS_FreeCString(context, text);
    bool is_set = count > 2;
    if (is_set && !value_store(context, type, arguments[2], &bits)) return JS_EXCEPTION;
    int32_t answer = ask(is_set ? OPERATION_SET_GLOBAL : OPERATION_GET_GLOBAL, (uint32_t)number, AT(&bits), 0, 0);
    if (answer < 0) return JS_ThrowTypeError(context, "set WebAssembly.Global.value: Can't set the value of an immutable global.");
    return is_set ? JS_UNDEFINED : value_load(context, type, bits);
}

static JSValue element(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    int32_t table, place;
    if (!integer(context, arguments[0], &table) || !integer(context, arguments[1], &place)) return JS_EXCEPTION;
    report[0] = 0;
    return found(context, ask(OPERATION_GET_ELEMENT, (uint32_t)table, (uint32_t)place, AT(report), REPORT_SIZE), true);
}

/// The operations on numbers alone: (table, …) and memories.
enum { TABLE_SIZE, SET_ELEMENT, GROW_TABLE, NEW_MEMORY, PAGES, MAXIMUM, GROW_MEMORY, BUFFER };

static JSValue plain(JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int what) {
    (void)this;
    int32_t values[3] = {0, 0, 0};
    for (int i = 0; i < 3 && i < count; i++)
        if (!integer(context, arguments[i], &values[i])) return JS_EXCEPTION;
    uint32_t first = (uint32_t)values[0], second = (uint32_t)values[1], third = (uint32_t)values[2];
    switch (what) {
    case TABLE_SIZE: return JS_NewInt32(context, ask(OPERATION_TABLE_SIZE, first, 0, 0, 0));
    case SET_ELEMENT: return JS_NewInt32(context, ask(OPERATION_SET_ELEMENT, first, second, third, 0));
    case GROW_TABLE: return JS_NewInt32(context, ask(OPERATION_GROW_TABLE, first, second, third, 0));
    case NEW_MEMORY: was_used = true; return JS_NewInt32(context, region_new(first, second));
    case PAGES: return JS_NewUint32(context, region_pages(values[0]));
    case MAXIMUM: return JS_NewUint32(context, region_maximum(values[0]));
    case GROW_MEMORY: return JS_NewInt32(context, region_grow(context, values[0], second));
    default: return region_buffer(context, values[0]);
    }
}

static JSValue set_runtime_error(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    JS_FreeValue(context, runtime_error);
    runtime_error = JS_DupValue(context, arguments[0]);
    was_evaluated = true;
    return JS_UNDEFINED;
}

static JSValue set_wrapper(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    JS_FreeValue(context, wrapper);
    wrapper = JS_DupValue(context, arguments[0]);
    return JS_UNDEFINED;
}

JSModuleDef *modules_import(JSContext *context, const source *binary) {
    JSValue module = library_compile(context, JS_NewArrayBufferCopy(context, (const uint8_t *)binary->text, binary->length));
    if (JS_IsException(module)) return NULL;
    JSValueConst arguments[] = {module};
    JSValue text = JS_Call(context, wrapper, JS_UNDEFINED, 1, arguments);
    size_t length;
    const char *characters = JS_IsException(text) ? NULL : JS_ToCStringLen(context, &length, text);
    JS_FreeValue(context, text);
    JSValue compiled = characters ? JS_Eval(
                                        context, characters, length, binary->name,
                                        JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY)
                                  : JS_EXCEPTION;
    JS_FreeCString(context, characters);
    JSModuleDef *definition = JS_IsException(compiled) ? NULL : JS_VALUE_GET_PTR(compiled);
    JSValue meta = definition ? JS_GetImportMeta(context, definition) : JS_EXCEPTION;
    bool done = !JS_IsException(meta) && JS_DefinePropertyValueStr(context, meta, "module", module, 0) >= 0;
    if (JS_IsException(meta)) JS_FreeValue(context, module);
    JS_FreeValue(context, meta);
    // The context keeps the module; the value is one more reference.
    if (definition) JS_FreeValue(context, compiled);
    return done ? definition : NULL;
}

static const JSCFunctionListEntry members[] = {
    JS_CFUNC_DEF("compile", 1, compile),
    JS_CFUNC_DEF("validate", 1, validate),
    JS_CFUNC_DEF("describe", 1, describe),
    JS_CFUNC_DEF("link", 5, link),
    JS_CFUNC_DEF("export", 2, export),
    JS_CFUNC_DEF("callable", 2, callable),
    JS_CFUNC_DEF("global", 2, global),
    JS_CFUNC_DEF("element", 2, element),
    JS_CFUNC_MAGIC_DEF("tableSize", 1, plain, TABLE_SIZE),
    JS_CFUNC_MAGIC_DEF("setElement", 3, plain, SET_ELEMENT),
    JS_CFUNC_MAGIC_DEF("growTable", 3, plain, GROW_TABLE),
    JS_CFUNC_MAGIC_DEF("newMemory", 2, plain, NEW_MEMORY),
    JS_CFUNC_MAGIC_DEF("pages", 1, plain, PAGES),
    JS_CFUNC_MAGIC_DEF("maximum", 1, plain, MAXIMUM),
    JS_CFUNC_MAGIC_DEF("growMemory", 2, plain, GROW_MEMORY),
    JS_CFUNC_MAGIC_DEF("buffer", 1, plain, BUFFER),
    JS_CFUNC_DEF("setRuntimeError", 1, set_runtime_error),
    JS_CFUNC_DEF("setWrapper", 1, set_wrapper),
};

JSValue modules_host(JSContext *context) {
    JSValue host = JS_NewObject(context);
    if (JS_IsException(host) ||
        JS_SetPropertyFunctionList(context, host, members, sizeof members / sizeof members[0]) >= 0)
        return host;
    JS_FreeValue(context, host);
    return JS_EXCEPTION;
}

// What effect.json says of the processor: its name where a script registers several, and what a page would hand it, as
// `processorOptions` and by messages. Where a page would hand over a file, `{"$bytes": "kernel.wasm"}` stands for its bytes
// (an ArrayBuffer) and `{"$module": "kernel.wasm"}` for a WebAssembly.Module of them. Read once, while a script is loaded.

#include <stdlib.h>

#include "shim.h"

static char *json_text;
static size_t json_length;
static char *processor;
static uint32_t message_count;

/// How deep values may be nested.
enum { DEEPEST = 64 };

static JSValue read_manifest(JSContext *context) {
    return json_text ? JS_ParseJSON(context, json_text, json_length, "effect.json") : JS_NewObject(context);
}

bool manifest_set(JSContext *context, const char *json, size_t length) {
    if (length == 0) return true;
    json_text = copy_string(json, length);
    json_length = length;
    if (!json_text) {
        JS_ThrowOutOfMemory(context);
        return false;
    }
    JSValue manifest = read_manifest(context);
    if (JS_IsException(manifest)) return false;
    JSValue name = JS_GetPropertyStr(context, manifest, "processor");
    JSValue messages = JS_GetPropertyStr(context, manifest, "messages");
    bool done = true;
    if (JS_IsString(name)) {
        size_t size;
        const char *text = JS_ToCStringLen(context, &size, name);
        processor = text ? copy_string(text, size) : NULL;
        JS_FreeCString(context, text);
        done = processor != NULL;
    }
    int64_t count = 0;
    if (JS_IsArray(messages) && JS_GetLength(context, messages, &count) >= 0) message_count = (uint32_t)count;
    JS_FreeValue(context, messages);
    JS_FreeValue(context, name);
    JS_FreeValue(context, manifest);
    if (!done) JS_ThrowOutOfMemory(context);
    return done;
}

const char *manifest_processor(void) { return processor; }
uint32_t manifest_message_count(void) { return message_count; }

/// The file that a value names as `{"$bytes": …}` or `{"$module": …}`; undefined for any other value.
static JSValue named_file(JSContext *context, JSValueConst value) {
    static const char *const keys[] = {"$bytes", "$module"};
    for (int i = 0; i < 2; i++) {
        JSValue name = JS_GetPropertyStr(context, value, keys[i]);
        if (JS_IsException(name)) return name;
        const char *text = JS_IsString(name) ? JS_ToCString(context, name) : NULL;
        JS_FreeValue(context, name);
        if (!text) continue;
        const source *file = binary_named(text);
        JSValue result = file ? JS_NewArrayBufferCopy(context, (const uint8_t *)file->text, file->length)
                              : JS_ThrowTypeError(context, "effect.json: the effect has no file '%s'", text);
        JS_FreeCString(context, text);
        return i == 0 || JS_IsException(result) ? result : library_compile(context, result);
    }
    return JS_UNDEFINED;
}

/// The value with files in the place of their names. Takes it over.
static JSValue fill_in(JSContext *context, JSValue value, int depth) {
    if (!JS_IsObject(value)) return value;
    if (depth == DEEPEST) {
        JS_FreeValue(context, value);
        return JS_ThrowRangeError(context, "effect.json: values are nested more than %d deep", DEEPEST);
    }
    JSValue file = named_file(context, value);
    if (!JS_IsUndefined(file)) {
        JS_FreeValue(context, value);
        return file;
    }
    JSPropertyEnum *names;
    uint32_t count;
    bool done = JS_GetOwnPropertyNames(context, &names, &count, value, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) >= 0;
    if (done) {
        for (uint32_t i = 0; done && i < count; i++) {
            JSValue member = fill_in(context, JS_GetProperty(context, value, names[i].atom), depth + 1);
            done = !JS_IsException(member) &&
                   JS_DefinePropertyValue(context, value, names[i].atom, member, JS_PROP_C_W_E) >= 0;
        }
        JS_FreePropertyEnum(context, names, count);
    }
    if (done) return value;
    JS_FreeValue(context, value);
    return JS_EXCEPTION;
}

JSValue manifest_message(JSContext *context, uint32_t index) {
    JSValue manifest = read_manifest(context);
    if (JS_IsException(manifest)) return manifest;
    JSValue messages = JS_GetPropertyStr(context, manifest, "messages");
    JSValue message = JS_GetPropertyUint32(context, messages, index);
    JS_FreeValue(context, messages);
    JS_FreeValue(context, manifest);
    return fill_in(context, message, 0);
}

/// Copies an object's members over another's.
static bool copy_members(JSContext *context, JSValueConst target, JSValueConst from) {
    JSPropertyEnum *names;
    uint32_t count;
    if (JS_GetOwnPropertyNames(context, &names, &count, from, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) return false;
    bool done = true;
    for (uint32_t i = 0; done && i < count; i++) {
        JSValue member = JS_GetProperty(context, from, names[i].atom);
        done = !JS_IsException(member) &&
               JS_DefinePropertyValue(context, target, names[i].atom, member, JS_PROP_C_W_E) >= 0;
    }
    JS_FreePropertyEnum(context, names, count);
    return done;
}

JSValue manifest_options(JSContext *context, const char *options) {
    JSValue manifest = read_manifest(context);
    if (JS_IsException(manifest)) return manifest;
    JSValue own = JS_GetPropertyStr(context, manifest, "processorOptions");
    JS_FreeValue(context, manifest);
    own = JS_IsObject(own) ? fill_in(context, own, 0) : JS_NewObject(context);
    if (JS_IsException(own) || !options) return own;
    JSValue given = JS_ParseJSON(context, options, strlen(options), "options");
    bool done = !JS_IsException(given) && copy_members(context, own, given);
    JS_FreeValue(context, given);
    if (done) return own;
    JS_FreeValue(context, own);
    return JS_EXCEPTION;
}

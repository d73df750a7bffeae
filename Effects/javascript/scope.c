// What AudioWorkletGlobalScope adds to the language: AudioWorkletProcessor, registerProcessor, sampleRate,
// currentFrame, currentTime, renderQuantumSize. https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope

#include <stdlib.h>

#include "shim.h"

JSValue scope_port = JS_UNDEFINED;
static bool is_processor_expected;
static JSClassID processor_class;

bool scope_is_processor(JSValueConst value) { return JS_GetClassID(value) == processor_class; }
void scope_expect_processor(bool expected) { is_processor_expected = expected; }

static JSValue construct(JSContext *context, JSValueConst new_target, int count, JSValueConst *arguments) {
    (void)count, (void)arguments;
    if (!is_processor_expected) return JS_ThrowTypeError(context, "Illegal constructor: the host makes processors");
    is_processor_expected = false;
    JSValue prototype = JS_GetPropertyStr(context, new_target, "prototype");
    if (JS_IsException(prototype)) return prototype;
    JSValue processor = JS_NewObjectProtoClass(context, prototype, processor_class);
    JS_FreeValue(context, prototype);
    return processor;
}

static JSValue get_port(JSContext *context, JSValueConst this) {
    if (JS_GetClassID(this) != processor_class)
        return JS_ThrowTypeError(context, "port: this is no AudioWorkletProcessor");
    return JS_DupValue(context, scope_port);
}

/// More would be a mistake of the script.
enum { MOST_PROCESSORS = 1024 };

/// Notes a name. False with a pending exception: it is there already, or they are too many.
static bool add_name(JSContext *context, realm *realm, const char *name, size_t length) {
    for (uint32_t i = 0; i < realm->name_count; i++) {
        if (strcmp(realm->names[i], name) != 0) continue;
        JS_ThrowDOMException(context, "NotSupportedError", "registerProcessor: '%s' is registered already", name);
        return false;
    }
    if (realm->name_count == MOST_PROCESSORS) {
        JS_ThrowRangeError(context, "registerProcessor: more than %d processors", MOST_PROCESSORS);
        return false;
    }
    char **names = realloc(realm->names, (realm->name_count + 1) * sizeof *names);
    char *copy = names ? copy_string(name, length) : NULL;
    if (names) realm->names = names;
    if (!copy) {
        JS_ThrowOutOfMemory(context);
        return false;
    }
    realm->names[realm->name_count++] = copy;
    return true;
}

/// Whether a processor is the one that is asked for: by the manifest, else by the name of the script's file.
static bool is_asked_for(const char *name) {
    const char *wanted = manifest_processor();
    if (wanted) return strcmp(name, wanted) == 0;
    const source *entry = source_entry();
    size_t length = strlen(name);
    return entry && strncmp(entry->name, name, length) == 0 && entry->name[length] == '.';
}

static JSValue register_processor(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count;
    realm *realm = &engine_realm;
    JSValueConst class = arguments[1];
    size_t length;
    const char *name = JS_ToCStringLen(context, &length, arguments[0]);
    if (!name) return JS_EXCEPTION;
    JSValue result = JS_EXCEPTION, prototype = JS_UNDEFINED, process = JS_UNDEFINED;
    description read = {0};
    if (length == 0) {
        JS_ThrowDOMException(context, "NotSupportedError", "registerProcessor: the name is empty");
    } else if (!JS_IsConstructor(context, class)) {
        JS_ThrowTypeError(context, "registerProcessor('%s', …): the second argument is no class", name);
    } else if (!realm->is_loading) {
        JS_ThrowDOMException(
            context, "InvalidStateError", "registerProcessor('%s', …): only while the script is loaded", name);
    } else if (!add_name(context, realm, name, length)) {
        goto done;
    } else if (!JS_IsUndefined(realm->class) && !is_asked_for(name)) {
        // One effect is one processor: the one asked for, or the first.
        result = JS_UNDEFINED;
    } else {
        prototype = JS_GetPropertyStr(context, class, "prototype");
        if (JS_IsException(prototype)) goto done;
        if (!JS_IsObject(prototype)) {
            JS_ThrowTypeError(context, "registerProcessor('%s', …): the class's prototype is no object", name);
            goto done;
        }
        if (!description_read(context, name, class, &read)) goto done;
        char *class_name = copy_string(name, length);
        if (!class_name) {
            JS_ThrowOutOfMemory(context);
            goto done;
        }
        // It may take the place of the first.
        free(realm->class_name);
        JS_FreeValue(context, realm->class);
        realm->class_name = class_name;
        realm->class = JS_DupValue(context, class);
        description before = realm->description;
        realm->description = read;
        read = before;
        result = JS_UNDEFINED;
    }
done:
    description_free(&read);
    JS_FreeValue(context, prototype);
    JS_FreeValue(context, process);
    JS_FreeCString(context, name);
    return result;
}

static JSValue get_sample_rate(JSContext *context, JSValueConst this) {
    (void)this;
    engine_realm.was_rate_read = true;
    return JS_NewNumber(context, engine_realm.sample_rate);
}

static JSValue get_current_frame(JSContext *context, JSValueConst this) {
    (void)this;
    return JS_NewUint64(context, engine_realm.position);
}

static JSValue get_current_time(JSContext *context, JSValueConst this) {
    (void)this;
    return JS_NewNumber(context, (double)engine_realm.position / engine_realm.sample_rate);
}

static JSValue get_quantum_size(JSContext *context, JSValueConst this) {
    (void)this;
    return JS_NewInt32(context, QUANTUM);
}

static const JSCFunctionListEntry globals[] = {
    JS_CGETSET_DEF2("sampleRate", get_sample_rate, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CGETSET_DEF2("currentFrame", get_current_frame, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CGETSET_DEF2("currentTime", get_current_time, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CGETSET_DEF2("renderQuantumSize", get_quantum_size, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CFUNC_DEF("registerProcessor", 2, register_processor),
};

static const JSCFunctionListEntry members[] = {
    JS_CGETSET_DEF2("port", get_port, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "AudioWorkletProcessor", JS_PROP_CONFIGURABLE),
};

static JSValue refuse_construction(JSContext *context, JSValueConst new_target, int count, JSValueConst *arguments) {
    (void)new_target, (void)count, (void)arguments;
    return JS_ThrowTypeError(context, "Illegal constructor");
}

// Read when they are first looked at, so they have to stay.
static const JSCFunctionListEntry worklet_members[] = {
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "WorkletGlobalScope", JS_PROP_CONFIGURABLE)};
static const JSCFunctionListEntry audio_worklet_members[] = {
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "AudioWorkletGlobalScope", JS_PROP_CONFIGURABLE)};

/// Puts a class of that name, which nobody can construct, between an object and the prototype it has: scripts tell by it
/// where they are.
static bool add_scope_class(
    JSContext *context, JSValueConst global, const char *name, const JSCFunctionListEntry *members) {
    JSValue before = JS_GetPrototype(context, global);
    JSValue prototype = JS_NewObjectProto(context, before);
    JSValue constructor = JS_NewCFunction2(context, refuse_construction, name, 0, JS_CFUNC_constructor, 0);
    bool done = !JS_IsException(prototype) && !JS_IsException(constructor) &&
                JS_SetPropertyFunctionList(context, prototype, members, 1) >= 0 &&
                JS_SetConstructor(context, constructor, prototype) >= 0 &&
                JS_DefinePropertyValueStr(
                    context, global, name, JS_DupValue(context, constructor),
                    JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0 &&
                JS_SetPrototype(context, global, prototype) >= 0;
    JS_FreeValue(context, before);
    JS_FreeValue(context, prototype);
    JS_FreeValue(context, constructor);
    return done;
}

bool scope_install(realm *realm) {
    JSContext *context = realm->context;
    static const JSClassDef definition = {.class_name = "AudioWorkletProcessor"};
    JS_NewClassID(engine_runtime, &processor_class);
    if (!JS_IsRegisteredClass(engine_runtime, processor_class) &&
        JS_NewClass(engine_runtime, processor_class, &definition) < 0)
        return false;
    JSValue prototype = JS_NewObject(context);
    JSValue constructor = JS_NewCFunction2(context, construct, "AudioWorkletProcessor", 0, JS_CFUNC_constructor, 0);
    JSValue global = JS_GetGlobalObject(context);
    bool done = !JS_IsException(prototype) && !JS_IsException(constructor) &&
                JS_SetPropertyFunctionList(context, prototype, members, sizeof members / sizeof members[0]) >= 0 &&
                JS_SetConstructor(context, constructor, prototype) >= 0 &&
                JS_DefinePropertyValueStr(
                    context, global, "AudioWorkletProcessor", JS_DupValue(context, constructor),
                    JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0 &&
                JS_SetPropertyFunctionList(context, global, globals, sizeof globals / sizeof globals[0]) >= 0 &&
                add_scope_class(context, global, "WorkletGlobalScope", worklet_members) &&
                add_scope_class(context, global, "AudioWorkletGlobalScope", audio_worklet_members);
    JS_FreeValue(context, constructor);
    JS_FreeValue(context, global);
    JS_SetClassProto(context, processor_class, prototype);
    return done;
}

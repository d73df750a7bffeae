// What AudioWorkletGlobalScope adds to the language: AudioWorkletProcessor, registerProcessor, sampleRate,
// currentFrame, currentTime. https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope

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
    } else if (!JS_IsUndefined(realm->class)) {
        if (strcmp(name, realm->class_name) == 0) {
            JS_ThrowDOMException(context, "NotSupportedError", "registerProcessor: '%s' is registered already", name);
        } else {
            text line = {0};
            text_print(&line, "the effect is '%s', registered first; '%s' is left out", realm->class_name, name);
            log_text(CAJON_LOG_WARNING, &line);
            free(line.data);
            result = JS_UNDEFINED;
        }
    } else if (!realm->is_loading) {
        JS_ThrowDOMException(
            context, "InvalidStateError", "registerProcessor('%s', …): only while the script is loaded", name);
    } else {
        prototype = JS_GetPropertyStr(context, class, "prototype");
        if (JS_IsException(prototype)) goto done;
        if (!JS_IsObject(prototype)) {
            JS_ThrowTypeError(context, "registerProcessor('%s', …): the class's prototype is no object", name);
            goto done;
        }
        if (!description_read(context, name, class, &read)) goto done;
        realm->class_name = copy_string(name, length);
        if (!realm->class_name) {
            JS_ThrowOutOfMemory(context);
            goto done;
        }
        realm->class = JS_DupValue(context, class);
        realm->description = read;
        read = (description){0};
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

static const JSCFunctionListEntry globals[] = {
    JS_CGETSET_DEF2("sampleRate", get_sample_rate, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CGETSET_DEF2("currentFrame", get_current_frame, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CGETSET_DEF2("currentTime", get_current_time, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_CFUNC_DEF("registerProcessor", 2, register_processor),
};

static const JSCFunctionListEntry members[] = {
    JS_CGETSET_DEF2("port", get_port, NULL, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "AudioWorkletProcessor", JS_PROP_CONFIGURABLE),
};

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
                JS_SetPropertyFunctionList(context, global, globals, sizeof globals / sizeof globals[0]) >= 0;
    JS_FreeValue(context, constructor);
    JS_FreeValue(context, global);
    JS_SetClassProto(context, processor_class, prototype);
    return done;
}

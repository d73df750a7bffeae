// What scripts find besides the language and the scope, and few of them use: written in JavaScript, and evaluated when a
// script first looks at one of its names, so that it costs nobody else anything.

#include <stdlib.h>

#include "modules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char text_source[] = {
#embed "text.js" suffix(, )
    0};

static const char modules_source[] = {
#embed "modules.js" suffix(, )
    0};

typedef struct {
    const char *file;
    const char *source;
    size_t length;
    const char *names[2];
    /// What it is given.
    JSValue (*host)(JSContext *);
} library;

static const library libraries[] = {
    {LIBRARY_PREFIX "text.js", text_source, sizeof text_source - 1, {"TextEncoder", "TextDecoder"}, NULL},
    {LIBRARY_PREFIX "modules.js", modules_source, sizeof modules_source - 1, {"WebAssembly"}, modules_host},
};
enum { LIBRARY_COUNT = sizeof libraries / sizeof libraries[0], NAME_BITS = 1 };

/// Evaluates a library: an object with its names.
static JSValue evaluate(JSContext *context, const library *library) {
    JSValue function = JS_Eval(context, library->source, library->length, library->file, JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(function)) return function;
    JSValue host = library->host ? library->host(context) : JS_UNDEFINED;
    JSValueConst arguments[] = {host};
    JSValue object = JS_IsException(host) ? host : JS_Call(context, function, JS_UNDEFINED, 1, arguments);
    JS_FreeValue(context, host);
    JS_FreeValue(context, function);
    return object;
}

static bool define(JSContext *context, const char *name, JSValue value) {
    JSValue global = JS_GetGlobalObject(context);
    bool done = JS_DefinePropertyValueStr(context, global, name, value, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
    JS_FreeValue(context, global);
    return done;
}

/// Whether a name is still to be evaluated: a script may have put something of its own there.
static bool is_pending(JSContext *context, JSValueConst global, const char *name) {
    JSAtom atom = JS_NewAtom(context, name);
    JSPropertyDescriptor found;
    bool is_there = JS_GetOwnProperty(context, &found, global, atom) > 0;
    JS_FreeAtom(context, atom);
    if (!is_there) return false;
    bool is_accessor = found.flags & JS_PROP_GETSET;
    JS_FreeValue(context, found.value);
    JS_FreeValue(context, found.getter);
    JS_FreeValue(context, found.setter);
    return is_accessor;
}

static JSValue get(JSContext *context, JSValueConst this, int magic) {
    (void)this;
    const library *library = &libraries[magic >> NAME_BITS];
    JSValue object = evaluate(context, library);
    if (JS_IsException(object)) return object;
    JSValue global = JS_GetGlobalObject(context), result = JS_UNDEFINED;
    bool done = true;
    for (int i = 0; i < 1 << NAME_BITS && done && library->names[i]; i++) {
        JSValue value = JS_GetPropertyStr(context, object, library->names[i]);
        if (i == (magic & ((1 << NAME_BITS) - 1))) result = JS_DupValue(context, value);
        if (is_pending(context, global, library->names[i]))
            done = define(context, library->names[i], value);
        else
            JS_FreeValue(context, value);
    }
    JS_FreeValue(context, global);
    JS_FreeValue(context, object);
    if (done) return result;
    JS_FreeValue(context, result);
    return JS_EXCEPTION;
}

static JSValue set(JSContext *context, JSValueConst this, JSValueConst value, int magic) {
    (void)this;
    const char *name = libraries[magic >> NAME_BITS].names[magic & ((1 << NAME_BITS) - 1)];
    return define(context, name, JS_DupValue(context, value)) ? JS_UNDEFINED : JS_EXCEPTION;
}

bool library_install(JSContext *context) {
    static const JSCFunctionListEntry members[] = {
        JS_CGETSET_MAGIC_DEF("TextEncoder", get, set, 0 << NAME_BITS | 0),
        JS_CGETSET_MAGIC_DEF("TextDecoder", get, set, 0 << NAME_BITS | 1),
        JS_CGETSET_MAGIC_DEF("WebAssembly", get, set, 1 << NAME_BITS | 0),
    };
    JSValue global = JS_GetGlobalObject(context);
    bool done = JS_SetPropertyFunctionList(context, global, members, sizeof members / sizeof members[0]) >= 0;
    JS_FreeValue(context, global);
    return done;
}

JSValue library_compile(JSContext *context, JSValue bytes) {
    JSValue global = JS_GetGlobalObject(context);
    JSValue web_assembly = JS_GetPropertyStr(context, global, "WebAssembly");
    JSValue class = JS_GetPropertyStr(context, web_assembly, "Module");
    JSValueConst arguments[] = {bytes};
    JSValue module = JS_CallConstructor(context, class, 1, arguments);
    JS_FreeValue(context, class);
    JS_FreeValue(context, web_assembly);
    JS_FreeValue(context, global);
    JS_FreeValue(context, bytes);
    return module;
}

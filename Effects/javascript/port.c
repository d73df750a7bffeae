// MessagePort, as a processor's `port`: what the script posts goes to the log; what the host sends reaches `onmessage`
// and listeners. https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports

#include <stdlib.h>

#include "shim.h"

typedef struct {
    JSValue handler;
    JSValue *listeners;
    uint32_t count;
    bool is_closed;
} port;

/// More would be a mistake of the script.
enum { MOST_LISTENERS = 64 };

static JSClassID port_class;

static void finalize(JSRuntime *runtime, JSValueConst value) {
    port *port = JS_GetOpaque(value, port_class);
    if (!port) return;
    JS_FreeValueRT(runtime, port->handler);
    for (uint32_t i = 0; i < port->count; i++) JS_FreeValueRT(runtime, port->listeners[i]);
    free(port->listeners);
    free(port);
}

static void mark(JSRuntime *runtime, JSValueConst value, JS_MarkFunc *function) {
    port *port = JS_GetOpaque(value, port_class);
    if (!port) return;
    JS_MarkValue(runtime, port->handler, function);
    for (uint32_t i = 0; i < port->count; i++) JS_MarkValue(runtime, port->listeners[i], function);
}

static JSValue post_message(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    port *port = JS_GetOpaque2(context, this, port_class);
    if (!port) return JS_EXCEPTION;
    if (count < 1) return JS_ThrowTypeError(context, "postMessage: 1 argument required, but only 0 present");
    if (port->is_closed) return JS_UNDEFINED;
    text line = {0};
    text_print(&line, "message: ");
    inspect(context, &line, arguments[0], true);
    log_text(CAJON_LOG_INFO, &line);
    free(line.data);
    return JS_UNDEFINED;
}

static JSValue get_handler(JSContext *context, JSValueConst this) {
    port *port = JS_GetOpaque2(context, this, port_class);
    return port ? JS_DupValue(context, port->handler) : JS_EXCEPTION;
}

static JSValue set_handler(JSContext *context, JSValueConst this, JSValueConst value) {
    port *port = JS_GetOpaque2(context, this, port_class);
    if (!port) return JS_EXCEPTION;
    JSValue old = port->handler;
    port->handler = JS_IsObject(value) ? JS_DupValue(context, value) : JS_NULL;
    JS_FreeValue(context, old);
    return JS_UNDEFINED;
}

/// Whether arguments name the one event there is, and hold a listener; -1 with a pending exception.
static int names_message(JSContext *context, int count, JSValueConst *arguments) {
    if (count < 2) {
        JS_ThrowTypeError(context, "2 arguments required, but only %d present", count);
        return -1;
    }
    const char *type = JS_ToCString(context, arguments[0]);
    if (!type) return -1;
    bool is_message = strcmp(type, "message") == 0;
    JS_FreeCString(context, type);
    return is_message && JS_IsFunction(context, arguments[1]);
}

static uint32_t place_of(const port *port, JSValueConst listener) {
    uint32_t i = 0;
    while (i < port->count && JS_VALUE_GET_PTR(port->listeners[i]) != JS_VALUE_GET_PTR(listener)) i++;
    return i;
}

static JSValue add_listener(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    port *port = JS_GetOpaque2(context, this, port_class);
    int found = port ? names_message(context, count, arguments) : -1;
    if (found < 0) return JS_EXCEPTION;
    if (found == 0 || place_of(port, arguments[1]) < port->count) return JS_UNDEFINED;
    if (port->count == MOST_LISTENERS)
        return JS_ThrowRangeError(context, "more than %d listeners", MOST_LISTENERS);
    JSValue *listeners = realloc(port->listeners, (port->count + 1) * sizeof *listeners);
    if (!listeners) return JS_ThrowOutOfMemory(context);
    port->listeners = listeners;
    listeners[port->count++] = JS_DupValue(context, arguments[1]);
    return JS_UNDEFINED;
}

static JSValue remove_listener(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    port *port = JS_GetOpaque2(context, this, port_class);
    int found = port ? names_message(context, count, arguments) : -1;
    if (found < 0) return JS_EXCEPTION;
    uint32_t place = found ? place_of(port, arguments[1]) : port->count;
    if (place == port->count) return JS_UNDEFINED;
    JSValue removed = port->listeners[place];
    port->count--;
    memmove(port->listeners + place, port->listeners + place + 1, (port->count - place) * sizeof(JSValue));
    JS_FreeValue(context, removed);
    return JS_UNDEFINED;
}

/// A port delivers as soon as it has a listener, so there is nothing to start.
static JSValue start_port(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)count, (void)arguments;
    return JS_GetOpaque2(context, this, port_class) ? JS_UNDEFINED : JS_EXCEPTION;
}

static JSValue close_port(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)count, (void)arguments;
    port *port = JS_GetOpaque2(context, this, port_class);
    if (!port) return JS_EXCEPTION;
    port->is_closed = true;
    return JS_UNDEFINED;
}

static const JSCFunctionListEntry members[] = {
    JS_CFUNC_DEF("postMessage", 1, post_message),
    JS_CFUNC_DEF("start", 0, start_port),
    JS_CFUNC_DEF("close", 0, close_port),
    JS_CFUNC_DEF("addEventListener", 2, add_listener),
    JS_CFUNC_DEF("removeEventListener", 2, remove_listener),
    JS_CGETSET_DEF2("onmessage", get_handler, set_handler, JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE),
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "MessagePort", JS_PROP_CONFIGURABLE),
};

bool port_install(JSContext *context) {
    static const JSClassDef definition = {.class_name = "MessagePort", .finalizer = finalize, .gc_mark = mark};
    JS_NewClassID(engine_runtime, &port_class);
    if (!JS_IsRegisteredClass(engine_runtime, port_class) &&
        JS_NewClass(engine_runtime, port_class, &definition) < 0)
        return false;
    JSValue prototype = JS_NewObject(context);
    if (JS_IsException(prototype)) return false;
    JS_SetClassProto(context, port_class, prototype);
    return JS_SetPropertyFunctionList(context, prototype, members, sizeof members / sizeof members[0]) >= 0;
}

JSValue port_new(JSContext *context) {
    JSValue object = JS_NewObjectClass(context, port_class);
    if (JS_IsException(object)) return object;
    port *port = calloc(1, sizeof *port);
    if (!port) {
        JS_FreeValue(context, object);
        return JS_ThrowOutOfMemory(context);
    }
    port->handler = JS_NULL;
    JS_SetOpaque(object, port);
    return object;
}

/// Calls one listener with the event. False with a pending exception.
static bool call_listener(JSContext *context, JSValueConst target, JSValueConst listener, JSValueConst event) {
    JSValue result = JS_Call(context, listener, target, 1, &event);
    bool done = !JS_IsException(result);
    JS_FreeValue(context, result);
    return done;
}

bool port_receive(JSContext *context, JSValueConst value, JSValueConst data) {
    port *port = JS_GetOpaque2(context, value, port_class);
    if (!port) return false;
    if (port->is_closed || (port->count == 0 && !JS_IsFunction(context, port->handler))) {
        text line = {0};
        text_print(&line, "a message was ignored: the script doesn't listen to its port");
        log_text(CAJON_LOG_WARNING, &line);
        free(line.data);
        return true;
    }
    JSValue event = JS_NewObject(context);
    if (JS_IsException(event)) return false;
    int flags = JS_PROP_C_W_E;
    bool done =
        JS_DefinePropertyValueStr(context, event, "type", JS_NewString(context, "message"), flags) >= 0 &&
        JS_DefinePropertyValueStr(context, event, "data", JS_DupValue(context, data), flags) >= 0 &&
        JS_DefinePropertyValueStr(context, event, "target", JS_DupValue(context, value), flags) >= 0 &&
        JS_DefinePropertyValueStr(context, event, "currentTarget", JS_DupValue(context, value), flags) >= 0;
    // Listeners may come and go while they are called, so they are taken down first.
    JSValue called[MOST_LISTENERS + 1];
    uint32_t count = 0;
    if (JS_IsFunction(context, port->handler)) called[count++] = JS_DupValue(context, port->handler);
    for (uint32_t i = 0; i < port->count; i++) called[count++] = JS_DupValue(context, port->listeners[i]);
    for (uint32_t i = 0; i < count; i++) {
        done = done && call_listener(context, value, called[i], event);
        JS_FreeValue(context, called[i]);
    }
    JS_FreeValue(context, event);
    return done;
}

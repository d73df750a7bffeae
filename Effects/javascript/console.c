// `console`: log, info, warn, error, debug, trace and assert, as lines of the host's log.
// https://console.spec.whatwg.org/

#include <stdlib.h>

#include "shim.h"

void log_text(uint32_t level, const text *text) {
    if (text->data) cajon_log_write(level, (const uint8_t *)text->data, text->length);
}

/// Appends an argument as one of the specifiers %s %d %i %f wants it. False with a pending exception.
static bool add_as(JSContext *context, text *text, JSValueConst value, char specifier) {
    double number;
    switch (specifier) {
    case 's':
        if (JS_IsObject(value)) {
            inspect(context, text, value, true);
        } else {
            inspect(context, text, value, false);
        }
        return true;
    case 'd':
    case 'i':
    case 'f':
        if (JS_IsSymbol(value)) {
            text_print(text, "NaN");
            return true;
        }
        if (JS_IsBigInt(value)) {
            inspect(context, text, value, false);
            return true;
        }
        if (JS_ToFloat64(context, &number, value) < 0) return false;
        JSValue shown = JS_NewNumber(context, specifier == 'f' ? number : trunc(number));
        inspect(context, text, shown, false);
        JS_FreeValue(context, shown);
        return true;
    default: inspect(context, text, value, specifier == 'o' || specifier == 'O'); return true;
    }
}

/// Appends all arguments; the first, if a string, may hold specifiers. False with a pending exception.
static bool add_arguments(JSContext *context, text *text, int count, JSValueConst *arguments) {
    int next = 0;
    if (count > 1 && JS_IsString(arguments[0])) {
        size_t length;
        const char *format = JS_ToCStringLen(context, &length, arguments[0]);
        if (!format) return false;
        next = 1;
        bool done = true;
        for (size_t i = 0; i < length && done; i++) {
            char following = format[i] == '%' && i + 1 < length ? format[i + 1] : 0;
            if (following == '%') {
                text_add(text, "%", 1);
                i++;
            } else if (following && strchr("sdifoOc", following) && next < count) {
                // %c is for style sheets, which a log doesn't have.
                if (following == 'c')
                    next++;
                else
                    done = add_as(context, text, arguments[next++], following);
                i++;
            } else {
                text_add(text, format + i, 1);
            }
        }
        JS_FreeCString(context, format);
        if (!done) return false;
    }
    for (int i = next; i < count; i++) {
        if (i > 0) text_add(text, " ", 1);
        inspect(context, text, arguments[i], false);
    }
    return true;
}

static JSValue write_line(
    JSContext *context, uint32_t level, const char *prefix, int count, JSValueConst *arguments) {
    text line = {0};
    text_print(&line, "%s", prefix);
    bool done = add_arguments(context, &line, count, arguments);
    if (done) log_text(level, &line);
    free(line.data);
    return done ? JS_UNDEFINED : JS_EXCEPTION;
}

static JSValue log_line(JSContext *context, JSValueConst this, int count, JSValueConst *arguments, int level) {
    (void)this;
    return write_line(context, (uint32_t)level, "", count, arguments);
}

static JSValue assert_line(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this;
    if (count > 0 && JS_ToBool(context, arguments[0])) return JS_UNDEFINED;
    if (count < 2) return write_line(context, CAJON_LOG_ERROR, "Assertion failed", 0, NULL);
    return write_line(context, CAJON_LOG_ERROR, "Assertion failed: ", count - 1, arguments + 1);
}

static JSValue trace_line(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this;
    text line = {0};
    text_print(&line, count > 0 ? "Trace: " : "Trace");
    bool done = add_arguments(context, &line, count, arguments);
    // An error made here knows the way here; its first line is this function itself.
    JS_ThrowPlainError(context, "trace");
    exception exception = exception_take(context);
    const char *stack = (const char *)exception.stack.data;
    const char *end = stack ? strchr(stack, '\n') : NULL;
    if (end) text_print(&line, "\n%s", end + 1);
    while (line.length > 0 && line.data[line.length - 1] == '\n') line.length--;
    if (done) log_text(CAJON_LOG_DEBUG, &line);
    free(line.data);
    return done ? JS_UNDEFINED : JS_EXCEPTION;
}

static const JSCFunctionListEntry members[] = {
    JS_CFUNC_MAGIC_DEF("debug", 0, log_line, CAJON_LOG_DEBUG),
    JS_CFUNC_MAGIC_DEF("log", 0, log_line, CAJON_LOG_INFO),
    JS_CFUNC_MAGIC_DEF("info", 0, log_line, CAJON_LOG_INFO),
    JS_CFUNC_MAGIC_DEF("warn", 0, log_line, CAJON_LOG_WARNING),
    JS_CFUNC_MAGIC_DEF("error", 0, log_line, CAJON_LOG_ERROR),
    JS_CFUNC_DEF("assert", 0, assert_line),
    JS_CFUNC_DEF("trace", 0, trace_line),
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "console", JS_PROP_CONFIGURABLE),
};

bool console_install(JSContext *context) {
    JSValue console = JS_NewObject(context);
    if (JS_IsException(console)) return false;
    JSValue global = JS_GetGlobalObject(context);
    bool done =
        JS_SetPropertyFunctionList(context, console, members, sizeof members / sizeof members[0]) >= 0 &&
        JS_DefinePropertyValueStr(
            context, global, "console", JS_DupValue(context, console), JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0;
    JS_FreeValue(context, console);
    JS_FreeValue(context, global);
    return done;
}

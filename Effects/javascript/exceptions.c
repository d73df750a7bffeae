// From a JavaScript exception to the contract's record: message, place, stack. What was thrown is a stranger's and may
// be anything: a number, an error whose getters throw, nothing at all because memory ran out.

#include <stdlib.h>

#include "shim.h"

/// Appends a property as text. False if it isn't there, or its getter throws.
static bool add_property(JSContext *context, text *text, JSValueConst object, const char *name) {
    JSValue value = JS_GetPropertyStr(context, object, name);
    size_t length;
    const char *string = JS_IsString(value) ? JS_ToCStringLen(context, &length, value) : NULL;
    JS_FreeValue(context, value);
    if (!string) {
        JS_FreeValue(context, JS_GetException(context));
        return false;
    }
    text_add(text, string, length);
    JS_FreeCString(context, string);
    return length > 0;
}

/// Reads "name:12:34" at the end of a stack's line, in parentheses or not.
static bool read_place(const char *line, size_t length, text *file, exception *exception) {
    if (length > 0 && line[length - 1] == ')') length--;
    uint32_t numbers[2];
    for (int i = 1; i >= 0; i--) {
        size_t end = length;
        while (length > 0 && line[length - 1] >= '0' && line[length - 1] <= '9') length--;
        if (length == end || end - length > 9 || length == 0 || line[length - 1] != ':') return false;
        numbers[i] = (uint32_t)strtoul(line + length, NULL, 10);
        length--;
    }
    size_t start = length;
    while (start > 0 && line[start - 1] != '(' && line[start - 1] != '\n') start--;
    static const char at[] = "    at ";
    if (length - start >= sizeof at - 1 && memcmp(line + start, at, sizeof at - 1) == 0) start += sizeof at - 1;
    // A script's author has no use for a place in the engine's own files.
    if (strncmp(line + start, LIBRARY_PREFIX, sizeof LIBRARY_PREFIX - 1) == 0) return false;
    text_add(file, line + start, length - start);
    exception->line = numbers[0];
    exception->column = numbers[1];
    return true;
}

/// Finds the innermost frame that has a place.
static void find_place(const text *stack, text *file, exception *exception) {
    for (size_t start = 0; start < stack->length;) {
        const char *end = memchr(stack->data + start, '\n', stack->length - start);
        size_t length = end ? (size_t)(end - stack->data) - start : stack->length - start;
        if (read_place(stack->data + start, length, file, exception)) return;
        start += length + 1;
    }
}

/// The last thing thrown that was no Error, and the way to where it was thrown.
static JSValue noted_value = JS_UNDEFINED;
static text noted_stack;

/// Called by the interpreter before a `throw` (prepare.awk puts the call there): an Error carries its stack, and
/// of anything else it is noted here, since the engine keeps nothing.
void cajon_note_throw(JSContext *context, JSValueConst value) {
    if (JS_IsObject(value) && (JS_IsError(value) || JS_IsProxy(value))) return;
    noted_value = value;
    text_clear(&noted_stack);
    JSValue error = JS_NewPlainError(context, "thrown");
    if (JS_IsError(error)) add_property(context, &noted_stack, error, "stack");
    else JS_FreeValue(context, JS_GetException(context));
    JS_FreeValue(context, error);
}

/// Whether a value is an Error, or like one: a DOMException.
static bool is_like_error(JSContext *context, JSValueConst value) {
    if (JS_IsError(value)) return true;
    if (!JS_IsObject(value) || JS_IsProxy(value)) return false;
    text unused = {0};
    bool is_like = add_property(context, &unused, value, "name") && add_property(context, &unused, value, "message") &&
                   add_property(context, &unused, value, "stack");
    free(unused.data);
    return is_like;
}

exception exception_take(JSContext *context) {
    static text message, file, stack;
    text_clear(&message);
    text_clear(&file);
    text_clear(&stack);
    exception result = {0};
    JSValue value = JS_GetException(context);
    if (is_like_error(context, value)) {
        if (!add_property(context, &message, value, "name")) text_print(&message, "Error");
        text said = {0};
        if (add_property(context, &said, value, "message")) text_print(&message, ": %s", said.data);
        free(said.data);
        add_property(context, &stack, value, "stack");
        find_place(&stack, &file, &result);
    } else if (JS_IsUninitialized(value) || (JS_IsNull(value) && realm_is_full())) {
        // When there is no memory for an error either, the engine throws null.
        text_print(&message, "InternalError: out of memory");
    } else {
        text_print(&message, "threw ");
        inspect(context, &message, value, true);
        if (value == noted_value && noted_stack.length > 0) {
            text_add(&stack, noted_stack.data, noted_stack.length);
            find_place(&stack, &file, &result);
        }
    }
    JS_FreeValue(context, value);
    if (message.length == 0) {
        // Nothing could be written, since there is no memory for it.
        result.message = string_of("out of memory");
        return result;
    }
    result.message = string_of(message.data);
    result.file = string_of(file.data);
    result.stack = string_of(stack.data);
    return result;
}

const text *exception_text(const exception *exception) {
    static text whole;
    text_clear(&whole);
    text_add(&whole, (const char *)exception->message.data, exception->message.length);
    if (exception->stack.length > 0) {
        size_t length = exception->stack.length;
        while (length > 0 && exception->stack.data[length - 1] == '\n') length--;
        text_add(&whole, "\n", 1);
        text_add(&whole, (const char *)exception->stack.data, length);
    }
    return &whole;
}

void exception_fail(JSContext *context) {
    exception exception = exception_take(context);
    log_text(CAJON_LOG_ERROR, exception_text(&exception));
    __builtin_trap();
}

void fail(const char *format, ...) {
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    cajon_log_write(CAJON_LOG_ERROR, (const uint8_t *)message, strlen(message));
    __builtin_trap();
}

JSValue throw_at(JSContext *context, const char *file, uint32_t line, uint32_t column, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    JSValue error = JS_NewTypeError(context, "%s", message);
    if (JS_IsException(error)) return error;
    char stack[512] = "";
    if (line > 0) snprintf(stack, sizeof stack, "    at %s:%u:%u\n", file, line, column);
    JS_DefinePropertyValueStr(
        context, error, "stack", JS_NewString(context, stack), JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
    return JS_Throw(context, error);
}

// A value as text for people, for the log and for messages. Runs no code of the script: getters are named, not called,
// and proxies are not asked, so that looking at a value changes nothing and always ends.

#include <stdlib.h>

#include "shim.h"

enum { DEEPEST = 3, MOST_ELEMENTS = 32, MOST_PROPERTIES = 32, LONGEST_LINE = 2000 };

static void show(JSContext *context, text *text, JSValueConst value, bool is_nested, int depth);

static void drop_exception(JSContext *context) { JS_FreeValue(context, JS_GetException(context)); }

static void add_string(JSContext *context, text *text, JSValueConst value, bool is_quoted) {
    size_t length;
    const char *string = JS_ToCStringLen(context, &length, value);
    if (!string) {
        drop_exception(context);
        text_print(text, "…");
        return;
    }
    if (is_quoted) text_add(text, "'", 1);
    text_add(text, string, length);
    if (is_quoted) text_add(text, "'", 1);
    JS_FreeCString(context, string);
}

/// An own property's value, if it is a plain one.
static JSValue own_value(JSContext *context, JSValueConst object, const char *name) {
    JSAtom atom = JS_NewAtom(context, name);
    JSPropertyDescriptor property = {.value = JS_UNDEFINED, .getter = JS_UNDEFINED, .setter = JS_UNDEFINED};
    int found = JS_IsProxy(object) ? 0 : JS_GetOwnProperty(context, &property, object, atom);
    JS_FreeAtom(context, atom);
    if (found < 0) drop_exception(context);
    if (found <= 0) return JS_UNDEFINED;
    JS_FreeValue(context, property.getter);
    JS_FreeValue(context, property.setter);
    return property.value;
}

/// Appends the name of an object's class, unless it is a plain object. True if something was appended.
static bool add_class(JSContext *context, text *text, JSValueConst object) {
    JSValue prototype = JS_GetPrototype(context, object);
    if (JS_IsException(prototype)) drop_exception(context);
    JSValue constructor = JS_IsObject(prototype) ? own_value(context, prototype, "constructor") : JS_UNDEFINED;
    JSValue name = JS_IsObject(constructor) ? own_value(context, constructor, "name") : JS_UNDEFINED;
    bool is_added = false;
    if (JS_IsString(name)) {
        const char *string = JS_ToCString(context, name);
        if (!string) drop_exception(context);
        is_added = string && string[0] && strcmp(string, "Object") != 0;
        if (is_added) text_print(text, "%.64s", string);
        JS_FreeCString(context, string);
    }
    JS_FreeValue(context, name);
    JS_FreeValue(context, constructor);
    JS_FreeValue(context, prototype);
    return is_added;
}

static bool add_separator(text *text, uint32_t index) {
    if (text->length > LONGEST_LINE) {
        text_print(text, ", …");
        return false;
    }
    text_print(text, index > 0 ? ", " : " ");
    return true;
}

static void show_elements(JSContext *context, text *text, JSValueConst array, int64_t length, int depth) {
    text_print(text, "[");
    int64_t shown = length < MOST_ELEMENTS ? length : MOST_ELEMENTS;
    for (uint32_t i = 0; i < shown; i++) {
        if (!add_separator(text, i)) break;
        JSAtom atom = JS_NewAtomUInt32(context, i);
        JSPropertyDescriptor property;
        int found = JS_GetOwnProperty(context, &property, array, atom);
        JS_FreeAtom(context, atom);
        if (found < 0) drop_exception(context);
        if (found <= 0) {
            text_print(text, "empty");
            continue;
        }
        if (property.flags & JS_PROP_GETSET)
            text_print(text, "[Getter]");
        else
            show(context, text, property.value, true, depth + 1);
        JS_FreeValue(context, property.value);
        JS_FreeValue(context, property.getter);
        JS_FreeValue(context, property.setter);
    }
    if (shown < length) text_print(text, ", … %lld more", (long long)(length - shown));
    text_print(text, length > 0 ? " ]" : "]");
}

static void show_properties(JSContext *context, text *text, JSValueConst object, int depth) {
    JSPropertyEnum *names;
    uint32_t count;
    if (JS_GetOwnPropertyNames(context, &names, &count, object, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
        drop_exception(context);
        text_print(text, "{…}");
        return;
    }
    text_print(text, "{");
    for (uint32_t i = 0; i < count; i++) {
        if (!add_separator(text, i)) break;
        if (i == MOST_PROPERTIES) {
            text_print(text, "… %u more", count - i);
            break;
        }
        const char *name = JS_AtomToCString(context, names[i].atom);
        if (name) text_print(text, "%s: ", name);
        else drop_exception(context);
        JS_FreeCString(context, name);
        JSPropertyDescriptor property;
        int found = JS_GetOwnProperty(context, &property, object, names[i].atom);
        if (found < 0) drop_exception(context);
        if (found <= 0) continue;
        if (property.flags & JS_PROP_GETSET)
            text_print(text, JS_IsUndefined(property.getter) ? "[Setter]" : "[Getter]");
        else
            show(context, text, property.value, true, depth + 1);
        JS_FreeValue(context, property.value);
        JS_FreeValue(context, property.getter);
        JS_FreeValue(context, property.setter);
    }
    JS_FreePropertyEnum(context, names, count);
    text_print(text, count > 0 ? " }" : "}");
}

static void show_object(JSContext *context, text *text, JSValueConst object, int depth) {
    if (JS_IsProxy(object)) {
        text_print(text, "Proxy {…}");
        return;
    }
    if (JS_IsError(object)) {
        JSValue message = own_value(context, object, "message");
        JSValue stack = own_value(context, object, "stack");
        if (!add_class(context, text, object)) text_print(text, "Error");
        if (JS_IsString(message)) {
            text_print(text, ": ");
            add_string(context, text, message, false);
        }
        if (JS_IsString(stack) && depth == 0) {
            text_print(text, "\n");
            add_string(context, text, stack, false);
            while (text->length > 0 && text->data[text->length - 1] == '\n') text->length--;
        }
        JS_FreeValue(context, message);
        JS_FreeValue(context, stack);
        return;
    }
    if (JS_IsFunction(context, object)) {
        JSValue name = own_value(context, object, "name");
        text_print(text, "[Function: ");
        if (JS_IsString(name)) add_string(context, text, name, false);
        text_print(text, "]");
        JS_FreeValue(context, name);
        return;
    }
    if (JS_IsDate(object)) {
        // Not by its methods, which a script may replace.
        text_print(text, "Date");
        return;
    }
    bool is_list = JS_IsArray(object) || JS_GetTypedArrayType(object) >= 0;
    int64_t length = 0;
    if (is_list && JS_IsArray(object)) {
        if (JS_GetLength(context, object, &length) < 0) drop_exception(context);
    } else if (is_list) {
        size_t bytes = 0, size = 1;
        JSValue buffer = JS_GetTypedArrayBuffer(context, object, NULL, &bytes, &size);
        if (JS_IsException(buffer)) drop_exception(context);
        JS_FreeValue(context, buffer);
        length = (int64_t)(bytes / size);
        if (add_class(context, text, object)) text_print(text, "(%lld) ", (long long)length);
    } else if (add_class(context, text, object)) {
        text_print(text, " ");
    }
    if (depth >= DEEPEST || text->length > LONGEST_LINE)
        text_print(text, is_list ? "[…]" : "{…}");
    else if (is_list)
        show_elements(context, text, object, length, depth);
    else
        show_properties(context, text, object, depth);
}

static void show(JSContext *context, text *text, JSValueConst value, bool is_nested, int depth) {
    if (JS_IsObject(value)) {
        show_object(context, text, value, depth);
    } else if (JS_IsString(value)) {
        add_string(context, text, value, is_nested);
    } else if (JS_IsSymbol(value)) {
        JSAtom atom = JS_ValueToAtom(context, value);
        const char *name = JS_AtomToCString(context, atom);
        text_print(text, "Symbol(%s)", name ? name : "");
        JS_FreeCString(context, name);
        JS_FreeAtom(context, atom);
    } else if (JS_IsNumber(value) && JS_VALUE_GET_TAG(value) != JS_TAG_INT &&
               JS_VALUE_GET_FLOAT64(value) == 0 && signbit(JS_VALUE_GET_FLOAT64(value))) {
        text_print(text, "-0");
    } else {
        add_string(context, text, value, false);
        if (JS_IsBigInt(value)) text_print(text, "n");
    }
}

void inspect(JSContext *context, text *text, JSValueConst value, bool is_nested) {
    show(context, text, value, is_nested, 0);
}

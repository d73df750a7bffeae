// From JavaScript to the canonical ABI. What a script passes is a stranger's: members may be getters that do
// anything, so memory of its own (typed arrays) is looked up only when no script can run any more before the call.
// One function for each kind of type, and little else: that is why it is long.

#include <stdlib.h>

#include "kernels.h"

// MARK: - What is looked up late

static late_argument *late;
static uint32_t late_count;
static uint32_t late_capacity;

static bool add_late(kernel_call *call, JSValueConst value, uint8_t kind, uint8_t *place) {
    if (late_count == late_capacity) {
        uint32_t capacity = late_capacity ? 2 * late_capacity : 16;
        late_argument *more = realloc(late, capacity * sizeof *more);
        if (!more) {
            JS_ThrowOutOfMemory(call->context);
            return false;
        }
        late = more;
        late_capacity = capacity;
    }
    // Counted from 1, so that a call that has none needs nothing released.
    if (call->first_late == 0) call->first_late = late_count + 1;
    late[late_count++] = (late_argument){place, JS_DupValue(call->context, value), kind};
    return true;
}

void values_release(kernel_call *call) {
    if (call->first_late == 0) return;
    // Those of calls inside this one are gone already.
    while (late_count >= call->first_late) {
        late_count--;
        JS_FreeValue(call->context, late[late_count].value);
    }
    call->first_late = 0;
}

// MARK: - Errors

/// Throws a TypeError: function, parameter, expected, found. Always false.
static bool refuse(kernel_call *call, const char *expected, JSValueConst found) {
    text where = {0};
    for (uint32_t i = 0; i < call->depth; i++) {
        if (call->path[i].name)
            text_print(&where, "%s%s", i > 0 ? "." : "", call->path[i].name);
        else
            text_print(&where, "[%u]", call->path[i].index);
    }
    text shown = {0};
    inspect(call->context, &shown, found, true);
    // A stranger's value can be shown in a megabyte.
    int length = shown.length > 60 ? 60 : (int)shown.length;
    while (length < (int)shown.length && length > 0 && ((uint8_t)shown.data[length] & 0xc0) == 0x80) length--;
    const char *class = call->function->resource >= 0 ? call->kernel->resources[call->function->resource] : "";
    JS_ThrowTypeError(
        call->context, "%s%s%s of kernel '%s': %s: expected %s, found %.*s%s", class, *class ? "." : "",
        call->function->name, call->kernel->name, where.data ? where.data : "an argument", expected, length,
        shown.data ? shown.data : "", (size_t)length < shown.length ? "…" : "");
    free(where.data);
    free(shown.data);
    return false;
}

static bool enter(kernel_call *call, const char *name, uint32_t index) {
    if (call->depth == sizeof call->path / sizeof call->path[0]) {
        JS_ThrowRangeError(call->context, "a value nested too deep for a kernel");
        return false;
    }
    call->path[call->depth].name = name;
    call->path[call->depth].index = index;
    call->depth++;
    return true;
}

// MARK: - Typed arrays

int typed_array_of(uint8_t kind) {
    switch (kind) {
    case KIND_S8: return JS_TYPED_ARRAY_INT8;
    case KIND_U8: return JS_TYPED_ARRAY_UINT8;
    case KIND_S16: return JS_TYPED_ARRAY_INT16;
    case KIND_U16: return JS_TYPED_ARRAY_UINT16;
    case KIND_S32: return JS_TYPED_ARRAY_INT32;
    case KIND_U32: return JS_TYPED_ARRAY_UINT32;
    case KIND_S64: return JS_TYPED_ARRAY_BIG_INT64;
    case KIND_U64: return JS_TYPED_ARRAY_BIG_UINT64;
    case KIND_F32: return JS_TYPED_ARRAY_FLOAT32;
    case KIND_F64: return JS_TYPED_ARRAY_FLOAT64;
    default: return -1;
    }
}

static const char *list_name(uint8_t kind) {
    switch (kind) {
    case KIND_S8: return "an Int8Array or an array of numbers";
    case KIND_U8: return "a Uint8Array or an array of numbers";
    case KIND_S16: return "an Int16Array or an array of numbers";
    case KIND_U16: return "a Uint16Array or an array of numbers";
    case KIND_S32: return "an Int32Array or an array of numbers";
    case KIND_U32: return "a Uint32Array or an array of numbers";
    case KIND_S64: return "a BigInt64Array or an array of bigints";
    case KIND_U64: return "a BigUint64Array or an array of bigints";
    case KIND_F32: return "a Float32Array or an array of numbers";
    case KIND_F64: return "a Float64Array or an array of numbers";
    default: return "an array";
    }
}

bool typed_array_bytes(JSContext *context, JSValueConst array, uint8_t **bytes, size_t *length) {
    size_t offset, size;
    JSValue buffer = JS_GetTypedArrayBuffer(context, array, &offset, length, NULL);
    if (JS_IsException(buffer)) return false;
    uint8_t *data = JS_GetArrayBuffer(context, &size, buffer);
    JS_FreeValue(context, buffer);
    if (!data && *length == 0) {
        // An empty buffer may lie nowhere; the address must only be aligned.
        JS_FreeValue(context, JS_GetException(context));
        *bytes = (uint8_t *)8;
        return true;
    }
    if (!data || offset > size || *length > size - offset) {
        JS_FreeValue(context, JS_GetException(context));
        JS_ThrowTypeError(context, "a typed array for a kernel is detached");
        return false;
    }
    *bytes = data + offset;
    return true;
}

static uint32_t element_size(uint8_t kind) {
    switch (kind) {
    case KIND_S8: case KIND_U8: return 1;
    case KIND_S16: case KIND_U16: return 2;
    case KIND_S64: case KIND_U64: case KIND_F64: return 8;
    default: return 4;
    }
}

static void put(uint8_t *place, uint64_t bits, uint32_t size) { memcpy(place, &bits, size); }

bool values_settle(kernel_call *call) {
    if (call->first_late == 0) return true;
    // What is lent comes first, so that it can't be given away by the same call.
    for (uint32_t i = call->first_late - 1; i < late_count; i++) {
        late_argument *argument = &late[i];
        if (argument->kind == KIND_OWN) continue;
        if (argument->kind == KIND_BORROW) {
            kernel_handle *handle = JS_GetOpaque(argument->value, kernel_handle_class);
            if (handle->handle == 0) {
                JS_ThrowTypeError(call->context, "an object of kernel '%s' was given away before", call->kernel->name);
                return false;
            }
            put(argument->place, handle->handle, 4);
            continue;
        }
        uint8_t *bytes;
        size_t length;
        if (!typed_array_bytes(call->context, argument->value, &bytes, &length)) return false;
        put(argument->place, (uint32_t)(uintptr_t)bytes, 4);
        put(argument->place + 4, length / element_size(argument->kind), 4);
    }
    for (uint32_t i = call->first_late - 1; i < late_count; i++) {
        if (late[i].kind != KIND_OWN) continue;
        kernel_handle *handle = JS_GetOpaque(late[i].value, kernel_handle_class);
        for (uint32_t j = call->first_late - 1; j < late_count; j++) {
            if (late[j].kind != KIND_OWN && late[j].kind != KIND_BORROW) continue;
            if (j != i && JS_GetOpaque(late[j].value, kernel_handle_class) == handle) {
                JS_ThrowTypeError(
                    call->context, "an object of kernel '%s' is given away and passed again in one call",
                    call->kernel->name);
                return false;
            }
        }
        if (handle->handle == 0) {
            JS_ThrowTypeError(call->context, "an object of kernel '%s' was given away before", call->kernel->name);
            return false;
        }
        put(late[i].place, handle->handle, 4);
    }
    for (uint32_t i = call->first_late - 1; i < late_count; i++) {
        if (late[i].kind != KIND_OWN) continue;
        ((kernel_handle *)JS_GetOpaque(late[i].value, kernel_handle_class))->handle = 0;
    }
    return true;
}

// MARK: - From JavaScript

static bool store_integer(
    kernel_call *call, JSValueConst value, double least, double most, const char *expected, uint8_t *place,
    uint32_t size) {
    double number;
    if (!JS_IsNumber(value) || JS_ToFloat64(call->context, &number, value) < 0 || number != trunc(number) ||
        number < least || number > most)
        return refuse(call, expected, value);
    put(place, (uint64_t)(int64_t)number, size);
    return true;
}

static bool store_large_integer(kernel_call *call, JSValueConst value, bool is_signed, uint8_t *place) {
    const char *expected = is_signed ? "a bigint of 64 bits" : "a bigint of 64 bits, not below 0";
    double number;
    if (JS_IsBigInt(value)) {
        // The conversion wraps; what comes back differs if it did.
        uint64_t bits;
        if (JS_ToBigUint64(call->context, &bits, value) < 0) return false;
        JSValue back = is_signed ? JS_NewBigInt64(call->context, (int64_t)bits) : JS_NewBigUint64(call->context, bits);
        bool is_same = JS_IsStrictEqual(call->context, back, value);
        JS_FreeValue(call->context, back);
        if (!is_same) return refuse(call, expected, value);
        put(place, bits, 8);
        return true;
    }
    if (!JS_IsNumber(value) || JS_ToFloat64(call->context, &number, value) < 0 || number != trunc(number) ||
        fabs(number) > 9007199254740991.0 || (!is_signed && number < 0))
        return refuse(call, expected, value);
    put(place, (uint64_t)(int64_t)number, 8);
    return true;
}

/// Copies UTF-8 text; half surrogate pairs, which it can't have, become U+FFFD of the same length.
static bool store_string(kernel_call *call, JSValueConst value, uint8_t *place) {
    if (!JS_IsString(value)) return refuse(call, "a string", value);
    size_t length;
    const char *string = JS_ToCStringLen(call->context, &length, value);
    if (!string) return false;
    uint8_t *copy = scratch_take(call->context, length);
    if (copy) {
        memcpy(copy, string, length);
        for (size_t i = 0; i + 2 < length; i++)
            if (copy[i] == 0xed && copy[i + 1] >= 0xa0) memcpy(copy + i, "\xef\xbf\xbd", 3);
        put(place, (uint32_t)(uintptr_t)copy, 4);
        put(place + 4, length, 4);
    }
    JS_FreeCString(call->context, string);
    return copy != NULL;
}

static bool store_character(kernel_call *call, JSValueConst value, uint8_t *place) {
    if (!JS_IsString(value)) return refuse(call, "one character", value);
    size_t length;
    const char *string = JS_ToCStringLen(call->context, &length, value);
    if (!string) return false;
    const uint8_t *bytes = (const uint8_t *)string;
    static const uint8_t lead_masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    bool is_one = length > 0 && length <= 4;
    uint32_t code = is_one ? bytes[0] & lead_masks[length] : 0;
    for (size_t i = 1; i < length && is_one; i++) {
        is_one = (bytes[i] & 0xc0) == 0x80;
        code = code << 6 | (bytes[i] & 0x3f);
    }
    is_one = is_one && (length == 1 ? bytes[0] < 0x80 : bytes[0] >= 0xc0) && (code < 0xd800 || code > 0xdfff);
    JS_FreeCString(call->context, string);
    if (!is_one) return refuse(call, "one character", value);
    put(place, code, 4);
    return true;
}

static bool store_list(kernel_call *call, const kernel_type *type, JSValueConst value, uint8_t *place) {
    const kernel_type *element = &call->kernel->types[type->element];
    int wanted = typed_array_of(element->kind);
    int found = JS_GetTypedArrayType(value);
    if (wanted >= 0 && (found == wanted || (wanted == JS_TYPED_ARRAY_UINT8 && found == JS_TYPED_ARRAY_UINT8C)))
        return add_late(call, value, element->kind, place);
    if (!JS_IsArray(value)) return refuse(call, list_name(element->kind), value);
    int64_t length;
    if (JS_GetLength(call->context, value, &length) < 0) return false;
    if (length < 0 || (uint64_t)length * element->size > 1u << 26) {
        JS_ThrowRangeError(call->context, "an array of %lld elements is too long for a kernel", (long long)length);
        return false;
    }
    uint8_t *elements = scratch_take(call->context, (size_t)length * element->size);
    if (!elements) return false;
    for (uint32_t i = 0; i < (uint32_t)length; i++) {
        JSValue item = JS_GetPropertyUint32(call->context, value, i);
        bool done = !JS_IsException(item) && enter(call, NULL, i) &&
                    value_store(call, type->element, item, elements + (size_t)i * element->size);
        JS_FreeValue(call->context, item);
        if (!done) return false;
        call->depth--;
    }
    put(place, (uint32_t)(uintptr_t)elements, 4);
    put(place + 4, (uint32_t)length, 4);
    return true;
}

static bool store_members(kernel_call *call, const kernel_type *type, JSValueConst value, uint8_t *place) {
    bool is_tuple = type->kind == KIND_TUPLE;
    if (is_tuple ? !JS_IsArray(value) : !JS_IsObject(value)) {
        return refuse(call, is_tuple ? "an array of a tuple's members" : "an object of a record's members", value);
    }
    int64_t length;
    if (is_tuple && JS_GetLength(call->context, value, &length) < 0) return false;
    if (is_tuple && length != type->count) return refuse(call, "an array of just the tuple's members", value);
    for (uint32_t i = 0; i < type->count; i++) {
        JSValue item = is_tuple ? JS_GetPropertyUint32(call->context, value, i)
                                : JS_GetProperty(call->context, value, type->atoms[i]);
        bool done = !JS_IsException(item) && enter(call, is_tuple ? NULL : type->names[i], i) &&
                    value_store(call, (uint32_t)type->parts[i], item, place + type->offsets[i]);
        JS_FreeValue(call->context, item);
        if (!done) return false;
        call->depth--;
    }
    return true;
}

/// The case of that name; NONE if there is none.
static int case_named(kernel_call *call, const kernel_type *type, JSValueConst name) {
    const char *string = JS_IsString(name) ? JS_ToCString(call->context, name) : NULL;
    int found = NONE;
    for (uint32_t i = 0; i < type->count && string && found < 0; i++)
        if (strcmp(type->names[i], string) == 0) found = (int)i;
    JS_FreeCString(call->context, string);
    return found;
}

/// `{ tag, val }`, with the tags "ok" and "err" for a result.
static bool store_variant(kernel_call *call, const kernel_type *type, JSValueConst value, uint8_t *place) {
    static char *result_names[] = {"ok", "err"};
    kernel_type named = *type;
    if (type->kind == KIND_RESULT) named.names = result_names;
    const char *expected = "an object { tag, val } with one of the type's cases as its tag";
    if (!JS_IsObject(value)) return refuse(call, expected, value);
    JSValue tag = JS_GetPropertyStr(call->context, value, "tag");
    int found = JS_IsException(tag) ? NONE : case_named(call, &named, tag);
    bool is_exception = JS_IsException(tag);
    JS_FreeValue(call->context, tag);
    if (is_exception) return false;
    if (found < 0) return refuse(call, expected, value);
    put(place, (uint64_t)found, type->discriminant_size);
    if (type->parts[found] < 0) return true;
    JSValue payload = JS_GetPropertyStr(call->context, value, "val");
    bool done = !JS_IsException(payload) && enter(call, "val", 0) &&
                value_store(call, (uint32_t)type->parts[found], payload, place + type->payload_offset);
    JS_FreeValue(call->context, payload);
    if (done) call->depth--;
    return done;
}

static bool store_flags(kernel_call *call, const kernel_type *type, JSValueConst value, uint8_t *place) {
    if (!JS_IsObject(value)) return refuse(call, "an object of booleans", value);
    uint32_t bits = 0;
    for (uint32_t i = 0; i < type->count; i++) {
        JSValue item = JS_GetProperty(call->context, value, type->atoms[i]);
        if (JS_IsException(item)) return false;
        bool is_set = JS_IsBool(item) && JS_VALUE_GET_BOOL(item);
        bool is_flag = JS_IsBool(item) || JS_IsUndefined(item);
        if (!is_flag && enter(call, type->names[i], 0)) refuse(call, "a boolean", item);
        JS_FreeValue(call->context, item);
        if (!is_flag) return false;
        if (is_set) bits |= 1u << i;
    }
    put(place, bits, type->size);
    return true;
}

static bool store_handle(kernel_call *call, const kernel_type *type, JSValueConst value, uint8_t *place) {
    kernel_handle *handle = JS_GetOpaque(value, kernel_handle_class);
    if (!handle || handle->kernel != call->kernel || handle->resource != type->element) {
        text expected = {0};
        text_print(&expected, "an object of class %s", call->kernel->resources[type->element]);
        refuse(call, expected.data ? expected.data : "an object of the kernel", value);
        free(expected.data);
        return false;
    }
    return add_late(call, value, type->kind, place);
}

bool value_store(kernel_call *call, uint32_t index, JSValueConst value, uint8_t *place) {
    const kernel_type *type = &call->kernel->types[index];
    double number;
    switch ((kind)type->kind) {
    case KIND_BOOL:
        if (!JS_IsBool(value)) return refuse(call, "a boolean", value);
        *place = JS_VALUE_GET_BOOL(value);
        return true;
    case KIND_S8: return store_integer(call, value, -128, 127, "an integer from -128 to 127", place, 1);
    case KIND_U8: return store_integer(call, value, 0, 255, "an integer from 0 to 255", place, 1);
    case KIND_S16: return store_integer(call, value, -32768, 32767, "an integer from -32768 to 32767", place, 2);
    case KIND_U16: return store_integer(call, value, 0, 65535, "an integer from 0 to 65535", place, 2);
    case KIND_S32:
        return store_integer(call, value, -2147483648.0, 2147483647, "an integer of 32 bits", place, 4);
    case KIND_U32:
        return store_integer(call, value, 0, 4294967295.0, "an integer of 32 bits, not below 0", place, 4);
    case KIND_S64: return store_large_integer(call, value, true, place);
    case KIND_U64: return store_large_integer(call, value, false, place);
    case KIND_F32:
    case KIND_F64:
        if (!JS_IsNumber(value) || JS_ToFloat64(call->context, &number, value) < 0)
            return refuse(call, "a number", value);
        if (type->kind == KIND_F64) {
            memcpy(place, &number, 8);
        } else {
            float single = (float)number;
            memcpy(place, &single, 4);
        }
        return true;
    case KIND_CHAR: return store_character(call, value, place);
    case KIND_STRING: return store_string(call, value, place);
    case KIND_LIST: return store_list(call, type, value, place);
    case KIND_RECORD:
    case KIND_TUPLE: return store_members(call, type, value, place);
    case KIND_ENUM: {
        int found = case_named(call, type, value);
        if (found < 0) return refuse(call, "one of the enum's names", value);
        put(place, (uint64_t)found, type->discriminant_size);
        return true;
    }
    case KIND_OPTION: {
        bool is_some = !JS_IsUndefined(value) && !JS_IsNull(value);
        *place = is_some;
        return !is_some || value_store(call, (uint32_t)type->parts[1], value, place + type->payload_offset);
    }
    case KIND_VARIANT:
    case KIND_RESULT: return store_variant(call, type, value, place);
    case KIND_FLAGS: return store_flags(call, type, value, place);
    case KIND_OWN:
    case KIND_BORROW: return store_handle(call, type, value, place);
    case KIND_COUNT: break;
    }
    return refuse(call, "a type that is known here", value);
}

// From the canonical ABI to JavaScript: what a kernel returned. The host has checked all of it.

#include <stdlib.h>

#include "kernels.h"

static uint64_t get(const uint8_t *place, uint32_t size) {
    uint64_t bits = 0;
    memcpy(&bits, place, size);
    return bits;
}

static const uint8_t *pointer_at(const uint8_t *place) { return (const uint8_t *)(uintptr_t)get(place, 4); }

static JSValue load_list(kernel_call *call, const kernel_type *type, const uint8_t *place) {
    JSContext *context = call->context;
    const kernel_type *element = &call->kernel->types[type->element];
    const uint8_t *elements = pointer_at(place);
    uint32_t count = (uint32_t)get(place + 4, 4);
    int array_type = typed_array_of(element->kind);
    if (array_type >= 0) {
        JSValueConst length = JS_NewInt64(context, count);
        JSValue array = JS_NewTypedArray(context, 1, &length, (JSTypedArrayEnum)array_type);
        uint8_t *bytes;
        size_t size;
        if (count == 0 || JS_IsException(array)) return array;
        if (typed_array_bytes(context, array, &bytes, &size)) {
            memcpy(bytes, elements, size);
            return array;
        }
        JS_FreeValue(context, array);
        return JS_EXCEPTION;
    }
    JSValue array = JS_NewArray(context);
    for (uint32_t i = 0; i < count && !JS_IsException(array); i++) {
        JSValue item = value_load(call, type->element, elements + (size_t)i * element->size);
        if (JS_IsException(item) || JS_DefinePropertyValueUint32(context, array, i, item, JS_PROP_C_W_E) < 0) {
            JS_FreeValue(context, array);
            return JS_EXCEPTION;
        }
    }
    return array;
}

static JSValue load_members(kernel_call *call, const kernel_type *type, const uint8_t *place) {
    JSContext *context = call->context;
    bool is_tuple = type->kind == KIND_TUPLE;
    JSValue object = is_tuple ? JS_NewArray(context) : JS_NewObject(context);
    for (uint32_t i = 0; i < type->count && !JS_IsException(object); i++) {
        JSValue item = value_load(call, (uint32_t)type->parts[i], place + type->offsets[i]);
        bool done = !JS_IsException(item) &&
                    (is_tuple ? JS_DefinePropertyValueUint32(context, object, i, item, JS_PROP_C_W_E)
                              : JS_DefinePropertyValue(context, object, type->atoms[i], item, JS_PROP_C_W_E)) >= 0;
        if (!done) {
            JS_FreeValue(context, object);
            return JS_EXCEPTION;
        }
    }
    return object;
}

static JSValue load_variant(kernel_call *call, const kernel_type *type, const uint8_t *place) {
    JSContext *context = call->context;
    uint32_t found = (uint32_t)get(place, type->discriminant_size);
    const char *tag = type->kind == KIND_RESULT ? (found ? "err" : "ok") : type->names[found];
    JSValue object = JS_NewObject(context);
    bool done = !JS_IsException(object) &&
                JS_DefinePropertyValueStr(context, object, "tag", JS_NewString(context, tag), JS_PROP_C_W_E) >= 0;
    if (done && type->parts[found] >= 0) {
        JSValue value = value_load(call, (uint32_t)type->parts[found], place + type->payload_offset);
        done = !JS_IsException(value) && JS_DefinePropertyValueStr(context, object, "val", value, JS_PROP_C_W_E) >= 0;
    }
    if (done) return object;
    JS_FreeValue(context, object);
    return JS_EXCEPTION;
}

static JSValue load_flags(kernel_call *call, const kernel_type *type, const uint8_t *place) {
    JSContext *context = call->context;
    JSValue object = JS_NewObject(context);
    uint32_t bits = (uint32_t)get(place, type->size);
    for (uint32_t i = 0; i < type->count && !JS_IsException(object); i++)
        JS_DefinePropertyValue(context, object, type->atoms[i], JS_NewBool(context, bits >> i & 1), JS_PROP_C_W_E);
    return object;
}

static JSValue load_character(JSContext *context, uint32_t code) {
    char bytes[4];
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = length - 1; i > 0; i--, code >>= 6) bytes[i] = (char)(0x80 | (code & 0x3f));
    bytes[0] = (char)(leads[length] | code);
    return JS_NewStringLen(context, bytes, length);
}

static JSValue load_handle(kernel_call *call, const kernel_type *type, const uint8_t *place) {
    JSContext *context = call->context;
    uint32_t index = (uint32_t)get(place, 4);
    kernel *kernel = &kernels[call->kernel->index];
    JSValue object = JS_EXCEPTION;
    kernel_handle *handle = malloc(sizeof *handle);
    if (!handle)
        JS_ThrowOutOfMemory(context);
    else if (kernel->context != context)
        JS_ThrowPlainError(context, "the kernel was imported in another world");
    else
        object = JS_NewObjectProtoClass(context, kernel->prototypes[type->element], kernel_handle_class);
    if (JS_IsException(object)) {
        free(handle);
        return object;
    }
    *handle = (kernel_handle){kernel, type->element, index};
    JS_SetOpaque(object, handle);
    return object;
}

JSValue value_load(kernel_call *call, uint32_t index, const uint8_t *place) {
    JSContext *context = call->context;
    const kernel_type *type = &call->kernel->types[index];
    float single;
    double number;
    switch ((kind)type->kind) {
    case KIND_BOOL: return JS_NewBool(context, *place != 0);
    case KIND_S8: return JS_NewInt32(context, (int8_t)*place);
    case KIND_U8: return JS_NewInt32(context, *place);
    case KIND_S16: return JS_NewInt32(context, (int16_t)get(place, 2));
    case KIND_U16: return JS_NewInt32(context, (int32_t)get(place, 2));
    case KIND_S32: return JS_NewInt32(context, (int32_t)get(place, 4));
    case KIND_U32: return JS_NewUint32(context, (uint32_t)get(place, 4));
    case KIND_S64: return JS_NewBigInt64(context, (int64_t)get(place, 8));
    case KIND_U64: return JS_NewBigUint64(context, get(place, 8));
    case KIND_F32: memcpy(&single, place, 4); return JS_NewFloat64(context, single);
    case KIND_F64: memcpy(&number, place, 8); return JS_NewFloat64(context, number);
    case KIND_CHAR: return load_character(context, (uint32_t)get(place, 4));
    case KIND_STRING: return JS_NewStringLen(context, (const char *)pointer_at(place), (size_t)get(place + 4, 4));
    case KIND_LIST: return load_list(call, type, place);
    case KIND_RECORD:
    case KIND_TUPLE: return load_members(call, type, place);
    case KIND_ENUM: return JS_NewString(context, type->names[get(place, type->discriminant_size)]);
    case KIND_OPTION:
        if (*place == 0) return JS_UNDEFINED;
        return value_load(call, (uint32_t)type->parts[1], place + type->payload_offset);
    case KIND_VARIANT:
    case KIND_RESULT: return load_variant(call, type, place);
    case KIND_FLAGS: return load_flags(call, type, place);
    case KIND_OWN: return load_handle(call, type, place);
    case KIND_BORROW:
    case KIND_COUNT: break;
    }
    return JS_ThrowInternalError(context, "a type that is not known here");
}

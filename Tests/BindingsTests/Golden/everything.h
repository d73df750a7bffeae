// The world `test:everything/everything@1.2.0` in C: made by `cajon bindings c`, not to be changed by hand.
// Both ways round, so that what goes out can come back in.
#ifndef TEST_EVERYTHING_EVERYTHING_H
#define TEST_EVERYTHING_EVERYTHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Marks what is exported under its contract name in Wasm, and visible in a native shared library.
#if defined(__wasm__)
#define TEST_EVERYTHING_EXPORT(name) __attribute__((export_name(name), used))
#else
#define TEST_EVERYTHING_EXPORT(name) __attribute__((visibility("default"), used))
#endif

/// Marks what the host brings.
#if defined(__wasm__)
#define TEST_EVERYTHING_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#else
#define TEST_EVERYTHING_IMPORT(module, name)
#endif

// Where cases share a place, numbers go by their bits.
static inline uint32_t test_everything_f32_bits(float value) {
    union {
        float from;
        uint32_t to;
    } bits = {value};
    return bits.to;
}

static inline float test_everything_f32_of_bits(uint32_t value) {
    union {
        uint32_t from;
        float to;
    } bits = {value};
    return bits.to;
}

// --- test:everything/shapes@1.2.0: imported --------------------------------------------------------------------------
// One of each kind of type.

typedef uint8_t test_everything_shapes_color;
enum { TEST_EVERYTHING_SHAPES_COLOR_RED, TEST_EVERYTHING_SHAPES_COLOR_GREEN, TEST_EVERYTHING_SHAPES_COLOR_IN };

/// What one may do.
typedef uint8_t test_everything_shapes_permissions;
#define TEST_EVERYTHING_SHAPES_PERMISSIONS_READ ((test_everything_shapes_permissions)(UINT32_C(1) << 0))
/// Changes it too.
#define TEST_EVERYTHING_SHAPES_PERMISSIONS_WRITE ((test_everything_shapes_permissions)(UINT32_C(1) << 1))

/// UTF-8, not terminated.
typedef struct {
    const uint8_t *data;
    size_t length;
} test_everything_string;

typedef test_everything_string test_everything_shapes_name;

typedef struct {
    double x;
    /// Upwards.
    float y;
    bool visible;
} test_everything_shapes_point;

/// A list of shapes_point.
typedef struct {
    const test_everything_shapes_point *data;
    size_t length;
} test_everything_shapes_point_list;

/// A tuple.
typedef struct {
    test_everything_shapes_name item0;
    uint64_t item1;
} test_everything_string_u64_tuple;

/// The cases of `test_everything_shapes_shape`.
enum {
    TEST_EVERYTHING_SHAPES_SHAPE_DOT,
    /// With its radius.
    TEST_EVERYTHING_SHAPES_SHAPE_CIRCLE,
    TEST_EVERYTHING_SHAPES_SHAPE_POLYGON,
    TEST_EVERYTHING_SHAPES_SHAPE_NAMED,
};

typedef struct {
    uint8_t tag;
    union {
        /// With its radius.
        float circle;
        test_everything_shapes_point_list polygon;
        test_everything_string_u64_tuple named;
    } payload;
} test_everything_shapes_shape;

/// A list of shapes_shape.
typedef struct {
    const test_everything_shapes_shape *data;
    size_t length;
} test_everything_shapes_shape_list;

/// `value` holds if `is_some`.
typedef struct {
    bool is_some;
    test_everything_shapes_shape value;
} test_everything_shapes_shape_option;

/// A tuple.
typedef struct {
    int8_t item0;
    int16_t item1;
    uint32_t item2;
} test_everything_s8_s16_char_tuple;

typedef struct {
    test_everything_shapes_color color;
    test_everything_shapes_permissions permissions;
    test_everything_shapes_shape_list shapes;
    test_everything_shapes_shape_option default_;
    test_everything_s8_s16_char_tuple small;
} test_everything_shapes_drawing;

// --- test:everything/canvas@1.2.0: imported --------------------------------------------------------------------------

/// Something to draw on.
typedef struct {
    uint32_t handle;
} test_everything_canvas_page_own;

/// A handle that is lent for the time of a call.
typedef struct {
    uint32_t handle;
} test_everything_canvas_page_borrow;

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "[resource-drop]page")
void test_everything_canvas_page_drop_import(uint32_t handle);
/// Gives a handle back; the resource ends with it.
static inline void test_everything_canvas_page_drop(test_everything_canvas_page_own self) {
    test_everything_canvas_page_drop_import(self.handle);
}
/// Lends a resource for the time of a call.
static inline test_everything_canvas_page_borrow test_everything_canvas_page_lend(
    test_everything_canvas_page_own self) {
    return (test_everything_canvas_page_borrow){self.handle};
}
/// Gives back what was lent for the time of a call, before the call returns.
static inline void test_everything_canvas_page_drop_borrow(test_everything_canvas_page_borrow self) {
    test_everything_canvas_page_drop_import(self.handle);
}

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "[constructor]page")
uint32_t test_everything_canvas_page_constructor_import(uint32_t width, uint32_t height);
static inline test_everything_canvas_page_own test_everything_canvas_page_constructor(
    uint32_t width, uint32_t height) {
    return (test_everything_canvas_page_own){test_everything_canvas_page_constructor_import(width, height)};
}

/// `value` holds if `is_some`.
typedef struct {
    bool is_some;
    test_everything_shapes_point value;
} test_everything_shapes_point_option;

/// `is_error` says which payload holds, if there is one.
typedef struct {
    bool is_error;
    union {
        uint32_t ok;
        test_everything_string error;
    } payload;
} test_everything_u32_string_result;

static inline uintptr_t test_everything_shapes_shape_slot0(const test_everything_shapes_shape *value) {
    switch (value->tag) {
    case TEST_EVERYTHING_SHAPES_SHAPE_CIRCLE: return test_everything_f32_bits(value->payload.circle);
    case TEST_EVERYTHING_SHAPES_SHAPE_POLYGON: return (uintptr_t)value->payload.polygon.data;
    case TEST_EVERYTHING_SHAPES_SHAPE_NAMED: return (uintptr_t)value->payload.named.item0.data;
    default: return 0;
    }
}

static inline size_t test_everything_shapes_shape_slot1(const test_everything_shapes_shape *value) {
    switch (value->tag) {
    case TEST_EVERYTHING_SHAPES_SHAPE_POLYGON: return value->payload.polygon.length;
    case TEST_EVERYTHING_SHAPES_SHAPE_NAMED: return value->payload.named.item0.length;
    default: return 0;
    }
}

static inline uint64_t test_everything_shapes_shape_slot2(const test_everything_shapes_shape *value) {
    switch (value->tag) {
    case TEST_EVERYTHING_SHAPES_SHAPE_NAMED: return value->payload.named.item1;
    default: return 0;
    }
}

static inline double test_everything_shapes_point_option_slot0(const test_everything_shapes_point_option *value) {
    if (value->is_some) return value->value.x;
    return 0;
}

static inline float test_everything_shapes_point_option_slot1(const test_everything_shapes_point_option *value) {
    if (value->is_some) return value->value.y;
    return 0;
}

static inline uint32_t test_everything_shapes_point_option_slot2(const test_everything_shapes_point_option *value) {
    if (value->is_some) return value->value.visible;
    return 0;
}

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "[method]page.draw")
void test_everything_canvas_page_draw_import(
    uint32_t self, uint32_t shape_tag, uintptr_t shape_slot0, size_t shape_slot1, uint64_t shape_slot2,
    uint32_t at_is_some, double at_slot0, float at_slot1, uint32_t at_slot2, test_everything_u32_string_result *result);
static inline test_everything_u32_string_result test_everything_canvas_page_draw(
    test_everything_canvas_page_borrow self, test_everything_shapes_shape shape,
    test_everything_shapes_point_option at) {
    test_everything_u32_string_result result;
    test_everything_canvas_page_draw_import(
        self.handle, shape.tag, test_everything_shapes_shape_slot0(&shape),
        test_everything_shapes_shape_slot1(&shape), test_everything_shapes_shape_slot2(&shape), at.is_some,
        test_everything_shapes_point_option_slot0(&at), test_everything_shapes_point_option_slot1(&at),
        test_everything_shapes_point_option_slot2(&at), &result);
    return result;
}

/// A list of canvas_page_own.
typedef struct {
    const test_everything_canvas_page_own *data;
    size_t length;
} test_everything_canvas_page_own_list;

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "[static]page.merge")
uint32_t test_everything_canvas_page_merge_import(
    const test_everything_canvas_page_own *pages_data, size_t pages_length, uint32_t into);
static inline test_everything_canvas_page_own test_everything_canvas_page_merge(
    test_everything_canvas_page_own_list pages, test_everything_canvas_page_borrow into) {
    return (test_everything_canvas_page_own){test_everything_canvas_page_merge_import(pages.data, pages.length,
        into.handle)};
}

/// `is_error` says which payload holds, if there is one.
typedef struct {
    bool is_error;
    union {
        test_everything_shapes_color error;
    } payload;
} test_everything_void_shapes_color_result;

static inline uint32_t test_everything_shapes_shape_option_slot0(const test_everything_shapes_shape_option *value) {
    if (value->is_some) return value->value.tag;
    return 0;
}

static inline uintptr_t test_everything_shapes_shape_option_slot1(const test_everything_shapes_shape_option *value) {
    if (value->is_some) return test_everything_shapes_shape_slot0(&value->value);
    return 0;
}

static inline size_t test_everything_shapes_shape_option_slot2(const test_everything_shapes_shape_option *value) {
    if (value->is_some) return test_everything_shapes_shape_slot1(&value->value);
    return 0;
}

static inline uint64_t test_everything_shapes_shape_option_slot3(const test_everything_shapes_shape_option *value) {
    if (value->is_some) return test_everything_shapes_shape_slot2(&value->value);
    return 0;
}

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "show")
void test_everything_canvas_show_import(
    uint32_t drawing_color, uint32_t drawing_permissions, const test_everything_shapes_shape *drawing_shapes_data,
    size_t drawing_shapes_length, uint32_t drawing_default__is_some, uint32_t drawing_default__slot0,
    uintptr_t drawing_default__slot1, size_t drawing_default__slot2, uint64_t drawing_default__slot3,
    uint32_t drawing_small_item0, uint32_t drawing_small_item1, uint32_t drawing_small_item2,
    test_everything_void_shapes_color_result *result);
static inline test_everything_void_shapes_color_result test_everything_canvas_show(
    test_everything_shapes_drawing drawing) {
    test_everything_void_shapes_color_result result;
    test_everything_canvas_show_import(
        drawing.color, drawing.permissions, drawing.shapes.data, drawing.shapes.length, drawing.default_.is_some,
        test_everything_shapes_shape_option_slot0(&drawing.default_),
        test_everything_shapes_shape_option_slot1(&drawing.default_),
        test_everything_shapes_shape_option_slot2(&drawing.default_),
        test_everything_shapes_shape_option_slot3(&drawing.default_), drawing.small.item0, drawing.small.item1,
        drawing.small.item2, &result);
    return result;
}

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "allowed")
uint32_t test_everything_canvas_allowed_import(uint32_t rights, uint32_t level);
static inline bool test_everything_canvas_allowed(test_everything_shapes_permissions rights, int8_t level) {
    return test_everything_canvas_allowed_import(rights, level);
}

/// The parameters of `test_everything_canvas_many`.
typedef struct {
    test_everything_string a;
    test_everything_string b;
    test_everything_string c;
    test_everything_string d;
    test_everything_string e;
    test_everything_string f;
    test_everything_string g;
    test_everything_string h;
    float i;
} test_everything_canvas_many_parameters;

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "many")
double test_everything_canvas_many_import(const test_everything_canvas_many_parameters *parameters);
static inline double test_everything_canvas_many(
    test_everything_string a, test_everything_string b, test_everything_string c, test_everything_string d,
    test_everything_string e, test_everything_string f, test_everything_string g, test_everything_string h, float i) {
    test_everything_canvas_many_parameters parameters = {a, b, c, d, e, f, g, h, i};
    return test_everything_canvas_many_import(&parameters);
}

/// `value` holds if `is_some`.
typedef struct {
    bool is_some;
    test_everything_shapes_color value;
} test_everything_shapes_color_option;

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "best")
void test_everything_canvas_best_import(test_everything_shapes_color_option *result);
static inline test_everything_shapes_color_option test_everything_canvas_best(void) {
    test_everything_shapes_color_option result;
    test_everything_canvas_best_import(&result);
    return result;
}

TEST_EVERYTHING_IMPORT("test:everything/canvas@1.2.0", "self-check")
void test_everything_canvas_self_check_import(
    uint32_t shape_tag, uintptr_t shape_slot0, size_t shape_slot1, uint64_t shape_slot2,
    test_everything_shapes_shape *result);
static inline test_everything_shapes_shape test_everything_canvas_self_check(test_everything_shapes_shape shape) {
    test_everything_shapes_shape result;
    test_everything_canvas_self_check_import(
        shape.tag, test_everything_shapes_shape_slot0(&shape), test_everything_shapes_shape_slot1(&shape),
        test_everything_shapes_shape_slot2(&shape), &result);
    return result;
}

// --- The world's own: imported ---------------------------------------------------------------------------------------

/// `value` holds if `is_some`.
typedef struct {
    bool is_some;
    test_everything_string value;
} test_everything_string_option;

/// A list of string_option.
typedef struct {
    const test_everything_string_option *data;
    size_t length;
} test_everything_string_option_list;

TEST_EVERYTHING_IMPORT("$root", "log")
void test_everything_log_import(const test_everything_string_option *register__data, size_t register__length);
static inline void test_everything_log(test_everything_string_option_list register_) {
    test_everything_log_import(register_.data, register_.length);
}

// --- test:everything/canvas@1.2.0: exported --------------------------------------------------------------------------

/// Something to draw on.
typedef struct test_everything_exports_canvas_page test_everything_exports_canvas_page;

/// A handle that owns a `test_everything_exports_canvas_page`.
typedef struct {
    uint32_t handle;
} test_everything_exports_canvas_page_own;

TEST_EVERYTHING_IMPORT("[export]test:everything/canvas@1.2.0", "[resource-drop]page")
void test_everything_exports_canvas_page_drop_import(uint32_t handle);
/// Gives a handle back; the resource ends with it.
static inline void test_everything_exports_canvas_page_drop(test_everything_exports_canvas_page_own self) {
    test_everything_exports_canvas_page_drop_import(self.handle);
}

TEST_EVERYTHING_IMPORT("[export]test:everything/canvas@1.2.0", "[resource-new]page")
uint32_t test_everything_exports_canvas_page_new_import(test_everything_exports_canvas_page *self);
/// Makes a handle for what is yours. When nobody owns it any more, it comes back to
/// `test_everything_exports_canvas_page_destroy`.
static inline test_everything_exports_canvas_page_own test_everything_exports_canvas_page_new(
    test_everything_exports_canvas_page *self) {
    return (test_everything_exports_canvas_page_own){test_everything_exports_canvas_page_new_import(self)};
}

TEST_EVERYTHING_IMPORT("[export]test:everything/canvas@1.2.0", "[resource-rep]page")
test_everything_exports_canvas_page *test_everything_exports_canvas_page_rep_import(uint32_t handle);
/// What a handle stands for.
static inline test_everything_exports_canvas_page *test_everything_exports_canvas_page_rep(
    test_everything_exports_canvas_page_own self) {
    return test_everything_exports_canvas_page_rep_import(self.handle);
}

static inline test_everything_shapes_shape test_everything_shapes_shape_lift(
    uint32_t tag, uintptr_t slot0, size_t slot1, uint64_t slot2) {
    test_everything_shapes_shape value = {.tag = (uint8_t)tag};
    switch (tag) {
    case TEST_EVERYTHING_SHAPES_SHAPE_CIRCLE:
        value.payload.circle = test_everything_f32_of_bits((uint32_t)slot0);
        break;
    case TEST_EVERYTHING_SHAPES_SHAPE_POLYGON:
        value.payload.polygon = (test_everything_shapes_point_list){(const test_everything_shapes_point *)slot0, slot1};
        break;
    case TEST_EVERYTHING_SHAPES_SHAPE_NAMED:
        value.payload.named = (test_everything_string_u64_tuple){(test_everything_shapes_name){(const uint8_t *)slot0,
            slot1}, slot2};
        break;
    }
    return value;
}

static inline test_everything_shapes_point_option test_everything_shapes_point_option_lift(
    uint32_t tag, double slot0, float slot1, uint32_t slot2) {
    test_everything_shapes_point_option value = {.is_some = (bool)tag};
    if (tag) {
        value.value = (test_everything_shapes_point){slot0, slot1, slot2};
    }
    return value;
}

static inline const test_everything_u32_string_result *test_everything_u32_string_result_keep(
    test_everything_u32_string_result value) {
    static test_everything_u32_string_result result;
    result = value;
    return &result;
}

/// A list of exports_canvas_page_own.
typedef struct {
    const test_everything_exports_canvas_page_own *data;
    size_t length;
} test_everything_exports_canvas_page_own_list;

static inline test_everything_shapes_shape_option test_everything_shapes_shape_option_lift(
    uint32_t tag, uint32_t slot0, uintptr_t slot1, size_t slot2, uint64_t slot3) {
    test_everything_shapes_shape_option value = {.is_some = (bool)tag};
    if (tag) {
        value.value = test_everything_shapes_shape_lift(slot0, slot1, slot2, slot3);
    }
    return value;
}

static inline const test_everything_void_shapes_color_result *test_everything_void_shapes_color_result_keep(
    test_everything_void_shapes_color_result value) {
    static test_everything_void_shapes_color_result result;
    result = value;
    return &result;
}

/// The parameters of `test_everything_exports_canvas_many`.
typedef struct {
    test_everything_string a;
    test_everything_string b;
    test_everything_string c;
    test_everything_string d;
    test_everything_string e;
    test_everything_string f;
    test_everything_string g;
    test_everything_string h;
    float i;
} test_everything_exports_canvas_many_parameters;

static inline const test_everything_shapes_color_option *test_everything_shapes_color_option_keep(
    test_everything_shapes_color_option value) {
    static test_everything_shapes_color_option result;
    result = value;
    return &result;
}

static inline const test_everything_shapes_shape *test_everything_shapes_shape_keep(
    test_everything_shapes_shape value) {
    static test_everything_shapes_shape result;
    result = value;
    return &result;
}

// --- The world's own: exported ---------------------------------------------------------------------------------------

/// A list of u8.
typedef struct {
    const uint8_t *data;
    size_t length;
} test_everything_u8_list;

/// A tuple.
typedef struct {
    float item0;
    float item1;
} test_everything_f32_f32_tuple;

/// `is_error` says which payload holds, if there is one.
typedef struct {
    bool is_error;
    union {
        test_everything_u8_list ok;
        test_everything_f32_f32_tuple error;
    } payload;
} test_everything_u8_list_f32_f32_tuple_result;

static inline test_everything_u8_list_f32_f32_tuple_result test_everything_u8_list_f32_f32_tuple_result_lift(
    uint32_t tag, uintptr_t slot0, uintptr_t slot1) {
    test_everything_u8_list_f32_f32_tuple_result value = {.is_error = (bool)tag};
    if (!tag) {
        value.payload.ok = (test_everything_u8_list){(const uint8_t *)slot0, (size_t)slot1};
    } else {
        value.payload.error = (test_everything_f32_f32_tuple){test_everything_f32_of_bits((uint32_t)slot0),
            test_everything_f32_of_bits((uint32_t)slot1)};
    }
    return value;
}

// --- Entry points ----------------------------------------------------------------------------------------------------
// For files that define TEST_EVERYTHING_ENTRY_POINTS before they include this one:
// what the author writes, each with the function that the host calls for it. Lists that are passed in lie in
// memory from the allocator, and are the author's. A result is read before the next call.
#if defined(TEST_EVERYTHING_ENTRY_POINTS)

/// Several files may have it; the linker takes one.
#define TEST_EVERYTHING_ENTRY(name) TEST_EVERYTHING_EXPORT(name) __attribute__((weak))

/// The canonical ABI's allocator: the author writes it.
TEST_EVERYTHING_EXPORT("cabi_realloc")
void *test_everything_realloc(void *old, size_t old_size, size_t alignment, size_t size);

/// Nobody owns it any more.
void test_everything_exports_canvas_page_destroy(test_everything_exports_canvas_page *self);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#[dtor]page")
void test_everything_exports_canvas_page_destroy_entry(test_everything_exports_canvas_page *self) {
    test_everything_exports_canvas_page_destroy(self);
}

test_everything_exports_canvas_page_own test_everything_exports_canvas_page_constructor(
    uint32_t width, uint32_t height);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#[constructor]page")
uint32_t test_everything_exports_canvas_page_constructor_entry(uint32_t width, uint32_t height) {
    test_everything_exports_canvas_page_own result = test_everything_exports_canvas_page_constructor(width, height);
    return result.handle;
}

test_everything_u32_string_result test_everything_exports_canvas_page_draw(
    test_everything_exports_canvas_page *self, test_everything_shapes_shape shape,
    test_everything_shapes_point_option at);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#[method]page.draw")
const test_everything_u32_string_result *test_everything_exports_canvas_page_draw_entry(
    test_everything_exports_canvas_page *self, uint32_t shape_tag, uintptr_t shape_slot0, size_t shape_slot1,
    uint64_t shape_slot2, uint32_t at_is_some, double at_slot0, float at_slot1, uint32_t at_slot2) {
    test_everything_u32_string_result result = test_everything_exports_canvas_page_draw(
        self, test_everything_shapes_shape_lift(shape_tag, shape_slot0, shape_slot1, shape_slot2),
        test_everything_shapes_point_option_lift(at_is_some, at_slot0, at_slot1, at_slot2));
    return test_everything_u32_string_result_keep(result);
}
#if defined(TEST_EVERYTHING_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void test_everything_exports_canvas_page_draw_post_return(test_everything_u32_string_result *result);
TEST_EVERYTHING_ENTRY("cabi_post_test:everything/canvas@1.2.0#[method]page.draw")
void test_everything_exports_canvas_page_draw_post_return_entry(test_everything_u32_string_result *result) {
    test_everything_exports_canvas_page_draw_post_return(result);
}
#endif

test_everything_exports_canvas_page_own test_everything_exports_canvas_page_merge(
    test_everything_exports_canvas_page_own_list pages, test_everything_exports_canvas_page *into);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#[static]page.merge")
uint32_t test_everything_exports_canvas_page_merge_entry(
    const test_everything_exports_canvas_page_own *pages_data, size_t pages_length,
    test_everything_exports_canvas_page *into) {
    test_everything_exports_canvas_page_own result = test_everything_exports_canvas_page_merge(
        (test_everything_exports_canvas_page_own_list){pages_data, pages_length}, into);
    return result.handle;
}

test_everything_void_shapes_color_result test_everything_exports_canvas_show(test_everything_shapes_drawing drawing);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#show")
const test_everything_void_shapes_color_result *test_everything_exports_canvas_show_entry(
    uint32_t drawing_color, uint32_t drawing_permissions, const test_everything_shapes_shape *drawing_shapes_data,
    size_t drawing_shapes_length, uint32_t drawing_default__is_some, uint32_t drawing_default__slot0,
    uintptr_t drawing_default__slot1, size_t drawing_default__slot2, uint64_t drawing_default__slot3,
    uint32_t drawing_small_item0, uint32_t drawing_small_item1, uint32_t drawing_small_item2) {
    test_everything_void_shapes_color_result result = test_everything_exports_canvas_show(
        (test_everything_shapes_drawing){drawing_color, drawing_permissions,
            (test_everything_shapes_shape_list){drawing_shapes_data, drawing_shapes_length},
            test_everything_shapes_shape_option_lift(drawing_default__is_some, drawing_default__slot0,
            drawing_default__slot1, drawing_default__slot2, drawing_default__slot3),
            (test_everything_s8_s16_char_tuple){drawing_small_item0, drawing_small_item1, drawing_small_item2}});
    return test_everything_void_shapes_color_result_keep(result);
}

bool test_everything_exports_canvas_allowed(test_everything_shapes_permissions rights, int8_t level);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#allowed")
uint32_t test_everything_exports_canvas_allowed_entry(uint32_t rights, uint32_t level) {
    bool result = test_everything_exports_canvas_allowed(rights, level);
    return result;
}

double test_everything_exports_canvas_many(
    test_everything_string a, test_everything_string b, test_everything_string c, test_everything_string d,
    test_everything_string e, test_everything_string f, test_everything_string g, test_everything_string h, float i);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#many")
double test_everything_exports_canvas_many_entry(const test_everything_exports_canvas_many_parameters *parameters) {
    double result = test_everything_exports_canvas_many(
        parameters->a, parameters->b, parameters->c, parameters->d, parameters->e, parameters->f, parameters->g,
        parameters->h, parameters->i);
    return result;
}

test_everything_shapes_color_option test_everything_exports_canvas_best(void);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#best")
const test_everything_shapes_color_option *test_everything_exports_canvas_best_entry(void) {
    test_everything_shapes_color_option result = test_everything_exports_canvas_best();
    return test_everything_shapes_color_option_keep(result);
}

test_everything_shapes_shape test_everything_exports_canvas_self_check(test_everything_shapes_shape shape);
TEST_EVERYTHING_ENTRY("test:everything/canvas@1.2.0#self-check")
const test_everything_shapes_shape *test_everything_exports_canvas_self_check_entry(
    uint32_t shape_tag, uintptr_t shape_slot0, size_t shape_slot1, uint64_t shape_slot2) {
    test_everything_shapes_shape result = test_everything_exports_canvas_self_check(
        test_everything_shapes_shape_lift(shape_tag, shape_slot0, shape_slot1, shape_slot2));
    return test_everything_shapes_shape_keep(result);
}
#if defined(TEST_EVERYTHING_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void test_everything_exports_canvas_self_check_post_return(test_everything_shapes_shape *result);
TEST_EVERYTHING_ENTRY("cabi_post_test:everything/canvas@1.2.0#self-check")
void test_everything_exports_canvas_self_check_post_return_entry(test_everything_shapes_shape *result) {
    test_everything_exports_canvas_self_check_post_return(result);
}
#endif

uint32_t test_everything_run(test_everything_u8_list_f32_f32_tuple_result inout);
TEST_EVERYTHING_ENTRY("run")
uint32_t test_everything_run_entry(uint32_t inout_is_error, uintptr_t inout_slot0, uintptr_t inout_slot1) {
    uint32_t result = test_everything_run(
        test_everything_u8_list_f32_f32_tuple_result_lift(inout_is_error, inout_slot0, inout_slot1));
    return result;
}

#endif

// --- Layout ----------------------------------------------------------------------------------------------------------
// On wasm32, C lays these types out as the canonical ABI does.
#if defined(__wasm32__)
_Static_assert(
    sizeof(test_everything_string) == 8 && _Alignof(test_everything_string) == 4 &&
    offsetof(test_everything_string, length) == 4,
    "string");
_Static_assert(
    sizeof(test_everything_shapes_point) == 16 && _Alignof(test_everything_shapes_point) == 8 &&
    offsetof(test_everything_shapes_point, y) == 8 && offsetof(test_everything_shapes_point, visible) == 12,
    "shapes_point");
_Static_assert(
    sizeof(test_everything_shapes_point_list) == 8 && _Alignof(test_everything_shapes_point_list) == 4 &&
    offsetof(test_everything_shapes_point_list, length) == 4,
    "shapes_point_list");
_Static_assert(
    sizeof(test_everything_string_u64_tuple) == 16 && _Alignof(test_everything_string_u64_tuple) == 8 &&
    offsetof(test_everything_string_u64_tuple, item1) == 8,
    "string_u64_tuple");
_Static_assert(
    sizeof(test_everything_shapes_shape) == 24 && _Alignof(test_everything_shapes_shape) == 8 &&
    offsetof(test_everything_shapes_shape, payload) == 8,
    "shapes_shape");
_Static_assert(
    sizeof(test_everything_shapes_shape_list) == 8 && _Alignof(test_everything_shapes_shape_list) == 4 &&
    offsetof(test_everything_shapes_shape_list, length) == 4,
    "shapes_shape_list");
_Static_assert(
    sizeof(test_everything_shapes_shape_option) == 32 && _Alignof(test_everything_shapes_shape_option) == 8 &&
    offsetof(test_everything_shapes_shape_option, value) == 8,
    "shapes_shape_option");
_Static_assert(
    sizeof(test_everything_s8_s16_char_tuple) == 8 && _Alignof(test_everything_s8_s16_char_tuple) == 4 &&
    offsetof(test_everything_s8_s16_char_tuple, item1) == 2 && offsetof(test_everything_s8_s16_char_tuple, item2) == 4,
    "s8_s16_char_tuple");
_Static_assert(
    sizeof(test_everything_shapes_drawing) == 56 && _Alignof(test_everything_shapes_drawing) == 8 &&
    offsetof(test_everything_shapes_drawing, permissions) == 1 &&
    offsetof(test_everything_shapes_drawing, shapes) == 4 &&
    offsetof(test_everything_shapes_drawing, default_) == 16 && offsetof(test_everything_shapes_drawing, small) == 48,
    "shapes_drawing");
_Static_assert(
    sizeof(test_everything_canvas_page_own) == 4 && _Alignof(test_everything_canvas_page_own) == 4,
    "canvas_page_own");
_Static_assert(
    sizeof(test_everything_canvas_page_borrow) == 4 && _Alignof(test_everything_canvas_page_borrow) == 4,
    "canvas_page_borrow");
_Static_assert(
    sizeof(test_everything_shapes_point_option) == 24 && _Alignof(test_everything_shapes_point_option) == 8 &&
    offsetof(test_everything_shapes_point_option, value) == 8,
    "shapes_point_option");
_Static_assert(
    sizeof(test_everything_u32_string_result) == 12 && _Alignof(test_everything_u32_string_result) == 4 &&
    offsetof(test_everything_u32_string_result, payload) == 4,
    "u32_string_result");
_Static_assert(
    sizeof(test_everything_canvas_page_own_list) == 8 && _Alignof(test_everything_canvas_page_own_list) == 4 &&
    offsetof(test_everything_canvas_page_own_list, length) == 4,
    "canvas_page_own_list");
_Static_assert(
    sizeof(test_everything_void_shapes_color_result) == 2 &&
    _Alignof(test_everything_void_shapes_color_result) == 1 &&
    offsetof(test_everything_void_shapes_color_result, payload) == 1,
    "void_shapes_color_result");
_Static_assert(
    sizeof(test_everything_canvas_many_parameters) == 68 && _Alignof(test_everything_canvas_many_parameters) == 4 &&
    offsetof(test_everything_canvas_many_parameters, b) == 8 &&
    offsetof(test_everything_canvas_many_parameters, c) == 16 &&
    offsetof(test_everything_canvas_many_parameters, d) == 24 &&
    offsetof(test_everything_canvas_many_parameters, e) == 32 &&
    offsetof(test_everything_canvas_many_parameters, f) == 40 &&
    offsetof(test_everything_canvas_many_parameters, g) == 48 &&
    offsetof(test_everything_canvas_many_parameters, h) == 56 &&
    offsetof(test_everything_canvas_many_parameters, i) == 64,
    "canvas_many_parameters");
_Static_assert(
    sizeof(test_everything_shapes_color_option) == 2 && _Alignof(test_everything_shapes_color_option) == 1 &&
    offsetof(test_everything_shapes_color_option, value) == 1,
    "shapes_color_option");
_Static_assert(
    sizeof(test_everything_string_option) == 12 && _Alignof(test_everything_string_option) == 4 &&
    offsetof(test_everything_string_option, value) == 4,
    "string_option");
_Static_assert(
    sizeof(test_everything_string_option_list) == 8 && _Alignof(test_everything_string_option_list) == 4 &&
    offsetof(test_everything_string_option_list, length) == 4,
    "string_option_list");
_Static_assert(
    sizeof(test_everything_exports_canvas_page_own) == 4 && _Alignof(test_everything_exports_canvas_page_own) == 4,
    "exports_canvas_page_own");
_Static_assert(
    sizeof(test_everything_exports_canvas_page_own_list) == 8 &&
    _Alignof(test_everything_exports_canvas_page_own_list) == 4 &&
    offsetof(test_everything_exports_canvas_page_own_list, length) == 4,
    "exports_canvas_page_own_list");
_Static_assert(
    sizeof(test_everything_exports_canvas_many_parameters) == 68 &&
    _Alignof(test_everything_exports_canvas_many_parameters) == 4 &&
    offsetof(test_everything_exports_canvas_many_parameters, b) == 8 &&
    offsetof(test_everything_exports_canvas_many_parameters, c) == 16 &&
    offsetof(test_everything_exports_canvas_many_parameters, d) == 24 &&
    offsetof(test_everything_exports_canvas_many_parameters, e) == 32 &&
    offsetof(test_everything_exports_canvas_many_parameters, f) == 40 &&
    offsetof(test_everything_exports_canvas_many_parameters, g) == 48 &&
    offsetof(test_everything_exports_canvas_many_parameters, h) == 56 &&
    offsetof(test_everything_exports_canvas_many_parameters, i) == 64,
    "exports_canvas_many_parameters");
_Static_assert(
    sizeof(test_everything_u8_list) == 8 && _Alignof(test_everything_u8_list) == 4 &&
    offsetof(test_everything_u8_list, length) == 4,
    "u8_list");
_Static_assert(
    sizeof(test_everything_f32_f32_tuple) == 8 && _Alignof(test_everything_f32_f32_tuple) == 4 &&
    offsetof(test_everything_f32_f32_tuple, item1) == 4,
    "f32_f32_tuple");
_Static_assert(
    sizeof(test_everything_u8_list_f32_f32_tuple_result) == 12 &&
    _Alignof(test_everything_u8_list_f32_f32_tuple_result) == 4 &&
    offsetof(test_everything_u8_list_f32_f32_tuple_result, payload) == 4,
    "u8_list_f32_f32_tuple_result");
#endif

#endif

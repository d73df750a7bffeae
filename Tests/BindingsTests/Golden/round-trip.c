// What goes out of the world `everything` through its imports comes back in through its exports: each import here is the
// export of the same name, so that values are lowered, lifted, and compared. Ends with the line of what isn't the same.
#define TEST_EVERYTHING_ENTRY_POINTS
#include "everything.h"

#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    if (!(condition)) _Exit(__LINE__)

typedef test_everything_shapes_shape shape;
typedef test_everything_shapes_drawing drawing;

#define STRING(text) ((test_everything_string){(const uint8_t *)(text), sizeof(text) - 1})

static bool is_same_text(test_everything_string a, test_everything_string b) {
    return a.data == b.data && a.length == b.length;
}

static bool is_same_shape(const shape *a, const shape *b) {
    if (a->tag != b->tag) return false;
    switch (a->tag) {
    case TEST_EVERYTHING_SHAPES_SHAPE_DOT: return true;
    case TEST_EVERYTHING_SHAPES_SHAPE_CIRCLE: return a->payload.circle == b->payload.circle;
    case TEST_EVERYTHING_SHAPES_SHAPE_POLYGON:
        return a->payload.polygon.data == b->payload.polygon.data && a->payload.polygon.length == b->payload.polygon.length;
    default:
        return is_same_text(a->payload.named.item0, b->payload.named.item0) && a->payload.named.item1 == b->payload.named.item1;
    }
}

static const test_everything_shapes_point points[] = {{1, 2, true}, {3, 4, false}};
static const shape shapes[] = {
    {.tag = TEST_EVERYTHING_SHAPES_SHAPE_DOT},
    {.tag = TEST_EVERYTHING_SHAPES_SHAPE_CIRCLE, .payload.circle = -1.5f},
    {.tag = TEST_EVERYTHING_SHAPES_SHAPE_POLYGON, .payload.polygon = {points, 2}},
    {.tag = TEST_EVERYTHING_SHAPES_SHAPE_NAMED, .payload.named = {{(const uint8_t *)"n", 1}, UINT64_MAX - 1}},
};
enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

// --- Exports, as their author writes them ----------------------------------------------------------------------------

static const drawing *expected_drawing;
static const shape *expected_shape;
static test_everything_shapes_point_option expected_point;

void *test_everything_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    (void)old_size, (void)alignment;
    return realloc(old, size);
}

shape test_everything_exports_canvas_self_check(shape value) { return value; }

test_everything_void_shapes_color_result test_everything_exports_canvas_show(drawing value) {
    const drawing *expected = expected_drawing;
    REQUIRE(value.color == expected->color && value.permissions == expected->permissions);
    REQUIRE(value.shapes.data == expected->shapes.data && value.shapes.length == expected->shapes.length);
    REQUIRE(value.default_.is_some == expected->default_.is_some);
    if (value.default_.is_some) REQUIRE(is_same_shape(&value.default_.value, &expected->default_.value));
    REQUIRE(value.small.item0 == expected->small.item0 && value.small.item1 == expected->small.item1);
    REQUIRE(value.small.item2 == expected->small.item2);
    return (test_everything_void_shapes_color_result){
        .is_error = value.default_.is_some, .payload.error = TEST_EVERYTHING_SHAPES_COLOR_IN};
}

bool test_everything_exports_canvas_allowed(test_everything_shapes_permissions rights, int8_t level) {
    return rights == (TEST_EVERYTHING_SHAPES_PERMISSIONS_READ | TEST_EVERYTHING_SHAPES_PERMISSIONS_WRITE) && level == -100;
}

double test_everything_exports_canvas_many(
    test_everything_string a, test_everything_string b, test_everything_string c, test_everything_string d,
    test_everything_string e, test_everything_string f, test_everything_string g, test_everything_string h, float i) {
    return (double)(a.length + b.length + c.length + d.length + e.length + f.length + g.length + h.length) + (double)i;
}

test_everything_shapes_color_option test_everything_exports_canvas_best(void) {
    return (test_everything_shapes_color_option){true, TEST_EVERYTHING_SHAPES_COLOR_GREEN};
}

struct test_everything_exports_canvas_page {
    int drawn;
};
static test_everything_exports_canvas_page page;

test_everything_exports_canvas_page_own test_everything_exports_canvas_page_constructor(uint32_t width, uint32_t height) {
    return (test_everything_exports_canvas_page_own){width * height};
}

test_everything_u32_string_result test_everything_exports_canvas_page_draw(
    test_everything_exports_canvas_page *self, shape value, test_everything_shapes_point_option at) {
    REQUIRE(self == &page && is_same_shape(&value, expected_shape) && at.is_some == expected_point.is_some);
    if (at.is_some) {
        const test_everything_shapes_point *a = &at.value, *b = &expected_point.value;
        REQUIRE(a->x == b->x && a->y == b->y && a->visible == b->visible);
        return (test_everything_u32_string_result){.is_error = true, .payload.error = STRING("there")};
    }
    self->drawn += 1;
    return (test_everything_u32_string_result){.payload.ok = 7};
}

test_everything_exports_canvas_page_own test_everything_exports_canvas_page_merge(
    test_everything_exports_canvas_page_own_list pages, test_everything_exports_canvas_page *into) {
    REQUIRE(into == &page && pages.length == 2);
    return pages.data[1];
}

void test_everything_exports_canvas_page_destroy(test_everything_exports_canvas_page *self) { (void)self; }

uint32_t test_everything_run(test_everything_u8_list_f32_f32_tuple_result inout) {
    return inout.is_error ? (uint32_t)(inout.payload.error.item0 + inout.payload.error.item1)
                          : (uint32_t)inout.payload.ok.length;
}

// --- Imports, which are the exports ----------------------------------------------------------------------------------

void test_everything_canvas_self_check_import(
    uint32_t tag, uintptr_t slot0, size_t slot1, uint64_t slot2, shape *result) {
    *result = *test_everything_exports_canvas_self_check_entry(tag, slot0, slot1, slot2);
}

void test_everything_canvas_show_import(
    uint32_t a, uint32_t b, const shape *c, size_t d, uint32_t e, uint32_t f, uintptr_t g, size_t h, uint64_t i, uint32_t j,
    uint32_t k, uint32_t l, test_everything_void_shapes_color_result *result) {
    *result = *test_everything_exports_canvas_show_entry(a, b, c, d, e, f, g, h, i, j, k, l);
}

uint32_t test_everything_canvas_allowed_import(uint32_t rights, uint32_t level) {
    return test_everything_exports_canvas_allowed_entry(rights, level);
}

double test_everything_canvas_many_import(const test_everything_canvas_many_parameters *parameters) {
    return test_everything_exports_canvas_many_entry((const test_everything_exports_canvas_many_parameters *)parameters);
}

void test_everything_canvas_best_import(test_everything_shapes_color_option *result) {
    *result = *test_everything_exports_canvas_best_entry();
}

uint32_t test_everything_canvas_page_constructor_import(uint32_t width, uint32_t height) {
    return test_everything_exports_canvas_page_constructor_entry(width, height);
}

void test_everything_canvas_page_draw_import(
    uint32_t self, uint32_t a, uintptr_t b, size_t c, uint64_t d, uint32_t e, double f, float g, uint32_t h,
    test_everything_u32_string_result *result) {
    REQUIRE(self == 12);
    *result = *test_everything_exports_canvas_page_draw_entry(&page, a, b, c, d, e, f, g, h);
}

int main(void) {
    for (int index = 0; index < SHAPES; index++) {
        shape back = test_everything_canvas_self_check(shapes[index]);
        REQUIRE(is_same_shape(&back, &shapes[index]));
    }
    for (int index = -1; index < SHAPES; index++) {
        drawing value = {
            .color = TEST_EVERYTHING_SHAPES_COLOR_GREEN, .permissions = TEST_EVERYTHING_SHAPES_PERMISSIONS_WRITE,
            .shapes = {shapes, SHAPES}, .small = {-128, -32768, 0x10ffff},
        };
        value.default_.is_some = index >= 0;
        if (index >= 0) value.default_.value = shapes[index];
        expected_drawing = &value;
        test_everything_void_shapes_color_result result = test_everything_canvas_show(value);
        REQUIRE(result.is_error == (index >= 0) && result.payload.error == TEST_EVERYTHING_SHAPES_COLOR_IN);
    }
    REQUIRE(test_everything_canvas_allowed(
        TEST_EVERYTHING_SHAPES_PERMISSIONS_READ | TEST_EVERYTHING_SHAPES_PERMISSIONS_WRITE, -100));
    REQUIRE(!test_everything_canvas_allowed(TEST_EVERYTHING_SHAPES_PERMISSIONS_READ, -100));
    test_everything_string text = STRING("ab");
    REQUIRE(test_everything_canvas_many(text, text, text, text, text, text, text, text, 0.5f) == 16.5);
    test_everything_shapes_color_option best = test_everything_canvas_best();
    REQUIRE(best.is_some && best.value == TEST_EVERYTHING_SHAPES_COLOR_GREEN);

    test_everything_canvas_page_borrow lent = test_everything_canvas_page_lend(test_everything_canvas_page_constructor(3, 4));
    for (int index = 0; index < 2 * SHAPES; index++) {
        expected_shape = &shapes[index / 2];
        expected_point = (test_everything_shapes_point_option){index % 2, {1e300, -2.5f, true}};
        test_everything_u32_string_result result = test_everything_canvas_page_draw(lent, *expected_shape, expected_point);
        REQUIRE(result.is_error == (index % 2));
        REQUIRE(result.is_error ? result.payload.error.length == 5 : result.payload.ok == 7);
    }
    REQUIRE(page.drawn == SHAPES);
    const test_everything_exports_canvas_page_own pages[] = {{4}, {5}};
    REQUIRE(test_everything_exports_canvas_page_merge_entry(pages, 2, &page) == 5);

    // What `run` is given by a host: a list, and two floats in the same places.
    const uint32_t halves[] = {0x3fc00000, 0x40200000};  // 1.5 and 2.5
    REQUIRE(test_everything_run_entry(0, (uintptr_t)halves, 8) == 8);
    REQUIRE(test_everything_run_entry(1, halves[0], halves[1]) == 4);
    return 0;
}

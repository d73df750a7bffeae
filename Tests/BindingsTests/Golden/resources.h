// The world `test:plugin/plugin` in C: made by `cajon bindings c`, not to be changed by hand.
#ifndef TEST_PLUGIN_PLUGIN_H
#define TEST_PLUGIN_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Marks what is exported under its contract name in Wasm, and visible in a native shared library.
#if defined(__wasm__)
#define TEST_PLUGIN_EXPORT(name) __attribute__((export_name(name), used))
#else
#define TEST_PLUGIN_EXPORT(name) __attribute__((visibility("default"), used))
#endif

/// Marks what the host brings.
#if defined(__wasm__)
#define TEST_PLUGIN_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#else
#define TEST_PLUGIN_IMPORT(module, name)
#endif

// --- test:plugin/host: imported --------------------------------------------------------------------------------------

/// A file that the host has open.
typedef struct {
    uint32_t handle;
} test_plugin_host_file_own;

/// A handle that is lent for the time of a call.
typedef struct {
    uint32_t handle;
} test_plugin_host_file_borrow;

TEST_PLUGIN_IMPORT("test:plugin/host", "[resource-drop]file")
void test_plugin_host_file_drop_import(uint32_t handle);
/// Gives a handle back; the resource ends with it.
static inline void test_plugin_host_file_drop(test_plugin_host_file_own self) {
    test_plugin_host_file_drop_import(self.handle);
}
/// Lends a resource for the time of a call.
static inline test_plugin_host_file_borrow test_plugin_host_file_lend(test_plugin_host_file_own self) {
    return (test_plugin_host_file_borrow){self.handle};
}
/// Gives back what was lent for the time of a call, before the call returns.
static inline void test_plugin_host_file_drop_borrow(test_plugin_host_file_borrow self) {
    test_plugin_host_file_drop_import(self.handle);
}

/// A list of u8.
typedef struct {
    const uint8_t *data;
    size_t length;
} test_plugin_u8_list;

TEST_PLUGIN_IMPORT("test:plugin/host", "[method]file.read")
void test_plugin_host_file_read_import(uint32_t self, uint32_t byte_count, test_plugin_u8_list *result);
static inline test_plugin_u8_list test_plugin_host_file_read(test_plugin_host_file_borrow self, uint32_t byte_count) {
    test_plugin_u8_list result;
    test_plugin_host_file_read_import(self.handle, byte_count, &result);
    return result;
}

/// UTF-8, not terminated.
typedef struct {
    const uint8_t *data;
    size_t length;
} test_plugin_string;

/// `value` holds if `is_some`.
typedef struct {
    bool is_some;
    test_plugin_host_file_own value;
} test_plugin_host_file_own_option;

TEST_PLUGIN_IMPORT("test:plugin/host", "open")
void test_plugin_host_open_import(
    const uint8_t *path_data, size_t path_length, test_plugin_host_file_own_option *result);
static inline test_plugin_host_file_own_option test_plugin_host_open(test_plugin_string path) {
    test_plugin_host_file_own_option result;
    test_plugin_host_open_import(path.data, path.length, &result);
    return result;
}

// --- test:plugin/guest: exported -------------------------------------------------------------------------------------

typedef struct test_plugin_guest_voice test_plugin_guest_voice;

/// A handle that owns a `test_plugin_guest_voice`.
typedef struct {
    uint32_t handle;
} test_plugin_guest_voice_own;

TEST_PLUGIN_IMPORT("[export]test:plugin/guest", "[resource-drop]voice")
void test_plugin_guest_voice_drop_import(uint32_t handle);
/// Gives a handle back; the resource ends with it.
static inline void test_plugin_guest_voice_drop(test_plugin_guest_voice_own self) {
    test_plugin_guest_voice_drop_import(self.handle);
}

TEST_PLUGIN_IMPORT("[export]test:plugin/guest", "[resource-new]voice")
uint32_t test_plugin_guest_voice_new_import(test_plugin_guest_voice *self);
/// Makes a handle for what is yours. When nobody owns it any more, it comes back to
/// `test_plugin_guest_voice_destroy`.
static inline test_plugin_guest_voice_own test_plugin_guest_voice_new(test_plugin_guest_voice *self) {
    return (test_plugin_guest_voice_own){test_plugin_guest_voice_new_import(self)};
}

TEST_PLUGIN_IMPORT("[export]test:plugin/guest", "[resource-rep]voice")
test_plugin_guest_voice *test_plugin_guest_voice_rep_import(uint32_t handle);
/// What a handle stands for.
static inline test_plugin_guest_voice *test_plugin_guest_voice_rep(test_plugin_guest_voice_own self) {
    return test_plugin_guest_voice_rep_import(self.handle);
}

/// A list of f32.
typedef struct {
    const float *data;
    size_t length;
} test_plugin_f32_list;

static inline const test_plugin_f32_list *test_plugin_f32_list_keep(test_plugin_f32_list value) {
    static test_plugin_f32_list result;
    result = value;
    return &result;
}

/// A list of guest_voice.
typedef struct {
    test_plugin_guest_voice *const *data;
    size_t length;
} test_plugin_guest_voice_list;

/// `value` holds if `is_some`.
typedef struct {
    bool is_some;
    test_plugin_guest_voice *value;
} test_plugin_guest_voice_option;

static inline test_plugin_guest_voice_option test_plugin_guest_voice_option_lift(
    uint32_t tag, test_plugin_guest_voice *slot0) {
    test_plugin_guest_voice_option value = {.is_some = (bool)tag};
    if (tag) {
        value.value = slot0;
    }
    return value;
}

// --- Entry points ----------------------------------------------------------------------------------------------------
// For files that define TEST_PLUGIN_ENTRY_POINTS before they include this one:
// what the author writes, each with the function that the host calls for it. Lists that are passed in lie in
// memory from the allocator, and are the author's. A result is read before the next call.
#if defined(TEST_PLUGIN_ENTRY_POINTS)

/// Several files may have it; the linker takes one.
#define TEST_PLUGIN_ENTRY(name) TEST_PLUGIN_EXPORT(name) __attribute__((weak))

/// The canonical ABI's allocator: the author writes it.
TEST_PLUGIN_EXPORT("cabi_realloc")
void *test_plugin_realloc(void *old, size_t old_size, size_t alignment, size_t size);

/// Nobody owns it any more.
void test_plugin_guest_voice_destroy(test_plugin_guest_voice *self);
TEST_PLUGIN_ENTRY("test:plugin/guest#[dtor]voice")
void test_plugin_guest_voice_destroy_entry(test_plugin_guest_voice *self) {
    test_plugin_guest_voice_destroy(self);
}

test_plugin_guest_voice_own test_plugin_guest_voice_constructor(float pitch);
TEST_PLUGIN_ENTRY("test:plugin/guest#[constructor]voice")
uint32_t test_plugin_guest_voice_constructor_entry(float pitch) {
    test_plugin_guest_voice_own result = test_plugin_guest_voice_constructor(pitch);
    return result.handle;
}

test_plugin_f32_list test_plugin_guest_voice_render(test_plugin_guest_voice *self, uint32_t frame_count);
TEST_PLUGIN_ENTRY("test:plugin/guest#[method]voice.render")
const test_plugin_f32_list *test_plugin_guest_voice_render_entry(test_plugin_guest_voice *self, uint32_t frame_count) {
    test_plugin_f32_list result = test_plugin_guest_voice_render(self, frame_count);
    return test_plugin_f32_list_keep(result);
}
#if defined(TEST_PLUGIN_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void test_plugin_guest_voice_render_post_return(test_plugin_f32_list *result);
TEST_PLUGIN_ENTRY("cabi_post_test:plugin/guest#[method]voice.render")
void test_plugin_guest_voice_render_post_return_entry(test_plugin_f32_list *result) {
    test_plugin_guest_voice_render_post_return(result);
}
#endif

test_plugin_guest_voice_own test_plugin_guest_voice_twin(test_plugin_guest_voice *self);
TEST_PLUGIN_ENTRY("test:plugin/guest#[method]voice.twin")
uint32_t test_plugin_guest_voice_twin_entry(test_plugin_guest_voice *self) {
    test_plugin_guest_voice_own result = test_plugin_guest_voice_twin(self);
    return result.handle;
}

void test_plugin_guest_voice_play_from(test_plugin_guest_voice *self, test_plugin_host_file_borrow file);
TEST_PLUGIN_ENTRY("test:plugin/guest#[method]voice.play-from")
void test_plugin_guest_voice_play_from_entry(test_plugin_guest_voice *self, uint32_t file) {
    test_plugin_guest_voice_play_from(self, (test_plugin_host_file_borrow){file});
}

test_plugin_f32_list test_plugin_guest_mix(test_plugin_guest_voice_list voices, test_plugin_guest_voice_option solo);
TEST_PLUGIN_ENTRY("test:plugin/guest#mix")
const test_plugin_f32_list *test_plugin_guest_mix_entry(
    test_plugin_guest_voice *const *voices_data, size_t voices_length, uint32_t solo_is_some,
    test_plugin_guest_voice *solo_slot0) {
    test_plugin_f32_list result = test_plugin_guest_mix(
        (test_plugin_guest_voice_list){voices_data, voices_length},
        test_plugin_guest_voice_option_lift(solo_is_some, solo_slot0));
    return test_plugin_f32_list_keep(result);
}
#if defined(TEST_PLUGIN_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void test_plugin_guest_mix_post_return(test_plugin_f32_list *result);
TEST_PLUGIN_ENTRY("cabi_post_test:plugin/guest#mix")
void test_plugin_guest_mix_post_return_entry(test_plugin_f32_list *result) {
    test_plugin_guest_mix_post_return(result);
}
#endif

void test_plugin_guest_keep(test_plugin_host_file_own file, test_plugin_guest_voice_own register_);
TEST_PLUGIN_ENTRY("test:plugin/guest#keep")
void test_plugin_guest_keep_entry(uint32_t file, uint32_t register_) {
    test_plugin_guest_keep((test_plugin_host_file_own){file}, (test_plugin_guest_voice_own){register_});
}

#endif

// --- Layout ----------------------------------------------------------------------------------------------------------
// On wasm32, C lays these types out as the canonical ABI does.
#if defined(__wasm32__)
_Static_assert(sizeof(test_plugin_host_file_own) == 4 && _Alignof(test_plugin_host_file_own) == 4, "host_file_own");
_Static_assert(
    sizeof(test_plugin_host_file_borrow) == 4 && _Alignof(test_plugin_host_file_borrow) == 4,
    "host_file_borrow");
_Static_assert(
    sizeof(test_plugin_u8_list) == 8 && _Alignof(test_plugin_u8_list) == 4 &&
    offsetof(test_plugin_u8_list, length) == 4,
    "u8_list");
_Static_assert(
    sizeof(test_plugin_string) == 8 && _Alignof(test_plugin_string) == 4 && offsetof(test_plugin_string, length) == 4,
    "string");
_Static_assert(
    sizeof(test_plugin_host_file_own_option) == 8 && _Alignof(test_plugin_host_file_own_option) == 4 &&
    offsetof(test_plugin_host_file_own_option, value) == 4,
    "host_file_own_option");
_Static_assert(
    sizeof(test_plugin_guest_voice_own) == 4 && _Alignof(test_plugin_guest_voice_own) == 4,
    "guest_voice_own");
_Static_assert(
    sizeof(test_plugin_f32_list) == 8 && _Alignof(test_plugin_f32_list) == 4 &&
    offsetof(test_plugin_f32_list, length) == 4,
    "f32_list");
_Static_assert(
    sizeof(test_plugin_guest_voice_list) == 8 && _Alignof(test_plugin_guest_voice_list) == 4 &&
    offsetof(test_plugin_guest_voice_list, length) == 4,
    "guest_voice_list");
_Static_assert(
    sizeof(test_plugin_guest_voice_option) == 8 && _Alignof(test_plugin_guest_voice_option) == 4 &&
    offsetof(test_plugin_guest_voice_option, value) == 4,
    "guest_voice_option");
#endif

#endif

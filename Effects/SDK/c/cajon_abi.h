// The contract's records as C structs, and the two functions that cross the box's wall. On wasm32 C's own layout of
// these structs is the canonical ABI's, which the assertions below hold it to; a native build uses the same structs
// with wider pointers. Both SDKs, Swift and C, are built on this file.
#ifndef CAJON_ABI_H
#define CAJON_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Marks an entry point: exported under its contract name in Wasm, visible in a native shared library.
#if defined(__wasm__)
#define CAJON_EXPORT(name) __attribute__((export_name(name), used))
#else
#define CAJON_EXPORT(name) __attribute__((visibility("default"), used))
#endif

/// `string`: UTF-8, not terminated.
typedef struct {
    const uint8_t *data;
    size_t length;
} cajon_string;

/// `list<string>`.
typedef struct {
    const cajon_string *data;
    size_t length;
} cajon_string_list;

/// `enum unit`, case for case.
enum {
    CAJON_UNIT_NONE,
    CAJON_UNIT_HERTZ,
    CAJON_UNIT_DECIBELS,
    CAJON_UNIT_MILLISECONDS,
    CAJON_UNIT_SECONDS,
    CAJON_UNIT_PERCENT,
    CAJON_UNIT_RATIO,
    CAJON_UNIT_SEMITONES,
    CAJON_UNIT_DEGREES,
};

/// `enum scale`, case for case.
enum { CAJON_SCALE_LINEAR, CAJON_SCALE_LOGARITHMIC, CAJON_SCALE_STEPPED };

/// `enum level` of the log, case for case.
enum { CAJON_LOG_DEBUG, CAJON_LOG_INFO, CAJON_LOG_WARNING, CAJON_LOG_ERROR };

/// `record parameter`.
typedef struct {
    cajon_string id;
    cajon_string name;
    uint8_t unit;
    uint8_t scale;
    float minimum;
    float maximum;
    float initial;
    cajon_string_list choices;
} cajon_parameter;

/// `list<parameter>`.
typedef struct {
    const cajon_parameter *data;
    size_t length;
} cajon_parameter_list;

/// `record descriptor`.
typedef struct {
    cajon_string name;
    cajon_string version;
    cajon_string summary;
    bool sidechain;
    uint32_t quantum;
    cajon_parameter_list parameters;
} cajon_descriptor;

/// `record timing`, in frames.
typedef struct {
    uint32_t latency_frames;
    uint32_t tail_frames;
} cajon_timing;

/// `result<timing, string>`: `is_error` says which of the two payloads holds.
typedef struct {
    uint8_t is_error;
    union {
        cajon_timing timing;
        cajon_string error;
    } payload;
} cajon_configure_result;

/// `list<f32>` as `process` returns it.
typedef struct {
    const float *data;
    size_t length;
} cajon_samples;

#if defined(__wasm32__)
_Static_assert(sizeof(cajon_string) == 8, "string is (pointer, length)");
_Static_assert(sizeof(cajon_parameter) == 40 && offsetof(cajon_parameter, minimum) == 20 &&
                   offsetof(cajon_parameter, choices) == 32, "record parameter");
_Static_assert(sizeof(cajon_descriptor) == 40 && offsetof(cajon_descriptor, quantum) == 28, "record descriptor");
_Static_assert(sizeof(cajon_configure_result) == 12 && offsetof(cajon_configure_result, payload) == 4, "result");
_Static_assert(sizeof(cajon_samples) == 8, "list<f32> is (pointer, length)");
#endif

/// Runs the constructors of C code in the module. Naming it also tells the linker that the host calls `_initialize`
/// once; otherwise it wraps every export in constructors and exit handlers.
#if defined(__wasm__)
void cajon_call_constructors(void) __asm__("__wasm_call_ctors");
#else
static inline void cajon_call_constructors(void) {}
#endif

/// Writes one line to the host's log. A native build has no host and drops it.
#if defined(__wasm__)
__attribute__((import_module("cajon:effect/log@0.1.0"), import_name("write"))) void cajon_log_write(
    uint32_t level, const uint8_t *message, size_t length);
#else
static inline void cajon_log_write(uint32_t level, const uint8_t *message, size_t length) {
    (void)level, (void)message, (void)length;
}
#endif

#endif

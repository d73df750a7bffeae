// The world `cajon:effect/effect@0.1.0` in C: made by `cajon bindings c`, not to be changed by hand.
// What every effect is. Tools that make an effect import all that its world does want this one where they can.
#ifndef CAJON_EFFECT_H
#define CAJON_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Marks what is exported under its contract name in Wasm, and visible in a native shared library.
#if defined(__wasm__)
#define CAJON_EXPORT(name) __attribute__((export_name(name), used))
#else
#define CAJON_EXPORT(name) __attribute__((visibility("default"), used))
#endif

/// Marks what the host brings.
#if defined(__wasm__)
#define CAJON_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#else
#define CAJON_IMPORT(module, name)
#endif

// --- cajon:effect/log@0.1.0: imported --------------------------------------------------------------------------------

typedef uint8_t cajon_host_log_level;
enum {
    CAJON_HOST_LOG_LEVEL_DEBUG,
    CAJON_HOST_LOG_LEVEL_INFO,
    CAJON_HOST_LOG_LEVEL_WARNING,
    CAJON_HOST_LOG_LEVEL_ERROR,
};

/// UTF-8, not terminated.
typedef struct {
    const uint8_t *data;
    size_t length;
} cajon_string;

CAJON_IMPORT("cajon:effect/log@0.1.0", "write")
void cajon_host_log_write_import(uint32_t level, const uint8_t *message_data, size_t message_length);
static inline void cajon_host_log_write(cajon_host_log_level level, cajon_string message) {
    cajon_host_log_write_import(level, message.data, message.length);
}

// --- cajon:effect/processor@0.1.0: exported --------------------------------------------------------------------------
// What an effect does. All audio is planar float32: channel 0's frames, then channel 1's, and so on; the number of
// frames is the list's length divided by the number of channels. Equal input gives equal output, whatever lengths
// the host cuts it into.

/// The unit of a parameter's numbers.
typedef uint8_t cajon_unit;
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

/// How a control maps its travel to the parameter's range. A stepped parameter takes whole numbers.
typedef uint8_t cajon_scale;
enum { CAJON_SCALE_LINEAR, CAJON_SCALE_LOGARITHMIC, CAJON_SCALE_STEPPED };

/// A list of string.
typedef struct {
    const cajon_string *data;
    size_t length;
} cajon_string_list;

typedef struct {
    /// Stable identifier, lower-case letters, digits and hyphens, unique within the effect.
    cajon_string id;
    cajon_string name;
    cajon_unit unit;
    cajon_scale scale;
    float minimum;
    float maximum;
    float initial;
    /// For a stepped parameter that is a choice: the name of each value from 0 on. Else empty.
    cajon_string_list choices;
} cajon_parameter;

/// A list of parameter.
typedef struct {
    const cajon_parameter *data;
    size_t length;
} cajon_parameter_list;

typedef struct {
    cajon_string name;
    cajon_string version;
    cajon_string summary;
    /// Whether `process` uses its second input.
    bool sidechain;
    /// The only block length, in frames, that `process` takes; 0 for any up to `maximum-frames`.
    uint32_t quantum;
    cajon_parameter_list parameters;
} cajon_descriptor;

typedef struct {
    /// In hertz.
    float sample_rate;
    /// Channels of the input and of the output.
    uint32_t channels;
    /// Channels of the side-chain; 0 when nothing is connected to it.
    uint32_t sidechain_channels;
    /// The longest block `process` will be given.
    uint32_t maximum_frames;
} cajon_format;

typedef struct {
    /// How many frames the output lags behind the input.
    uint32_t latency_frames;
    /// How long the output goes on after the input has fallen silent, beyond the latency.
    uint32_t tail_frames;
} cajon_timing;

static inline const cajon_descriptor *cajon_descriptor_keep(cajon_descriptor value) {
    static cajon_descriptor result;
    result = value;
    return &result;
}

/// `is_error` says which payload holds, if there is one.
typedef struct {
    bool is_error;
    union {
        cajon_timing ok;
        cajon_string error;
    } payload;
} cajon_timing_string_result;

static inline const cajon_timing_string_result *cajon_timing_string_result_keep(cajon_timing_string_result value) {
    static cajon_timing_string_result result;
    result = value;
    return &result;
}

/// A list of f32.
typedef struct {
    const float *data;
    size_t length;
} cajon_f32_list;

static inline const cajon_f32_list *cajon_f32_list_keep(cajon_f32_list value) {
    static cajon_f32_list result;
    result = value;
    return &result;
}

// --- Entry points ----------------------------------------------------------------------------------------------------
// For files that define CAJON_ENTRY_POINTS before they include this one:
// what the author writes, each with the function that the host calls for it. Lists that are passed in lie in
// memory from the allocator, and are the author's. A result is read before the next call.
#if defined(CAJON_ENTRY_POINTS)

/// Several files may have it; the linker takes one.
#define CAJON_ENTRY(name) CAJON_EXPORT(name) __attribute__((weak))

/// The canonical ABI's allocator: the author writes it.
CAJON_EXPORT("cabi_realloc")
void *cajon_realloc(void *old, size_t old_size, size_t alignment, size_t size);

/// Says what the effect is. The host calls it once, before anything else.
cajon_descriptor cajon_describe(void);
CAJON_ENTRY("cajon:effect/processor@0.1.0#describe")
const cajon_descriptor *cajon_describe_entry(void) {
    cajon_descriptor result = cajon_describe();
    return cajon_descriptor_keep(result);
}
#if defined(CAJON_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void cajon_describe_post_return(cajon_descriptor *result);
CAJON_ENTRY("cabi_post_cajon:effect/processor@0.1.0#describe")
void cajon_describe_post_return_entry(cajon_descriptor *result) {
    cajon_describe_post_return(result);
}
#endif

/// Prepares for a format, with the parameters as they stand: `set-parameter` may come before. Everything the
/// effect needs is allocated here. The state afterwards is that of a new effect, at rest. The timing holds until
/// the next `configure`, so a parameter that changes the latency or the tail takes effect only there.
cajon_timing_string_result cajon_configure(cajon_format format);
CAJON_ENTRY("cajon:effect/processor@0.1.0#configure")
const cajon_timing_string_result *cajon_configure_entry(
    float format_sample_rate, uint32_t format_channels, uint32_t format_sidechain_channels,
    uint32_t format_maximum_frames) {
    cajon_timing_string_result result = cajon_configure(
        (cajon_format){format_sample_rate, format_channels, format_sidechain_channels, format_maximum_frames});
    return cajon_timing_string_result_keep(result);
}
#if defined(CAJON_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void cajon_configure_post_return(cajon_timing_string_result *result);
CAJON_ENTRY("cabi_post_cajon:effect/processor@0.1.0#configure")
void cajon_configure_post_return_entry(cajon_timing_string_result *result) {
    cajon_configure_post_return(result);
}
#endif

/// Sets the parameter with that index in the descriptor's list. The value lies within its range. While playing,
/// the effect moves there without a click; before `configure` it starts there.
void cajon_set_parameter(uint32_t index, float value);
CAJON_ENTRY("cajon:effect/processor@0.1.0#set-parameter")
void cajon_set_parameter_entry(uint32_t index, float value) {
    cajon_set_parameter(index, value);
}

/// Processes one block. `position` counts frames since the stream began. The output is as long as the input.
cajon_f32_list cajon_process(uint64_t position, cajon_f32_list input, cajon_f32_list sidechain);
CAJON_ENTRY("cajon:effect/processor@0.1.0#process")
const cajon_f32_list *cajon_process_entry(
    uint64_t position, const float *input_data, size_t input_length, const float *sidechain_data,
    size_t sidechain_length) {
    cajon_f32_list result = cajon_process(
        position, (cajon_f32_list){input_data, input_length}, (cajon_f32_list){sidechain_data, sidechain_length});
    return cajon_f32_list_keep(result);
}
#if defined(CAJON_POST_RETURN)
/// What the result's memory is given back by, once it has been read.
void cajon_process_post_return(cajon_f32_list *result);
CAJON_ENTRY("cabi_post_cajon:effect/processor@0.1.0#process")
void cajon_process_post_return_entry(cajon_f32_list *result) {
    cajon_process_post_return(result);
}
#endif

/// Forgets all sound and ends all smoothing: the state is that after `configure` with the parameters as they stand.
void cajon_reset(void);
CAJON_ENTRY("cajon:effect/processor@0.1.0#reset")
void cajon_reset_entry(void) {
    cajon_reset();
}

#endif

// --- Layout ----------------------------------------------------------------------------------------------------------
// On wasm32, C lays these types out as the canonical ABI does.
#if defined(__wasm32__)
_Static_assert(
    sizeof(cajon_string) == 8 && _Alignof(cajon_string) == 4 && offsetof(cajon_string, length) == 4,
    "string");
_Static_assert(
    sizeof(cajon_string_list) == 8 && _Alignof(cajon_string_list) == 4 && offsetof(cajon_string_list, length) == 4,
    "string_list");
_Static_assert(
    sizeof(cajon_parameter) == 40 && _Alignof(cajon_parameter) == 4 && offsetof(cajon_parameter, name) == 8 &&
    offsetof(cajon_parameter, unit) == 16 && offsetof(cajon_parameter, scale) == 17 &&
    offsetof(cajon_parameter, minimum) == 20 && offsetof(cajon_parameter, maximum) == 24 &&
    offsetof(cajon_parameter, initial) == 28 && offsetof(cajon_parameter, choices) == 32,
    "parameter");
_Static_assert(
    sizeof(cajon_parameter_list) == 8 && _Alignof(cajon_parameter_list) == 4 &&
    offsetof(cajon_parameter_list, length) == 4,
    "parameter_list");
_Static_assert(
    sizeof(cajon_descriptor) == 40 && _Alignof(cajon_descriptor) == 4 && offsetof(cajon_descriptor, version) == 8 &&
    offsetof(cajon_descriptor, summary) == 16 && offsetof(cajon_descriptor, sidechain) == 24 &&
    offsetof(cajon_descriptor, quantum) == 28 && offsetof(cajon_descriptor, parameters) == 32,
    "descriptor");
_Static_assert(
    sizeof(cajon_format) == 16 && _Alignof(cajon_format) == 4 && offsetof(cajon_format, channels) == 4 &&
    offsetof(cajon_format, sidechain_channels) == 8 && offsetof(cajon_format, maximum_frames) == 12,
    "format");
_Static_assert(
    sizeof(cajon_timing) == 8 && _Alignof(cajon_timing) == 4 && offsetof(cajon_timing, tail_frames) == 4,
    "timing");
_Static_assert(
    sizeof(cajon_timing_string_result) == 12 && _Alignof(cajon_timing_string_result) == 4 &&
    offsetof(cajon_timing_string_result, payload) == 4,
    "timing_string_result");
_Static_assert(
    sizeof(cajon_f32_list) == 8 && _Alignof(cajon_f32_list) == 4 && offsetof(cajon_f32_list, length) == 4,
    "f32_list");
#endif

#endif

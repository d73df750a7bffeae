// Everything for an effect in C: include this, describe the knobs, fill in four functions, and name them in
// CAJON_EFFECT. The rules are the Swift SDK's: parameters move on a control grid counted from the stream's start, so
// the output does not depend on how the stream is cut into blocks; blocks are processed in place.
#ifndef CAJON_H
#define CAJON_H

// CAJON_EFFECT has the functions that the contract's entry points call.
#define CAJON_ENTRY_POINTS

#include "cajon_abi.h"
#include "cajon_lanes.h"
#include "cajon_maths.h"

/// Frames in a control period.
enum { CAJON_CONTROL_FRAMES = 16 };

/// One knob. Strings are UTF-8 and must live as long as the module.
typedef struct {
    /// Lower-case letters, digits and hyphens.
    const char *id;
    const char *name;
    uint8_t unit;   ///< CAJON_UNIT_…
    uint8_t scale;  ///< CAJON_SCALE_…
    float minimum;
    float maximum;
    float initial;
    /// For a stepped knob that is a choice: the names of its values from 0 on, ended by a null pointer.
    const char *const *choices;
    /// How long a change takes, unless the knob is stepped; 0 for 20 ms.
    float glide_milliseconds;
} cajon_knob;

/// One piece of a block: planar channels, to be overwritten with the output.
typedef struct {
    float *samples;          ///< channel c begins at `samples + c * stride`; better taken with `cajon_channel`
    const float *sidechain;  ///< laid out alike
    uint32_t stride;
    uint32_t frames;
    uint32_t channels;
    uint32_t sidechain_channels;
    /// Frames since the stream began, at this piece's first frame, as the host counts them.
    uint64_t position;
    /// The first frame's place in its control period: what a ramp is read with.
    uint32_t offset;
    /// Whether nothing moves in this piece: every ramp stands at its `start`.
    bool is_steady;
} cajon_block;

/// What an effect is. The functions are called by one thread at a time.
typedef struct {
    const char *name;
    const char *version;
    const char *summary;  ///< one sentence for people
    bool sidechain;
    uint32_t quantum;  ///< the only block length it takes; 0 for any
    const cajon_knob *knobs;
    uint32_t knob_count;
    /// Prepares for a format: takes memory with `cajon_take`, sets the effect's variables anew, says latency and tail.
    /// Returns null, or why it can't: one sentence for people.
    const char *(*configure)(const cajon_format *format, cajon_timing *timing);
    /// Derives from the knobs what `process` works with: at the start of the stream, and at the start of each control
    /// period as long as a knob moves or the last call returned true.
    bool (*control)(bool is_start);
    /// Processes one piece in place. While something moves, it lies within one control period.
    void (*process)(const cajon_block *block);
    /// Forgets all sound. `control(true)` follows.
    void (*reset)(void);
} cajon_effect;

#include "cajon_runtime.h"

/// A knob's value at the end of this control period, in its own unit.
static inline float cajon_value(uint32_t knob) { return cajon_states[knob].value; }
/// Where a knob is going.
static inline float cajon_target(uint32_t knob) { return cajon_states[knob].target; }

/// A channel's samples, input before, output after.
static inline float *cajon_channel(const cajon_block *block, uint32_t channel) {
    return block->samples + (size_t)channel * block->stride;
}
/// A channel of the side-chain.
static inline const float *cajon_sidechain(const cajon_block *block, uint32_t channel) {
    return block->sidechain + (size_t)channel * block->stride;
}

/// Writes a line to the host's log. Not for `process`.
static inline void cajon_log_line(uint32_t level, const char *message) {
    cajon_log_write(level, (const uint8_t *)message, __builtin_strlen(message));
}

/// A value that moves along a straight line within one control period.
typedef struct {
    float start;  ///< at the period's first frame
    float step;   ///< what each frame adds; 0 when nothing moves
    float end;    ///< what the period ends with
} cajon_ramp;

/// Moves to `value` by the end of this control period; at the start of the stream, stands there at once.
static inline void cajon_ramp_move(cajon_ramp *ramp, float value, bool is_start) {
    ramp->start = is_start ? value : ramp->end;
    ramp->step = (value - ramp->start) * (1.0f / CAJON_CONTROL_FRAMES);
    ramp->end = value;
}
/// The value at a frame of the control period: the block's offset plus the frame's place in the block.
static inline float cajon_ramp_at(const cajon_ramp *ramp, uint32_t frame) {
    return ramp->start + ramp->step * (float)(int32_t)frame;
}

/// Makes the effect. Once in a module, at file scope: `CAJON_EFFECT(.name = "Tremolo", …)`.
#define CAJON_EFFECT(...)                                                                                           \
    static const cajon_effect cajon_this = {__VA_ARGS__};                                                           \
    cajon_parameter_state *cajon_states;                                                                            \
    void *cajon_newest_piece;                                                                                       \
    static cajon_runner cajon_this_runner = {.effect = &cajon_this};                                                \
    CAJON_EXPORT("_initialize") void cajon_initialize(void) { cajon_run_initialize(&cajon_this_runner); }           \
    cajon_descriptor cajon_describe(void) { return cajon_this_runner.descriptor; }                                  \
    cajon_timing_string_result cajon_configure(cajon_format format) {                                               \
        return cajon_run_configure(&cajon_this_runner, format);                                                     \
    }                                                                                                               \
    void cajon_set_parameter(uint32_t index, float value) {                                                         \
        cajon_run_set_parameter(&cajon_this_runner, index, value);                                                  \
    }                                                                                                               \
    cajon_f32_list cajon_process(uint64_t position, cajon_f32_list input, cajon_f32_list sidechain) {               \
        return cajon_run_process(&cajon_this_runner, position, input, sidechain);                                   \
    }                                                                                                               \
    void cajon_reset(void) { cajon_run_reset(&cajon_this_runner); }                                                 \
    void *cajon_realloc(void *old, size_t old_size, size_t alignment, size_t size) {                                \
        return cajon_arena_realloc(&cajon_this_runner.arena, old, old_size, alignment, size);                       \
    }                                                                                                               \
    _Static_assert(1, "")

#endif

// What stands behind CAJON_EFFECT: parameters and their glides, the cutting of blocks at the control grid, the memory
// for blocks and for state. The same rules as the Swift SDK's Runner, Glide and Arena. Included by cajon.h alone.
#ifndef CAJON_RUNTIME_H
#define CAJON_RUNTIME_H

#include <stdlib.h>
#include <string.h>

/// Ends the effect: the host sees a trap.
#define CAJON_REQUIRE(condition) ((condition) ? (void)0 : __builtin_trap())

/// A value that glides to where it is sent in a fixed time, one step per control period.
typedef struct {
    float value;
    float target;
    float step;
    int32_t periods_left;
    int32_t periods;
} cajon_glide;

/// Sets how long a glide takes: at least one control period.
static inline void cajon_glide_configure(cajon_glide *glide, float milliseconds, float sample_rate) {
    float exact = milliseconds * 0.001f * sample_rate * (1.0f / CAJON_CONTROL_FRAMES);
    glide->periods = exact < 1 ? 1 : exact > 1e9f ? 1000000000 : (int32_t)(exact + 0.5f);
}

/// Sets off for `target`; does nothing when it is already on its way there.
static inline void cajon_glide_to(cajon_glide *glide, float target) {
    if (target == glide->target) return;
    glide->target = target;
    glide->periods_left = glide->periods;
    glide->step = (target - glide->value) / (float)glide->periods;
}

/// Is at once at `target`.
static inline void cajon_glide_snap(cajon_glide *glide, float target) {
    glide->value = glide->target = target;
    glide->periods_left = 0;
}

/// Moves on by one control period; returns whether the value changed.
static inline bool cajon_glide_advance(cajon_glide *glide) {
    if (glide->periods_left == 0) return false;
    glide->periods_left -= 1;
    glide->value = glide->periods_left == 0 ? glide->target : glide->value + glide->step;
    return true;
}

/// A parameter on its way along its own scale.
typedef struct {
    float value;
    float target;
    cajon_glide place;  // the value itself, or its binary logarithm
} cajon_parameter_state;

/// One per knob; CAJON_EFFECT defines it.
extern cajon_parameter_state *cajon_states;

/// The newest piece of memory given by `cajon_take`; each begins with a pointer to the one before.
extern void *cajon_newest_piece;

/// Zeroed memory, aligned to 16 bytes, that lives until the next `configure`. Traps when there is none left.
static inline void *cajon_take(size_t bytes) {
    void **piece = bytes < SIZE_MAX - 16 ? aligned_alloc(16, (bytes + 31) & ~(size_t)15) : NULL;
    CAJON_REQUIRE(piece != NULL);
    piece[0] = cajon_newest_piece;
    cajon_newest_piece = piece;
    return memset((char *)piece + 16, 0, bytes);
}

static inline void cajon_release_all(void) {
    while (cajon_newest_piece) {
        void *piece = cajon_newest_piece;
        cajon_newest_piece = *(void **)piece;
        free(piece);
    }
}

/// Where the host writes a block's input: emptied when the first allocation after a `process` comes.
typedef struct {
    char *base;
    size_t capacity;
    size_t used;
    bool is_spent;
    void *overflow;  // chunks taken because the first was full; each begins with a pointer to the one before
} cajon_arena;

static inline void cajon_arena_empty(cajon_arena *arena) {
    arena->is_spent = false;
    arena->used = 0;
    while (arena->overflow) {
        void *chunk = arena->overflow;
        arena->overflow = *(void **)chunk;
        free(chunk);
    }
}

static inline void cajon_arena_reserve(cajon_arena *arena, size_t bytes) {
    cajon_arena_empty(arena);
    if (bytes <= arena->capacity) return;
    free(arena->base);
    arena->base = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    CAJON_REQUIRE(arena->base != NULL);
    arena->capacity = bytes;
}

/// The canonical ABI's realloc. Alignment is a power of two; size 0 gives an aligned address that must not be used.
static inline void *cajon_arena_realloc(
    cajon_arena *arena, void *old, size_t old_size, size_t alignment, size_t size) {
    if (arena->is_spent) cajon_arena_empty(arena);
    if (!old && alignment <= 16 && size <= arena->capacity - arena->used && arena->base) {
        void *place = arena->base + arena->used;
        size_t end = (arena->used + size + 15) & ~(size_t)15;
        arena->used = end < arena->capacity ? end : arena->capacity;
        return place;
    }
    CAJON_REQUIRE(alignment > 0 && (alignment & (alignment - 1)) == 0 && alignment <= 65536);
    size_t header = alignment > 16 ? alignment : 16;
    CAJON_REQUIRE(size <= SIZE_MAX - 2 * header);
    void **chunk = aligned_alloc(header, (header + size + header - 1) & ~(header - 1));
    CAJON_REQUIRE(chunk != NULL);
    chunk[0] = arena->overflow;
    arena->overflow = chunk;
    char *place = (char *)chunk + header;
    if (old) memcpy(place, old, old_size < size ? old_size : size);
    return place;
}

/// One effect in one box.
typedef struct {
    const cajon_effect *effect;
    cajon_format format;
    bool is_configured;
    bool is_started;     // `control` has been called since `configure` or `reset`
    bool needs_control;  // `control` must be called when the next period starts
    bool is_steady;      // nothing moves in this period
    uint32_t phase;      // the next frame's place in its period
    cajon_arena arena;
    cajon_descriptor descriptor;
} cajon_runner;

static inline cajon_string cajon_text(const char *text) {
    return (cajon_string){(const uint8_t *)text, strlen(text)};
}

static inline float cajon_place(const cajon_knob *knob, float value) {
    return knob->scale == CAJON_SCALE_LOGARITHMIC ? cajon_log2(value) : value;
}

static inline void cajon_snap_all(const cajon_runner *runner) {
    for (uint32_t i = 0; i < runner->effect->knob_count; i++) {
        cajon_states[i].value = cajon_states[i].target;
        cajon_glide_snap(&cajon_states[i].place, cajon_place(&runner->effect->knobs[i], cajon_states[i].target));
    }
}

static inline void cajon_run_initialize(cajon_runner *runner) {
    cajon_call_constructors();
    const cajon_effect *effect = runner->effect;
    cajon_parameter *parameters = calloc(effect->knob_count + 1, sizeof *parameters);
    cajon_states = calloc(effect->knob_count + 1, sizeof *cajon_states);
    CAJON_REQUIRE(parameters && cajon_states);
    for (uint32_t i = 0; i < effect->knob_count; i++) {
        const cajon_knob *knob = &effect->knobs[i];
        size_t choice_count = 0;
        while (knob->choices && knob->choices[choice_count]) choice_count++;
        cajon_string *choices = calloc(choice_count + 1, sizeof *choices);
        CAJON_REQUIRE(choices);
        for (size_t c = 0; c < choice_count; c++) choices[c] = cajon_text(knob->choices[c]);
        parameters[i] = (cajon_parameter){cajon_text(knob->id), cajon_text(knob->name), knob->unit,    knob->scale,
                                          knob->minimum,        knob->maximum,          knob->initial, {choices, choice_count}};
        cajon_states[i].target = knob->initial;
    }
    runner->descriptor = (cajon_descriptor){cajon_text(effect->name),    cajon_text(effect->version),
                                            cajon_text(effect->summary), effect->sidechain,
                                            effect->quantum,             {parameters, effect->knob_count}};
    cajon_snap_all(runner);
}

static inline void cajon_rewind(cajon_runner *runner) {
    cajon_snap_all(runner);
    runner->is_started = runner->needs_control = false;
    runner->is_steady = true;
    runner->phase = 0;
}

static inline cajon_timing_string_result cajon_run_configure(cajon_runner *runner, cajon_format format) {
    const cajon_effect *effect = runner->effect;
    runner->is_configured = false;
    cajon_timing timing = {0, 0};
    const char *refusal;
    if (!(format.sample_rate > 0 && format.sample_rate < __builtin_inff())) {
        refusal = "the sample rate must be above 0";
    } else if (format.channels == 0) {
        refusal = "needs at least one channel";
    } else {
        cajon_release_all();
        for (uint32_t i = 0; i < effect->knob_count; i++) {
            const cajon_knob *knob = &effect->knobs[i];
            float glide = knob->glide_milliseconds > 0 ? knob->glide_milliseconds : 20;
            cajon_glide_configure(
                &cajon_states[i].place, knob->scale == CAJON_SCALE_STEPPED ? 0 : glide, format.sample_rate);
        }
        cajon_snap_all(runner);
        refusal = effect->configure(&format, &timing);
    }
    if (refusal) return (cajon_timing_string_result){.is_error = true, .payload.error = cajon_text(refusal)};
    uint64_t channels = (uint64_t)format.channels + format.sidechain_channels;
    CAJON_REQUIRE(channels < UINT32_MAX && channels * format.maximum_frames < (SIZE_MAX - 64) / sizeof(float));
    cajon_arena_reserve(&runner->arena, (size_t)(channels * format.maximum_frames) * sizeof(float) + 64);
    runner->format = format;
    runner->is_configured = true;
    cajon_rewind(runner);
    return (cajon_timing_string_result){.payload.ok = timing};
}

static inline void cajon_run_set_parameter(cajon_runner *runner, uint32_t index, float value) {
    if (index >= runner->effect->knob_count || value != value) return;
    const cajon_knob *knob = &runner->effect->knobs[index];
    cajon_parameter_state *state = &cajon_states[index];
    value = value < knob->minimum ? knob->minimum : value > knob->maximum ? knob->maximum : value;
    if (knob->scale == CAJON_SCALE_STEPPED) value = __builtin_roundf(value);
    if (value == state->target) return;
    state->target = value;
    if (runner->is_started) {
        cajon_glide_to(&state->place, cajon_place(knob, value));
        runner->needs_control = true;
    } else {
        state->value = value;
        cajon_glide_snap(&state->place, cajon_place(knob, value));
    }
}

/// Moves all parameters on by one control period. The period after the last change still needs a call, in which every
/// ramp comes to rest.
static inline void cajon_run_control(cajon_runner *runner) {
    bool changed = false;
    for (uint32_t i = 0; i < runner->effect->knob_count; i++) {
        cajon_parameter_state *state = &cajon_states[i];
        if (!cajon_glide_advance(&state->place)) continue;
        changed = true;
        bool is_logarithmic = runner->effect->knobs[i].scale == CAJON_SCALE_LOGARITHMIC;
        state->value = state->place.periods_left == 0 ? state->target
                       : is_logarithmic               ? cajon_exp2(state->place.value)
                                                      : state->place.value;
    }
    bool is_moving = runner->effect->control(false);
    runner->needs_control = changed || is_moving;
    runner->is_steady = !runner->needs_control;
}

/// The input lies in memory from `cajon_realloc`, so it is ours to write to; it is returned.
static inline cajon_f32_list cajon_run_process(
    cajon_runner *runner, uint64_t position, cajon_f32_list input, cajon_f32_list sidechain) {
    runner->arena.is_spent = true;
    if (!runner->is_configured || input.length == 0) return input;
    uint32_t frames = (uint32_t)(input.length / runner->format.channels);
    bool has_sidechain =
        sidechain.length > 0 && sidechain.length == (size_t)frames * runner->format.sidechain_channels;
    if (!runner->is_started) {
        runner->needs_control = runner->effect->control(true);
        runner->is_steady = !runner->needs_control;
        runner->is_started = true;
    }
    for (uint32_t done = 0; done < frames;) {
        if (runner->phase == 0 && runner->needs_control) cajon_run_control(runner);
        uint32_t piece = frames - done;
        uint32_t left = CAJON_CONTROL_FRAMES - runner->phase;
        if (runner->needs_control && piece > left) piece = left;
        cajon_block block = {
            .samples = (float *)input.data + done,
            .sidechain = sidechain.data + (has_sidechain ? done : 0),
            .stride = frames,
            .frames = piece,
            .channels = runner->format.channels,
            .sidechain_channels = has_sidechain ? runner->format.sidechain_channels : 0,
            .position = position + done,
            .offset = runner->phase,
            .is_steady = runner->is_steady,
        };
        runner->effect->process(&block);
        done += piece;
        runner->phase = (runner->phase + piece) & (CAJON_CONTROL_FRAMES - 1);
    }
    return input;
}

static inline void cajon_run_reset(cajon_runner *runner) {
    if (!runner->is_configured) return;
    runner->effect->reset();
    cajon_rewind(runner);
}

#endif

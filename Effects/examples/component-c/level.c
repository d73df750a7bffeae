// Level in C, on the generated header alone: turns the sound down. See README.md for how it becomes a component.
#define CAJON_EFFECT_ENTRY_POINTS
#include "effect.h"

#define STRING(text) {(const uint8_t *)(text), sizeof(text) - 1}

static cajon_effect_processor_format format;
static float target = 0.5f, level = 0.5f;
static float step;  // what the level moves by with each frame

// --- Memory ----------------------------------------------------------------------------------------------------------
// All that the host asks for is a block's input, so memory begins anew with the first request after a block.

extern unsigned char __heap_base;  // the linker's
static uintptr_t next;
static bool is_spent = true;

void *cajon_effect_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    enum { PAGE = 65536 };
    if (is_spent) next = (uintptr_t)&__heap_base;
    is_spent = false;
    uintptr_t place = (next + alignment - 1) & ~(uintptr_t)(alignment - 1);
    uintptr_t room = __builtin_wasm_memory_size(0) * PAGE - place;
    if (place < next || size > UINTPTR_MAX - PAGE - place) __builtin_trap();
    if (size > room && __builtin_wasm_memory_grow(0, (size - room + PAGE - 1) / PAGE) == SIZE_MAX) __builtin_trap();
    next = place + size;
    if (old) __builtin_memcpy((void *)place, old, old_size < size ? old_size : size);
    return (void *)place;
}

// --- The contract ----------------------------------------------------------------------------------------------------

cajon_effect_processor_descriptor cajon_effect_processor_describe(void) {
    static const cajon_effect_processor_parameter knob = {
        .id = STRING("level"), .name = STRING("Level"), .unit = CAJON_EFFECT_PROCESSOR_UNIT_PERCENT,
        .scale = CAJON_EFFECT_PROCESSOR_SCALE_LINEAR, .minimum = 0, .maximum = 100, .initial = 50,
    };
    return (cajon_effect_processor_descriptor){
        .name = STRING("Level"), .version = STRING("1.0.0"), .summary = STRING("Turns the sound down."),
        .parameters = {&knob, 1},
    };
}

cajon_effect_processor_timing_string_result cajon_effect_processor_configure(cajon_effect_processor_format wanted) {
    if (!(wanted.sample_rate > 0) || wanted.channels == 0) {
        return (cajon_effect_processor_timing_string_result){
            .is_error = true, .payload.error = STRING("needs a sample rate above 0 and at least one channel")};
    }
    format = wanted;
    step = 1 / (0.02f * format.sample_rate);
    level = target;
    return (cajon_effect_processor_timing_string_result){.payload.ok = {0, 0}};
}

void cajon_effect_processor_set_parameter(uint32_t index, float value) {
    if (index == 0) target = value * 0.01f;
    if (format.channels == 0) level = target;
}

cajon_effect_f32_list cajon_effect_processor_process(
    uint64_t position, cajon_effect_f32_list input, cajon_effect_f32_list sidechain) {
    (void)position, (void)sidechain;
    is_spent = true;
    if (format.channels == 0) return input;
    float *samples = (float *)input.data;  // in memory that we gave for it
    size_t frames = input.length / format.channels;
    for (size_t frame = 0; frame < frames; frame++) {
        float distance = target - level;
        level = __builtin_fabsf(distance) <= step ? target : level + __builtin_copysignf(step, distance);
        for (size_t channel = 0; channel < format.channels; channel++) samples[channel * frames + frame] *= level;
    }
    return input;
}

void cajon_effect_processor_reset(void) { level = target; }

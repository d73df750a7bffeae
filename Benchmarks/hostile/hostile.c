// Hostile: halves what it hears, and once it hears something, does the deed that it was told. In silence it behaves, so a
// session takes it in.
#include "cajon.h"

enum { DEED, KNOBS };
enum { PASS, LOOP, TRAP, FLOOD, GROW };

static const char *const deeds[] = {"pass", "loop", "trap", "flood", "grow", NULL};
static const cajon_knob knobs[KNOBS] = {
    [DEED] = {
        .id = "deed", .name = "Deed", .unit = CAJON_UNIT_NONE, .scale = CAJON_SCALE_STEPPED,
        .minimum = PASS, .maximum = GROW, .initial = PASS, .choices = deeds,
    },
};

enum { PAGE_BYTES = 65536, PAGES_AT_ONCE = 16 };

static const char *configure(const cajon_format *format, cajon_timing *timing) {
    (void)format;
    *timing = (cajon_timing){0, 0};
    return NULL;
}

static bool control(bool is_start) {
    (void)is_start;
    return false;
}

// Takes memory, and touches it so that it is really taken, until there is none.
static void grow(void) {
    size_t first = __builtin_wasm_memory_grow(0, PAGES_AT_ONCE);
    if (first == (size_t)-1) return;
    for (size_t place = 0; place < PAGES_AT_ONCE * PAGE_BYTES; place += 4096) {
        *(volatile char *)(first * PAGE_BYTES + place) = 1;
    }
}

static void process(const cajon_block *block) {
    bool is_loud = false;
    for (uint32_t channel = 0; channel < block->channels; channel++) {
        float *samples = cajon_channel(block, channel);
        for (uint32_t frame = 0; frame < block->frames; frame++) {
            is_loud |= samples[frame] > 0.01f;
            samples[frame] *= 0.5f;
        }
    }
    if (!is_loud) return;
    switch ((int)cajon_target(DEED)) {
    case LOOP: for (;;) {}
    case TRAP: __builtin_trap();
    case FLOOD:
        for (uint32_t frame = 0; frame < block->frames; frame++) cajon_channel(block, 0)[frame] = __builtin_nanf("");
        break;
    case GROW: grow(); break;
    default: break;
    }
}

static void reset(void) {}

CAJON_EFFECT(
    .name = "Hostile", .version = "1.0.0", .summary = "Does what it is told, and that is never good.",
    .knobs = knobs, .knob_count = KNOBS,
    .configure = configure, .control = control, .process = process, .reset = reset);

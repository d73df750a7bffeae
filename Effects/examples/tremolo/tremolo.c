// Tremolo: an effect in C, to start from. The level swings with a sine; depth is how far down it goes.
#include "cajon.h"

enum { RATE, DEPTH, KNOBS };

static const cajon_knob knobs[KNOBS] = {
    [RATE] = {
        .id = "rate", .name = "Rate", .unit = CAJON_UNIT_HERTZ, .scale = CAJON_SCALE_LOGARITHMIC,
        .minimum = 0.1f, .maximum = 20, .initial = 5,
    },
    [DEPTH] = {
        .id = "depth", .name = "Depth", .unit = CAJON_UNIT_PERCENT, .scale = CAJON_SCALE_LINEAR,
        .minimum = 0, .maximum = 100, .initial = 50,
    },
};

static float period_turns;  // what one hertz adds to the phase in one control period
static float phase;         // of the swing, in turns
static cajon_ramp level;

static const char *configure(const cajon_format *format, cajon_timing *timing) {
    period_turns = CAJON_CONTROL_FRAMES / format->sample_rate;
    phase = 0;
    *timing = (cajon_timing){0, 0};
    return NULL;
}

static bool control(bool is_start) {
    if (!is_start) {
        phase += cajon_value(RATE) * period_turns;
        if (phase >= 1) phase -= 1;
    }
    float swing = 0.5f - 0.5f * cajon_cos_turns(phase);
    cajon_ramp_move(&level, 1 - swing * cajon_value(DEPTH) * 0.01f, is_start);
    return true;
}

static void process(const cajon_block *block) {
    for (uint32_t channel = 0; channel < block->channels; channel++) {
        float *samples = cajon_channel(block, channel);
        for (uint32_t frame = 0; frame < block->frames; frame++) {
            samples[frame] *= cajon_ramp_at(&level, block->offset + frame);
        }
    }
}

static void reset(void) { phase = 0; }

CAJON_EFFECT(
    .name = "Tremolo", .version = "1.0.0", .summary = "The level swings up and down.",
    .knobs = knobs, .knob_count = KNOBS,
    .configure = configure, .control = control, .process = process, .reset = reset);

// Effects/biquad's low-pass at rest, in C: what the same filter costs without an interpreter.
#include "cajon.h"

enum { CHANNELS = 8 };

static double states[CHANNELS][2];
// 1 kHz at 48 kHz with a Q of 0.707, by the Audio EQ Cookbook.
static const double b0 = 0.003916, b1 = 0.007832, b2 = 0.003916, a1 = -1.815318, a2 = 0.830982;

static const char *configure(const cajon_format *format, cajon_timing *timing) {
    *timing = (cajon_timing){0, 0};
    return format->channels > CHANNELS ? "at most 8 channels" : NULL;
}

static bool control(bool is_start) { return !is_start; }

static void process(const cajon_block *block) {
    for (uint32_t channel = 0; channel < block->channels; channel++) {
        float *samples = cajon_channel(block, channel);
        double s1 = states[channel][0], s2 = states[channel][1];
        for (uint32_t frame = 0; frame < block->frames; frame++) {
            double x = samples[frame], y = b0 * x + s1;
            s1 = b1 * x - a1 * y + s2;
            s2 = b2 * x - a2 * y;
            samples[frame] = (float)y;
        }
        states[channel][0] = s1;
        states[channel][1] = s2;
    }
}

static void reset(void) {
    for (uint32_t channel = 0; channel < CHANNELS; channel++) states[channel][0] = states[channel][1] = 0;
}

CAJON_EFFECT(
    .name = "Biquad", .version = "1.0.0", .summary = "A low-pass for measuring.",
    .configure = configure, .control = control, .process = process, .reset = reset);

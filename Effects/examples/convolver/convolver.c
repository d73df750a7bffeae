// Convolver: an effect that works with a sound it was granted. Every frame is a sum over the past, weighted by the frames
// of `impulse.wav`: a room, a cabinet, a filter. Straight and slow, and so for short ones; what is beyond is cut off.
#include "cajon.h"
#include "cajon_assets.h"

enum { MIX, KNOBS };
enum { MOST_TAPS = 4096 };

static const cajon_knob knobs[KNOBS] = {
    [MIX] = {
        .id = "mix", .name = "Mix", .unit = CAJON_UNIT_PERCENT, .scale = CAJON_SCALE_LINEAR,
        .minimum = 0, .maximum = 100, .initial = 100,
    },
};

static cajon_clip impulse;
static float *past;        // of each channel twice its last `taps` frames, so that they always lie in one piece
static uint32_t channels;
static uint32_t place;     // of the next frame in the past
static cajon_ramp mix;

static const char *configure(const cajon_format *format, cajon_timing *timing) {
    const char *problem = cajon_load_sound("impulse.wav", MOST_TAPS, &impulse);
    if (problem) return problem;
    if (impulse.frames == 0) return "impulse.wav is empty";
    if (impulse.sample_rate != format->sample_rate) return "impulse.wav has another sample rate than the sound";
    channels = format->channels;
    past = cajon_take((size_t)channels * 2 * impulse.frames * sizeof(float));
    place = 0;
    *timing = (cajon_timing){.latency_frames = 0, .tail_frames = impulse.frames - 1};
    return NULL;
}

static bool control(bool is_start) {
    cajon_ramp_move(&mix, cajon_value(MIX) * 0.01f, is_start);
    return false;
}

static void process(const cajon_block *block) {
    uint32_t taps = impulse.frames, start = place;
    for (uint32_t channel = 0; channel < block->channels; channel++) {
        float *samples = cajon_channel(block, channel);
        float *frames = past + (size_t)channel * 2 * taps;
        const float *weights = cajon_clip_channel(&impulse, channel);
        place = start;
        for (uint32_t frame = 0; frame < block->frames; frame++) {
            float dry = samples[frame];
            // The newest frame comes first, so the past grows downwards.
            place = place == 0 ? taps - 1 : place - 1;
            frames[place] = frames[place + taps] = dry;
            float sum = 0;
            for (uint32_t tap = 0; tap < taps; tap++) sum += weights[tap] * frames[place + tap];
            samples[frame] = dry + (sum - dry) * cajon_ramp_at(&mix, block->offset + frame);
        }
    }
}

static void reset(void) {
    memset(past, 0, (size_t)channels * 2 * impulse.frames * sizeof(float));
    place = 0;
}

CAJON_EFFECT(
    .name = "Convolver", .version = "1.0.0", .summary = "Puts the sound through the room of impulse.wav.",
    .knobs = knobs, .knob_count = KNOBS,
    .configure = configure, .control = control, .process = process, .reset = reset);

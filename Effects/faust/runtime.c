// The contract for a module that Faust has made: this runtime is linked with it when it is loaded (EffectHost/Faust), and
// becomes one module with it. One thread.
//
// Parameters move on the SDK's grid of 16 frames. Faust works out what follows from a parameter once per call of `compute`,
// so while one moves each call ends where the grid does; at rest a call is as long as the block. Both depend on the stream
// alone, never on how it is cut.
#include "instances.h"

#include "cajon_meters_abi.h"

/// How long a sound may go on after the input has ended: Faust doesn't say. Hosts end a tail that has died away.
enum { FAUST_TAIL_SECONDS = 30 };

static const faust_description *description;
static cajon_effect effect;
static cajon_runner runner;
static faust_instances instances;
static float *output;

cajon_parameter_state *cajon_states;
void *cajon_newest_piece;

static const char *text(uint32_t offset) { return (const char *)description + offset; }

static const faust_parameter *parameter(uint32_t index) {
    return (const faust_parameter *)((const char *)description + description->parameters) + index;
}

/// What Faust is to get for a parameter's value. Where the module said its numbers in more digits than an f32 has, it
/// gets them back as it said them.
static double exact(const faust_parameter *parameter, float value) {
    if (parameter->choice_count > 0) {
        return ((const double *)((const char *)description + parameter->choice_values))[(uint32_t)value];
    }
    if (value == (float)parameter->initial) return parameter->initial;
    if (value == (float)parameter->minimum) return parameter->minimum;
    if (value == (float)parameter->maximum) return parameter->maximum;
    return value;
}

static void apply(uint32_t index) {
    const faust_parameter *it = parameter(index);
    double value = exact(it, cajon_states[index].value);
    for (uint32_t i = 0; i < instances.count; i++) faust_set_parameter(instances.instances[i].dsp, it->place, value);
}

/// Everything as it is before the first frame, tables that the module writes to among it.
static void start_over(void) {
    for (uint32_t i = 0; i < instances.count; i++) {
        memset(instances.instances[i].dsp, 0, description->dsp_bytes);
        faust_init(instances.instances[i].dsp, (int32_t)(runner.format.sample_rate + 0.5f));
    }
    for (uint32_t i = 0; i < effect.knob_count; i++) apply(i);
}

static const char *configure(const cajon_format *format, cajon_timing *timing) {
    uint64_t samples = (uint64_t)format->channels * format->maximum_frames;
    instances.count = 0;
    if (format->channels > 1024) return "takes at most 1024 channels";
    if (samples > SIZE_MAX / 16 || !faust_make_instances(&instances, description, format->channels)) {
        return "needs more memory for so many channels than an effect may have";
    }
    output = cajon_take((size_t)samples * sizeof(float));
    float tail = FAUST_TAIL_SECONDS * format->sample_rate;
    timing->tail_frames = tail < 1e9f ? (uint32_t)tail : 1000000000;
    return NULL;
}

/// One control period further. Afterwards `needs_control` says whether anything still moves.
static void move_on(void) {
    runner.needs_control = false;
    for (uint32_t i = 0; i < effect.knob_count; i++) {
        cajon_parameter_state *state = &cajon_states[i];
        if (!cajon_glide_advance(&state->place)) continue;
        bool is_there = state->place.periods_left == 0;
        bool is_logarithmic = effect.knobs[i].scale == CAJON_SCALE_LOGARITHMIC;
        state->value = is_there ? state->target : is_logarithmic ? cajon_exp2(state->place.value) : state->place.value;
        runner.needs_control |= !is_there;
        apply(i);
    }
}

// --- The contract ----------------------------------------------------------------------------------------------------

CAJON_EXPORT("_initialize") void cajon_initialize(void) {
    cajon_call_constructors();
    uint32_t bytes = faust_description_bytes();
    void *copy = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    CAJON_REQUIRE(copy != NULL);
    faust_copy_description(copy);
    description = copy;
    cajon_knob *knobs = calloc(description->parameter_count + 1, sizeof *knobs);
    CAJON_REQUIRE(knobs != NULL);
    for (uint32_t i = 0; i < description->parameter_count; i++) {
        const faust_parameter *it = parameter(i);
        const char **choices = calloc(it->choice_count + 1, sizeof *choices);
        CAJON_REQUIRE(choices != NULL);
        const uint32_t *names = (const uint32_t *)((const char *)description + it->choices);
        for (uint32_t c = 0; c < it->choice_count; c++) choices[c] = text(names[c]);
        knobs[i] = (cajon_knob){
            .id = text(it->id), .name = text(it->name), .unit = (uint8_t)it->unit, .scale = (uint8_t)it->scale,
            .minimum = (float)it->minimum, .maximum = (float)it->maximum, .initial = (float)it->initial,
            .choices = choices,
        };
    }
    effect = (cajon_effect){
        .name = text(description->name), .version = text(description->version),
        .summary = text(description->summary), .knobs = knobs, .knob_count = description->parameter_count,
        .configure = configure,
    };
    runner.effect = &effect;
    cajon_run_initialize(&runner);
}

cajon_descriptor cajon_describe(void) { return runner.descriptor; }

cajon_timing_string_result cajon_configure(cajon_format format) {
    cajon_timing_string_result result = cajon_run_configure(&runner, format);
    if (!result.is_error) start_over();
    return result;
}

void cajon_set_parameter(uint32_t index, float value) {
    cajon_run_set_parameter(&runner, index, value);
    if (index < effect.knob_count && !runner.is_started) apply(index);
}

cajon_f32_list cajon_process(uint64_t position, cajon_f32_list input, cajon_f32_list sidechain) {
    (void)position, (void)sidechain;
    runner.arena.is_spent = true;
    if (!runner.is_configured || input.length == 0) return input;
    uint32_t frames = (uint32_t)(input.length / runner.format.channels);
    CAJON_REQUIRE(frames <= runner.format.maximum_frames);
    runner.is_started = true;
    for (uint32_t done = 0; done < frames;) {
        if (runner.phase == 0 && runner.needs_control) move_on();
        uint32_t piece = frames - done;
        uint32_t left = CAJON_CONTROL_FRAMES - runner.phase;
        if (runner.needs_control && piece > left) piece = left;
        faust_run_all(&instances, (faust_piece){input.data + done, output + done, frames, piece});
        done += piece;
        runner.phase = (runner.phase + piece) & (CAJON_CONTROL_FRAMES - 1);
    }
    return (cajon_f32_list){output, input.length};
}

void cajon_reset(void) {
    if (!runner.is_configured) return;
    cajon_rewind(&runner);
    start_over();
}

// A meter shows the greatest of what the instances have, so that both channels are seen.
static float read_meter(const faust_meter *meter) {
    double greatest = __builtin_nan("");
    for (uint32_t i = 0; i < instances.count; i++) {
        double number = faust_get_parameter(instances.instances[i].dsp, meter->place);
        if (!(number <= greatest)) greatest = number;
    }
    return (float)greatest;
}

CAJON_EXPORT(CAJON_METERS_DESCRIBE) const cajon_meter_list *cajon_meters_describe_entry(void) {
    static cajon_meter meters[CAJON_METER_LIMIT];
    static cajon_meter_list result;
    const faust_meter *it = (const faust_meter *)((const char *)description + description->meters);
    for (uint32_t i = 0; i < description->meter_count && i < CAJON_METER_LIMIT; i++) {
        meters[i] = (cajon_meter){
            cajon_text(text(it[i].id)), cajon_text(text(it[i].name)), (uint8_t)it[i].unit, it[i].minimum, it[i].maximum};
    }
    result = (cajon_meter_list){meters, description->meter_count};
    return &result;
}

CAJON_EXPORT(CAJON_METERS_READ) const cajon_f32_list *cajon_meters_read_entry(void) {
    static float numbers[CAJON_METER_LIMIT];
    static cajon_f32_list result;
    const faust_meter *it = (const faust_meter *)((const char *)description + description->meters);
    for (uint32_t i = 0; i < description->meter_count && i < CAJON_METER_LIMIT; i++) {
        numbers[i] = runner.is_started ? read_meter(&it[i]) : __builtin_nanf("");
    }
    result = (cajon_f32_list){numbers, description->meter_count};
    return &result;
}

void *cajon_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    return cajon_arena_realloc(&runner.arena, old, old_size, alignment, size);
}

// --- Mathematical functions that wasi-libc doesn't have as Faust imports them ---------------------------------------------

CAJON_EXPORT("isnanf") int32_t faust_isnanf(float value) { return value != value; }
CAJON_EXPORT("isnan") int32_t faust_isnan(double value) { return value != value; }
CAJON_EXPORT("isinff") int32_t faust_isinff(float value) { return __builtin_fabsf(value) == __builtin_inff(); }
CAJON_EXPORT("isinf") int32_t faust_isinf(double value) { return __builtin_fabs(value) == __builtin_inf(); }

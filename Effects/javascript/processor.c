// The script's processor, and the arrays it is called with: made once, over memory that stays where it is, so that a
// block costs one call. https://webaudio.github.io/web-audio-api/#rendering-loop

#include <stdlib.h>

#include "shim.h"

/// A channel's samples and what JavaScript has of them.
typedef struct {
    float *samples;
    uint32_t count;
    JSValue buffer;
    JSValue array;
} lane;

static struct {
    JSValue object;
    JSAtom process_name;
    // What `process` is called with: inputs, outputs, parameters at rest; and parameters while any moves.
    JSValue arguments[3];
    JSValue moving_parameters;
    lane *lanes;
    uint32_t lane_count;
    // Lanes in this order: inputs, side-chain, outputs; then two for each knob, at rest and moving.
    uint32_t channels;
    uint32_t sidechain_channels;
    uint32_t knob_count;
    float *memory;
    bool exists;
} processor;

static lane *input_lanes(void) { return processor.lanes; }
static lane *sidechain_lanes(void) { return processor.lanes + processor.channels; }
static lane *output_lanes(void) { return sidechain_lanes() + processor.sidechain_channels; }
static lane *knob_lanes(uint32_t knob) { return output_lanes() + processor.channels + 2 * knob; }

// MARK: - Arrays

static bool make_lane(JSContext *context, lane *lane, float *samples, uint32_t count) {
    lane->samples = samples;
    lane->count = count;
    // Without a reallocation function the buffer stays the shim's: it can be detached, but neither moved nor freed.
    lane->buffer = JS_NewArrayBuffer(context, (uint8_t *)samples, count * sizeof(float), 0, NULL, NULL, false);
    if (JS_IsException(lane->buffer)) return false;
    JSValueConst arguments[] = {lane->buffer};
    lane->array = JS_NewTypedArray(context, 1, arguments, JS_TYPED_ARRAY_FLOAT32);
    return !JS_IsException(lane->array);
}

/// A frozen array of so many lanes' arrays.
static JSValue make_channels(JSContext *context, const lane *lanes, uint32_t count) {
    JSValue array = JS_NewArray(context);
    bool done = !JS_IsException(array);
    for (uint32_t i = 0; i < count && done; i++)
        done = JS_DefinePropertyValueUint32(
                   context, array, i, JS_DupValue(context, lanes[i].array), JS_PROP_C_W_E) >= 0;
    if (done && JS_FreezeObject(context, array) >= 0) return array;
    JS_FreeValue(context, array);
    return JS_EXCEPTION;
}

/// A frozen array of one or two such arrays. Takes them over.
static JSValue make_ports(JSContext *context, JSValue first, bool has_second, JSValue second) {
    JSValue array = JS_NewArray(context);
    bool done = !JS_IsException(array) && !JS_IsException(first) && !JS_IsException(second);
    if (!done) {
        JS_FreeValue(context, first);
        JS_FreeValue(context, second);
    } else {
        done = JS_DefinePropertyValueUint32(context, array, 0, first, JS_PROP_C_W_E) >= 0;
        if (has_second)
            done = JS_DefinePropertyValueUint32(context, array, 1, second, JS_PROP_C_W_E) >= 0 && done;
        else
            JS_FreeValue(context, second);
        done = done && JS_FreezeObject(context, array) >= 0;
    }
    if (done) return array;
    JS_FreeValue(context, array);
    return JS_EXCEPTION;
}

static JSValue make_parameters(JSContext *context, const description *description, bool is_moving) {
    JSValue object = JS_NewObject(context);
    bool done = !JS_IsException(object);
    for (uint32_t i = 0; i < description->knob_count && done; i++) {
        const lane *lane = &knob_lanes(i)[is_moving && description->knobs[i].is_a_rate];
        done = JS_DefinePropertyValueStr(
                   context, object, description->knobs[i].name, JS_DupValue(context, lane->array), JS_PROP_C_W_E) >= 0;
    }
    if (done && JS_FreezeObject(context, object) >= 0) return object;
    JS_FreeValue(context, object);
    return JS_EXCEPTION;
}

static bool make_arrays(JSContext *context, const description *description, bool has_sidechain) {
    uint32_t audio_lanes = 2 * processor.channels + processor.sidechain_channels;
    processor.lane_count = audio_lanes + 2 * processor.knob_count;
    processor.lanes = calloc(processor.lane_count + 1, sizeof *processor.lanes);
    processor.memory = calloc((size_t)processor.lane_count * QUANTUM + 1, sizeof(float));
    if (!processor.lanes || !processor.memory) {
        JS_ThrowOutOfMemory(context);
        return false;
    }
    for (uint32_t i = 0; i < processor.lane_count; i++)
        processor.lanes[i].buffer = processor.lanes[i].array = JS_UNDEFINED;
    for (uint32_t i = 0; i < processor.lane_count; i++) {
        bool is_at_rest = i >= audio_lanes && (i - audio_lanes) % 2 == 0;
        if (!make_lane(context, &processor.lanes[i], processor.memory + (size_t)i * QUANTUM, is_at_rest ? 1 : QUANTUM))
            return false;
    }
    processor.arguments[0] = make_ports(
        context, make_channels(context, input_lanes(), processor.channels), has_sidechain,
        make_channels(context, sidechain_lanes(), processor.sidechain_channels));
    processor.arguments[1] =
        make_ports(context, make_channels(context, output_lanes(), processor.channels), false, JS_UNDEFINED);
    processor.arguments[2] = make_parameters(context, description, false);
    processor.moving_parameters = make_parameters(context, description, true);
    return !JS_IsException(processor.arguments[0]) && !JS_IsException(processor.arguments[1]) &&
           !JS_IsException(processor.arguments[2]) && !JS_IsException(processor.moving_parameters);
}

// MARK: - Making a processor

/// What the constructor is given. https://webaudio.github.io/web-audio-api/#dictdef-audioworkletnodeoptions
static JSValue make_options(JSContext *context, const stream *stream, bool has_sidechain, const char *options) {
    JSValue processor_options = manifest_options(context, options);
    if (JS_IsException(processor_options)) return JS_EXCEPTION;
    JSValue counts[] = {JS_NewUint32(context, stream->channels)};
    const char *names[] = {
        "numberOfInputs", "numberOfOutputs", "outputChannelCount", "parameterData", "processorOptions"};
    JSValue values[] = {
        JS_NewInt32(context, has_sidechain ? 2 : 1), JS_NewInt32(context, 1), JS_NewArrayFrom(context, 1, counts),
        JS_NewObject(context), processor_options};
    return JS_NewObjectFromStr(context, 5, names, values);
}

bool processor_make(realm *realm, const stream *stream, const char *options) {
    JSContext *context = realm->context;
    const description *description = &realm->description;
    bool has_sidechain = description->contract.sidechain;
    realm->is_used = true;
    realm->position = 0;
    processor.exists = true;
    processor.object = processor.moving_parameters = JS_UNDEFINED;
    for (int i = 0; i < 3; i++) processor.arguments[i] = JS_UNDEFINED;
    processor.channels = stream->channels;
    processor.sidechain_channels = has_sidechain ? stream->sidechain_channels : 0;
    processor.knob_count = description->knob_count;
    processor.process_name = JS_NewAtom(context, "process");
    if (!make_arrays(context, description, has_sidechain)) return false;
    JSValue argument = make_options(context, stream, has_sidechain, options);
    if (JS_IsException(argument)) return false;
    scope_port = port_new(context);
    if (JS_IsException(scope_port)) {
        JS_FreeValue(context, argument);
        return false;
    }
    scope_expect_processor(true);
    JSValueConst arguments[] = {argument};
    processor.object = JS_CallConstructor(context, realm->class, 1, arguments);
    scope_expect_processor(false);
    JS_FreeValue(context, argument);
    if (JS_IsException(processor.object)) return false;
    if (!scope_is_processor(processor.object)) {
        JS_ThrowTypeError(context, "the class of '%s' doesn't extend AudioWorkletProcessor", realm->class_name);
        return false;
    }
    return realm_run_jobs(realm);
}

void processor_drop(realm *realm) {
    if (!processor.exists) return;
    JSContext *context = realm->context;
    JS_FreeValue(context, processor.object);
    JS_FreeValue(context, scope_port);
    scope_port = JS_UNDEFINED;
    for (int i = 0; i < 3; i++) JS_FreeValue(context, processor.arguments[i]);
    JS_FreeValue(context, processor.moving_parameters);
    for (uint32_t i = 0; i < processor.lane_count; i++) {
        JS_FreeValue(context, processor.lanes[i].array);
        JS_FreeValue(context, processor.lanes[i].buffer);
    }
    JS_FreeAtom(context, processor.process_name);
    // A script may have kept an array beyond its processor, but never beyond its realm, which ends now.
    free(processor.lanes);
    free(processor.memory);
    memset(&processor, 0, sizeof processor);
}

// MARK: - Processing

/// Writes the knobs' values for the quantum. Returns whether an a-rate knob moves.
static bool write_parameters(const description *description) {
    bool is_moving = false;
    for (uint32_t i = 0; i < processor.knob_count; i++) {
        const lane *lanes = knob_lanes(i);
        lanes[0].samples[0] = glide_at(&glides[i], 0);
        is_moving = is_moving || (description->knobs[i].is_a_rate && glide_is_moving(&glides[i]));
    }
    if (!is_moving) return false;
    for (uint32_t i = 0; i < processor.knob_count; i++) {
        if (!description->knobs[i].is_a_rate) continue;
        float *samples = knob_lanes(i)[1].samples;
        for (uint32_t frame = 0; frame < QUANTUM; frame++) samples[frame] = glide_at(&glides[i], frame);
    }
    return true;
}

/// Whether every lane still is over its memory. A script may have taken a buffer away with `transfer()`.
static void check_lanes(JSContext *context, const lane *lanes, uint32_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        size_t size;
        if (JS_GetArrayBuffer(context, &size, lanes[i].buffer) == (uint8_t *)lanes[i].samples) continue;
        JS_FreeValue(context, JS_GetException(context));
        fail("TypeError: the script has detached the buffer of %s[%u]", name, i);
    }
}

const float *processor_run(realm *realm, uint64_t position, const float *input, const float *sidechain) {
    JSContext *context = realm->context;
    size_t channel_size = QUANTUM * sizeof(float);
    float *output = output_lanes()[0].samples;
    memcpy(processor.memory, input, processor.channels * channel_size);
    if (processor.sidechain_channels > 0)
        memcpy(sidechain_lanes()[0].samples, sidechain, processor.sidechain_channels * channel_size);
    memset(output, 0, processor.channels * channel_size);
    realm->position = position;
    clock_set((double)position / realm->sample_rate);

    bool is_moving = write_parameters(&realm->description);
    JSValueConst arguments[] = {
        processor.arguments[0], processor.arguments[1],
        is_moving ? processor.moving_parameters : processor.arguments[2]};
    // Looked up anew each time, as the specification has it: a script may replace it while it runs.
    JSValue function = JS_GetProperty(context, processor.object, processor.process_name);
    if (JS_IsException(function)) exception_fail(context);
    if (!JS_IsFunction(context, function)) {
        JS_ThrowTypeError(context, "the processor '%s' has no method process()", realm->class_name);
        exception_fail(context);
    }
    JSValue result = JS_Call(context, function, processor.object, 3, arguments);
    JS_FreeValue(context, function);
    if (JS_IsException(result)) exception_fail(context);
    // Whether it wants to go on: here it is called as long as the host calls, as one whose input stays connected.
    JS_FreeValue(context, result);
    if (JS_IsJobPending(engine_runtime) || realm->rejected_count > 0)
        if (!realm_run_jobs(realm)) exception_fail(context);
    check_lanes(context, input_lanes(), processor.channels, "inputs[0]");
    check_lanes(context, sidechain_lanes(), processor.sidechain_channels, "inputs[1]");
    check_lanes(context, output_lanes(), processor.channels, "outputs[0]");
    for (uint32_t i = 0; i < processor.knob_count; i++)
        check_lanes(context, knob_lanes(i), 2, realm->description.knobs[i].name);
    parameters_advance();
    return output;
}

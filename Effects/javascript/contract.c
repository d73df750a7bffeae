// What the host calls: the functions of Effects/wit/effect.wit and script.wit, in the order of an effect's life. Each
// reads its arguments, lets the other files do the work, and answers in the canonical ABI.

#include <stdlib.h>

#include "kernels.h"
#include "shim.h"

/// `result<_, exception>`.
typedef struct {
    uint8_t is_error;
    exception exception;
} load_result;

/// `result<_, string>`.
typedef struct {
    uint8_t is_error;
    cajon_string error;
} text_result;

/// `record source` and `record kernel`: two strings each.
typedef struct {
    cajon_string first;
    cajon_string second;
} string_pair;

_Static_assert(sizeof(load_result) == 36 && offsetof(load_result, exception) == 4, "result<_, exception>");
_Static_assert(sizeof(text_result) == 12, "result<_, string>");

/// How long a change of a knob takes.
#define GLIDE_SECONDS 0.02

/// Messages that came before the first block and are sent again after a reset.
enum { MOST_MESSAGES = 64 };

static struct {
    bool is_loaded;
    bool is_configured;
    bool is_playing;
    stream stream;
    char *options;
    char *messages[MOST_MESSAGES];
    uint32_t message_count;
} effect;

// MARK: - Before the snapshot

CAJON_EXPORT("cajon-start-engine") void cajon_start_engine(void) { engine_start(); }

/// Keeps files, their names and texts zero-terminated, as the engine wants them.
static bool keep_files(const string_pair *list, size_t count, bool (*set)(const source *, size_t)) {
    source *sources = calloc(count + 1, sizeof *sources);
    bool done = sources != NULL;
    for (size_t i = 0; i < count && done; i++) {
        sources[i].name = copy_string((const char *)list[i].first.data, list[i].first.length);
        sources[i].text = (char *)list[i].second.data;
        sources[i].length = list[i].second.length;
        done = sources[i].name != NULL;
    }
    done = done && set(sources, count);
    for (size_t i = 0; i < count && sources; i++) free(sources[i].name);
    free(sources);
    return done;
}

/// Leaves an empty realm, with the description of what was loaded: the script's own WebAssembly lies outside of this engine,
/// so each instance evaluates the script itself.
static bool start_empty(void) {
    description kept = engine_realm.description;
    engine_realm.description = (description){0};
    bool done = realm_renew(48000);
    engine_realm.description = kept;
    engine_realm.is_used = true;
    return done;
}

CAJON_EXPORT("cajon:script/loader@0.1.0#load")
const load_result *cajon_load(
    const string_pair *sources, size_t source_count, const string_pair *binaries, size_t binary_count,
    const string_pair *kernel_list, size_t kernel_list_count, const char *manifest, size_t manifest_length) {
    static load_result result;
    result = (load_result){.is_error = true};
    if (effect.is_loaded || source_count == 0) {
        result.exception.message =
            string_of(effect.is_loaded ? "a script was loaded already" : "there is no source to load");
        return &result;
    }
    bool is_kept = keep_files(sources, source_count, sources_set) && keep_files(binaries, binary_count, binaries_set) &&
                   binaries_decode();
    bool has_kernels = kernels_set(engine_realm.context, &kernel_list[0].first, kernel_list_count) &&
                       manifest_set(engine_realm.context, manifest, manifest_length);
    arena_reset();
    if (!is_kept) {
        result.exception.message = string_of("out of memory: the sources are too long");
        return &result;
    }
    if (!has_kernels || !realm_evaluate(&engine_realm) || !parameters_set(&engine_realm.description)) {
        result.exception = exception_take(engine_realm.context);
        return &result;
    }
    // What loading left behind would be part of every snapshot.
    JS_RunGC(engine_runtime);
    if (modules_were_used() && !start_empty()) {
        result.exception.message = string_of("out of memory");
        return &result;
    }
    effect.is_loaded = true;
    result.is_error = false;
    return &result;
}

// MARK: - Setting up

CAJON_EXPORT("cajon:effect/processor@0.1.0#describe") const cajon_descriptor *cajon_describe(void) {
    static cajon_descriptor empty;
    if (effect.is_loaded) return &engine_realm.description.contract;
    empty = (cajon_descriptor){
        .name = string_of("JavaScript"), .version = string_of(JS_GetVersion()),
        .summary = string_of("The engine, with no script loaded"), .quantum = QUANTUM};
    return &empty;
}

static const text_result *refuse(const text *reason) {
    static text_result result;
    result = (text_result){.is_error = reason != NULL};
    if (reason) result.error = (cajon_string){(const uint8_t *)reason->data, reason->length};
    return &result;
}

static const text *refuse_plainly(const char *reason) {
    static text text;
    text_clear(&text);
    text_print(&text, "%s", reason);
    return &text;
}

static const text *refuse_exception(void) {
    exception exception = exception_take(engine_realm.context);
    return exception_text(&exception);
}

/// Whether the script, evaluated again, still has the knobs that the host knows.
static bool has_same_knobs(const description *before, const description *after) {
    if (before->knob_count != after->knob_count) return false;
    for (uint32_t i = 0; i < before->knob_count; i++)
        if (strcmp(before->knobs[i].name, after->knobs[i].name) != 0) return false;
    return true;
}

/// Makes a new realm with the script in it, at that rate. Null, or why it can't.
static const text *start_over(double sample_rate) {
    description before = engine_realm.description;
    engine_realm.description = (description){0};
    const text *reason = NULL;
    if (!realm_renew(sample_rate))
        reason = refuse_plainly("out of memory");
    else {
        realm_fix_rate(&engine_realm, sample_rate);
        if (!realm_evaluate(&engine_realm))
            reason = refuse_exception();
        else if (!has_same_knobs(&before, &engine_realm.description))
            reason = refuse_plainly("TypeError: parameterDescriptors are others each time the script is evaluated");
    }
    description_free(&before);
    return reason;
}

/// Hands a value to the script's port, and takes it over. Null, or what went wrong.
static const text *deliver_value(JSValue data) {
    JSContext *context = engine_realm.context;
    if (JS_IsException(data)) return refuse_exception();
    bool done = port_receive(context, scope_port, data) && realm_run_jobs(&engine_realm);
    JS_FreeValue(context, data);
    return done ? NULL : refuse_exception();
}

/// As `deliver_value`, for JSON text.
static const text *deliver(const char *json) {
    return deliver_value(JS_ParseJSON(engine_realm.context, json, strlen(json), "message"));
}

/// Puts a new processor in place, at rest. Null, or why it can't.
static const text *start_processor(cajon_timing *timing) {
    const stream *stream = &effect.stream;
    realm *realm = &engine_realm;
    if (realm->is_used || (realm->was_rate_read && realm->sample_rate != stream->sample_rate)) {
        const text *reason = start_over(stream->sample_rate);
        if (reason) return reason;
    }
    realm_fix_rate(realm, stream->sample_rate);
    parameters_settle();
    if (!timing_read(realm->context, realm->class, stream->sample_rate, timing) ||
        !processor_make(realm, stream, effect.options))
        return refuse_exception();
    for (uint32_t i = 0; i < manifest_message_count(); i++) {
        const text *reason = deliver_value(manifest_message(realm->context, i));
        if (reason) return reason;
    }
    for (uint32_t i = 0; i < effect.message_count; i++) {
        const text *reason = deliver(effect.messages[i]);
        if (reason) return reason;
    }
    parameters_start((uint32_t)lround(GLIDE_SECONDS * stream->sample_rate));
    effect.is_playing = false;
    return NULL;
}

CAJON_EXPORT("cajon:effect/processor@0.1.0#configure")
const cajon_configure_result *cajon_configure(
    float sample_rate, uint32_t channels, uint32_t sidechain_channels, uint32_t maximum_frames) {
    static cajon_configure_result result;
    (void)maximum_frames;
    effect.is_configured = false;
    while (effect.message_count > 0) free(effect.messages[--effect.message_count]);
    const text *reason = NULL;
    cajon_timing timing = {0, 0};
    uint64_t lanes = (uint64_t)channels + sidechain_channels;
    if (!effect.is_loaded) reason = refuse_plainly("no script was loaded into the engine");
    else if (!(sample_rate > 0 && isfinite(sample_rate))) reason = refuse_plainly("the sample rate must be above 0");
    else if (channels == 0) reason = refuse_plainly("needs at least one channel");
    else if (lanes > 4096 || !arena_reserve((size_t)lanes * QUANTUM * sizeof(float) + 64))
        reason = refuse_plainly("out of memory: so many channels");
    if (!reason) {
        effect.stream = (stream){sample_rate, channels, sidechain_channels};
        reason = start_processor(&timing);
        memory_make_room();
    }
    result.is_error = reason != NULL;
    if (reason)
        result.payload.error = (cajon_string){(const uint8_t *)reason->data, reason->length};
    else
        result.payload.timing = timing;
    effect.is_configured = !reason;
    return &result;
}

CAJON_EXPORT("cajon:effect/settings@0.1.0#set-options")
const text_result *cajon_set_options(const char *json, size_t length) {
    char *options = copy_string(json, length);
    arena_reset();
    if (!options) return refuse(refuse_plainly("out of memory"));
    JSContext *context = engine_realm.context;
    JSValue parsed = JS_ParseJSON(context, options, length, "options");
    bool is_object = JS_IsObject(parsed) && !JS_IsArray(parsed);
    const text *reason = JS_IsException(parsed) ? refuse_exception()
                         : is_object            ? NULL
                                                : refuse_plainly("the options are no JSON object");
    JS_FreeValue(context, parsed);
    if (reason) {
        free(options);
    } else {
        free(effect.options);
        effect.options = options;
    }
    return refuse(reason);
}

CAJON_EXPORT("cajon:effect/settings@0.1.0#receive")
const text_result *cajon_receive(const char *json, size_t length) {
    char *message = copy_string(json, length);
    arena_reset();
    if (!message) return refuse(refuse_plainly("out of memory"));
    if (!effect.is_configured) {
        free(message);
        return refuse(refuse_plainly("messages come after configure"));
    }
    const text *reason = deliver(message);
    if (!reason && !effect.is_playing && effect.message_count < MOST_MESSAGES)
        effect.messages[effect.message_count++] = message;
    else
        free(message);
    return refuse(reason);
}

// MARK: - Playing

CAJON_EXPORT("cajon:effect/processor@0.1.0#set-parameter")
void cajon_set_parameter(uint32_t index, float value) {
    if (!effect.is_loaded) return;
    parameter_move(&engine_realm.description, index, value);
    // Until there has been sound, there is nothing that a jump could be heard in.
    if (!effect.is_playing) parameters_snap();
}

CAJON_EXPORT("cajon:effect/processor@0.1.0#process")
const cajon_samples *cajon_process(
    uint64_t position, const float *input, size_t count, const float *sidechain, size_t sidechain_count) {
    static cajon_samples result;
    if (!effect.is_configured) fail("process came before configure");
    if (count != (size_t)effect.stream.channels * QUANTUM)
        fail("process: %zu samples came, not %u channels of %d", count, effect.stream.channels, QUANTUM);
    size_t expected = engine_realm.description.contract.sidechain ? effect.stream.sidechain_channels : 0;
    if (sidechain_count < expected * QUANTUM)
        fail("process: the side-chain has %zu samples, not %zu channels of %d", sidechain_count, expected, QUANTUM);
    effect.is_playing = true;
    result = (cajon_samples){processor_run(&engine_realm, position, input, sidechain), count};
    arena_reset();
    return &result;
}

CAJON_EXPORT("cajon:effect/processor@0.1.0#reset") void cajon_reset(void) {
    if (!effect.is_configured) return;
    cajon_timing timing;
    const text *reason = start_processor(&timing);
    if (!reason) return;
    log_text(CAJON_LOG_ERROR, reason);
    __builtin_trap();
}

CAJON_EXPORT("cajon:effect/maintenance@0.1.0#collect") void cajon_collect(void) { realm_collect(); }

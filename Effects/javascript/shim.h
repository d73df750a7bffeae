// What the shim's files share: the engine's state, and what each file offers the others. One thread, the host's.
//
// `contract.c` is what the host calls; it leans on `realm.c` (a JavaScript world with one script in it), `processor.c`
// (the script's processor and its buffers) and the rest. The order of the declarations below is that of a script's life.
#ifndef CAJON_SHIM_H
#define CAJON_SHIM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cajon_abi.h"
#include "quickjs.h"

/// Frames in a render quantum of the Web Audio API.
enum { QUANTUM = 128 };

/// Linear memory that scripts may fill. The host ends an effect that wants more than 64 MiB, so that running out is an
/// error inside JavaScript, with a line number, before it is a trap.
#define HEAP_LIMIT ((size_t)40 << 20)

/// How much of the C stack JavaScript may use before it is a RangeError. README.md has the measurements.
#ifndef STACK_LIMIT
#define STACK_LIMIT ((size_t)112 << 10)
#endif

// --- text.c: a string that grows -------------------------------------------------------------------------------------

/// Bytes that grow; when memory runs out, what came later is dropped. Always zero-terminated once it holds something.
typedef struct {
    char *data;
    size_t length;
    size_t capacity;
} text;

void text_add(text *text, const char *bytes, size_t length);
void text_print(text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_clear(text *text);
/// A lasting, zero-terminated copy; null when memory has run out.
char *copy_string(const char *bytes, size_t length);
/// The contract's string of a C string; null is empty.
cajon_string string_of(const char *text);

// --- exceptions.c ----------------------------------------------------------------------------------------------------

/// `record exception` of script.wit.
typedef struct {
    cajon_string message;
    cajon_string file;
    uint32_t line;
    uint32_t column;
    cajon_string stack;
} exception;

/// Takes the pending exception out of the context. The strings stay valid until the next call of this function.
exception exception_take(JSContext *context);
/// As one text: the message, then a line for each frame. Valid until the next call of this function.
const text *exception_text(const exception *exception);
/// Takes the pending exception, logs it as an error, and traps. The host then bypasses the effect.
_Noreturn void exception_fail(JSContext *context);
/// Logs a message as an error, and traps.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/// Throws a TypeError whose stack is a place in a file, if its line is known: for what is wrong before anything runs.
JSValue throw_at(JSContext *context, const char *file, uint32_t line, uint32_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

// --- memory.c --------------------------------------------------------------------------------------------------------

/// Makes room for the lists of one block, so that `cabi_realloc` doesn't allocate while sound runs.
bool arena_reserve(size_t size);
/// Gives back all that `cabi_realloc` handed out. Called when a call has read its arguments.
void arena_reset(void);
/// Grows memory now, when the effect is being configured, so that it need not grow while sound runs.
void memory_make_room(void);

// --- clock.c ---------------------------------------------------------------------------------------------------------

/// Sets what every clock in the engine shows: seconds since the stream began.
void clock_set(double seconds);

// --- sources.c: the script's files, and how they import each other ---------------------------------------------------

typedef struct {
    char *name;
    char *text;
    size_t length;
} source;

/// Keeps copies. False when memory has run out.
bool sources_set(const source *list, size_t count);
/// As `sources_set`: the binary files that the script or its manifest names, in base64.
bool binaries_set(const source *list, size_t count);
/// Turns them into bytes. False if they are no base64.
bool binaries_decode(void);
const source *source_named(const char *name);
const source *binary_named(const char *name);
const source *source_entry(void);
/// Fills a module's `import.meta`. False with a pending exception.
bool source_describe(JSContext *context, JSModuleDef *module, const char *name);
/// Installs the module loader.
void sources_install(JSRuntime *runtime);

// --- descriptor.c ----------------------------------------------------------------------------------------------------

/// A knob, as the script describes it.
typedef struct {
    /// As the script calls it; `parameters[name]`.
    char *name;
    bool is_a_rate;
    /// As the script wants it. What the host is told may be narrower: its ranges have a finite length.
    float minimum;
    float maximum;
    float initial;
    bool is_stepped;
} knob;

typedef struct {
    cajon_descriptor contract;
    knob *knobs;
    uint32_t knob_count;
} description;

/// Reads `parameterDescriptors` and `metadata` of a processor's class. False with a pending exception.
bool description_read(JSContext *context, const char *name, JSValueConst class, description *description);
void description_free(description *description);
/// Reads `metadata.latencyFrames` and `metadata.tailSeconds` at the current rate. False with a pending exception.
bool timing_read(JSContext *context, JSValueConst class, double sample_rate, cajon_timing *timing);

// --- manifest.c: what effect.json says of the processor ---------------------------------------------------------------

/// Keeps what the manifest says: a JSON object, or an empty text. False with a pending exception.
bool manifest_set(JSContext *context, const char *json, size_t length);
/// The processor that the effect is to be; null if any may be.
const char *manifest_processor(void);
/// `processorOptions` of the manifest with those of the preset over them. An exception where one of them can't be had.
JSValue manifest_options(JSContext *context, const char *options);
/// How many messages the page would have posted, and each.
uint32_t manifest_message_count(void);
JSValue manifest_message(JSContext *context, uint32_t index);

// --- realm.c ---------------------------------------------------------------------------------------------------------

/// A JavaScript world: one context, with the script in it once it was evaluated.
typedef struct {
    JSContext *context;
    /// Seen by the script. 48,000 until the effect is configured.
    double sample_rate;
    uint64_t position;
    /// Whether `sample_rate` is final; then it is a plain property, else a getter that notes its use.
    bool is_rate_final;
    bool was_rate_read;
    /// Whether a processor was made here: no other may follow in the same world.
    bool is_used;
    /// Whether sources are being evaluated: only then `import()` may load.
    bool is_loading;
    /// The class given to `registerProcessor`, and what it says of itself.
    JSValue class;
    char *class_name;
    description description;
    /// Every name given to `registerProcessor`.
    char **names;
    uint32_t name_count;
    /// `Array.from` and `JSON.stringify`, before a script could change them.
    JSValue array_from;
    /// What Math.random draws from.
    uint64_t random_state;
    /// Promises rejected and not handled yet.
    JSValue rejected[8];
    JSValue reasons[8];
    uint32_t rejected_count;
} realm;

extern JSRuntime *engine_runtime;
extern realm engine_realm;

/// Makes the runtime and the first, empty realm.
void engine_start(void);
/// Empties the realm and makes a new one at that rate. False when memory has run out.
bool realm_renew(double sample_rate);
/// Evaluates the sources. False with a pending exception.
bool realm_evaluate(realm *realm);
/// Makes the rate final.
void realm_fix_rate(realm *realm, double sample_rate);
/// Runs promise reactions and microtasks. False with a pending exception.
bool realm_run_jobs(realm *realm);
/// Collects cyclic garbage if there may be enough of it.
void realm_collect(void);
/// Whether the heap is so full that an exception without a value means just that.
bool realm_is_full(void);

// --- scope.c, port.c, console.c: what scripts see --------------------------------------------------------------------

/// Defines AudioWorkletGlobalScope, AudioWorkletProcessor, registerProcessor, sampleRate, currentFrame, currentTime,
/// renderQuantumSize.
bool scope_install(realm *realm);
/// What the files' names begin with that are the engine's own.
#define LIBRARY_PREFIX "engine:"
/// Defines what is only evaluated when a script first looks at it: TextEncoder, TextDecoder, WebAssembly.
bool library_install(JSContext *context);
/// Whether the realm at hand has WebAssembly of its own: no snapshot carries that.
bool modules_were_used(void);
/// Lets go of all of it, before the realm ends.
void modules_release(JSContext *context);
/// A WebAssembly.Module of an ArrayBuffer, which it takes over.
JSValue library_compile(JSContext *context, JSValue bytes);
bool console_install(JSContext *context);
bool port_install(JSContext *context);
/// Lets the next `AudioWorkletProcessor` constructor succeed.
void scope_expect_processor(bool expected);
bool scope_is_processor(JSValueConst value);

/// A new MessagePort: the processor's end.
JSValue port_new(JSContext *context);
/// Hands a message to the port's listeners. False with a pending exception.
bool port_receive(JSContext *context, JSValueConst port, JSValueConst data);
/// The port of the processor at hand, undefined if there is none.
extern JSValue scope_port;

/// Appends a value as `console.log` shows it.
void inspect(JSContext *context, text *text, JSValueConst value, bool is_nested);
/// Writes a text to the host's log.
void log_text(uint32_t level, const text *text);

// --- parameters.c ----------------------------------------------------------------------------------------------------

/// Makes room for the knobs of a script, at their initial values.
bool parameters_set(const description *description);
void parameter_move(const description *description, uint32_t index, float value);
/// Ends all glides.
void parameters_settle(void);

/// Where one knob is, and where it goes.
typedef struct {
    float target;
    /// While gliding: the value at the quantum's first frame is `start + (target - start) * elapsed / length`.
    float start;
    uint32_t elapsed;
    uint32_t length;
} glide;

/// Whether the knob moves within the quantum at hand.
static inline bool glide_is_moving(const glide *glide) { return glide->elapsed < glide->length; }
/// A value of the quantum at hand.
static inline float glide_at(const glide *glide, uint32_t frame) {
    uint32_t place = glide->elapsed + frame;
    if (place >= glide->length) return glide->target;
    double way = (double)glide->target - (double)glide->start;
    return (float)((double)glide->start + way * ((double)place / (double)glide->length));
}
extern glide *glides;
/// Starts counting: from here on changes glide, over so many frames.
void parameters_start(uint32_t glide_frames);
void parameters_advance(void);
/// Ends all glides where they lead.
void parameters_snap(void);

// --- processor.c -----------------------------------------------------------------------------------------------------

/// The stream that the effect was configured for.
typedef struct {
    double sample_rate;
    uint32_t channels;
    uint32_t sidechain_channels;
} stream;

/// Makes a processor and the arrays it is called with. False with a pending exception.
bool processor_make(realm *realm, const stream *stream, const char *options);
/// Lets go of the processor and its arrays.
void processor_drop(realm *realm);
/// Processes one quantum. Traps when the script throws.
const float *processor_run(realm *realm, uint64_t position, const float *input, const float *sidechain);

#endif

// The JavaScript world a script lives in: made, filled with the script, and made anew when an effect starts again, since
// a script's own globals would otherwise carry sound from one start to the next.

#include <malloc.h>
#include <stdlib.h>

#include "shim.h"

JSRuntime *engine_runtime;
realm engine_realm;

/// Promise reactions that may run after one call of the script.
enum { MOST_JOBS = 100000 };

/// Math.random starts here in every realm (the first 64 bits of pi's fraction).
#define RANDOM_SEED 0x243f6a8885a308d3u

/// Garbage is collected once the heap has grown by this much since the last time, or by a quarter if that is more. A
/// collection looks at every live object, so its time is the heap's; README.md has measurements.
#define COLLECTION_STEP ((size_t)256 << 10)
static size_t collection_threshold;
/// What the engine's heap takes of malloc, in bytes. The engine knows, but tells only after counting every object.
static size_t heap_size;

static void note_rejection(JSContext *, JSValueConst, JSValueConst, bool, void *);
static void report_rejections(realm *realm, bool is_told);

// MARK: - Making

static void *heap_keep(void *block) {
    if (block) heap_size += malloc_usable_size(block);
    return block;
}
static void *heap_malloc(void *opaque, size_t size) { return (void)opaque, heap_keep(malloc(size)); }
static void *heap_calloc(void *opaque, size_t count, size_t size) {
    return (void)opaque, heap_keep(calloc(count, size));
}
static void heap_free(void *opaque, void *block) {
    (void)opaque;
    if (block) heap_size -= malloc_usable_size(block);
    free(block);
}
static void *heap_realloc(void *opaque, void *block, size_t size) {
    (void)opaque;
    size_t old_size = block ? malloc_usable_size(block) : 0;
    void *result = realloc(block, size);
    if (result) heap_size += malloc_usable_size(result) - old_size;
    return result;
}
static size_t heap_usable_size(const void *block) { return malloc_usable_size((void *)block); }
static const JSMallocFunctions heap_functions = {
    heap_calloc, heap_malloc, heap_free, heap_realloc, heap_usable_size};

static JSValue math_random(JSContext *context, JSValueConst this, int count, JSValueConst *arguments) {
    (void)this, (void)count, (void)arguments;
    // xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators", ACM TOMS 42(4), 2016.
    uint64_t state = engine_realm.random_state;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    engine_realm.random_state = state;
    return JS_NewFloat64(context, (double)((state * 0x2545f4914f6cdd1du) >> 11) * 0x1p-53);
}

/// The language's own objects, and what some browsers have in a worklet and others don't.
static bool add_intrinsics(JSContext *context) {
    if (JS_AddIntrinsicBaseObjects(context) || JS_AddIntrinsicDate(context) || JS_AddIntrinsicEval(context) ||
        JS_AddIntrinsicRegExp(context) || JS_AddIntrinsicJSON(context) || JS_AddIntrinsicProxy(context) ||
        JS_AddIntrinsicMapSet(context) || JS_AddIntrinsicTypedArrays(context) || JS_AddIntrinsicPromise(context) ||
        JS_AddIntrinsicWeakRef(context) || JS_AddIntrinsicDOMException(context) || JS_AddPerformance(context) || JS_AddIntrinsicAToB(context))
        return false;
    JSValue global = JS_GetGlobalObject(context);
    JSValue math = JS_GetPropertyStr(context, global, "Math");
    JSValue array = JS_GetPropertyStr(context, global, "Array");
    engine_realm.array_from = JS_GetPropertyStr(context, array, "from");
    bool done = JS_DefinePropertyValueStr(
                    context, math, "random", JS_NewCFunction(context, math_random, "random", 0),
                    JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) >= 0 && !JS_IsException(engine_realm.array_from);
    JS_FreeValue(context, array);
    JS_FreeValue(context, math);
    JS_FreeValue(context, global);
    return done;
}

static bool realm_make(double sample_rate) {
    clock_set(0);
    engine_realm = (realm){
        .sample_rate = sample_rate, .class = JS_UNDEFINED, .array_from = JS_UNDEFINED, .random_state = RANDOM_SEED};
    JSContext *context = JS_NewContextRaw(engine_runtime);
    if (!context) return false;
    engine_realm.context = context;
    return add_intrinsics(context) && console_install(context) && port_install(context) &&
           scope_install(&engine_realm) && library_install(context);
}

static void realm_free(void) {
    JSContext *context = engine_realm.context;
    if (!context) return;
    processor_drop(&engine_realm);
    modules_release(context);
    JS_FreeValue(context, engine_realm.class);
    JS_FreeValue(context, engine_realm.array_from);
    for (uint32_t i = 0; i < engine_realm.rejected_count; i++) {
        JS_FreeValue(context, engine_realm.rejected[i]);
        JS_FreeValue(context, engine_realm.reasons[i]);
    }
    free(engine_realm.class_name);
    for (uint32_t i = 0; i < engine_realm.name_count; i++) free(engine_realm.names[i]);
    free(engine_realm.names);
    description_free(&engine_realm.description);
    // What is still to be done in that realm is done no more.
    JS_FreeContext(context);
    engine_realm.context = NULL;
    JS_RunGC(engine_runtime);
}

bool realm_renew(double sample_rate) {
    realm_free();
    return realm_make(sample_rate);
}

void engine_start(void) {
    engine_runtime = JS_NewRuntime2(&heap_functions, NULL);
    if (!engine_runtime) fail("out of memory: no JavaScript runtime");
    JS_SetMemoryLimit(engine_runtime, HEAP_LIMIT);
    JS_SetMaxStackSize(engine_runtime, STACK_LIMIT);
    // Never by itself: only where `maintenance.collect` or a new realm asks for it.
    JS_SetGCThreshold(engine_runtime, SIZE_MAX);
    JS_SetCanBlock(engine_runtime, false);
    JS_SetHostPromiseRejectionTracker(engine_runtime, note_rejection, NULL);
    sources_install(engine_runtime);
    if (!realm_make(48000)) fail("out of memory: no JavaScript context");
}

// MARK: - Running the script

/// Compiles the script, tells it where it is, and runs it: a promise, or an exception.
static JSValue evaluate_entry(JSContext *context, const source *entry) {
    JSValue module = JS_Eval(
        context, entry->text, entry->length, entry->name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(module)) return module;
    if (source_describe(context, JS_VALUE_GET_PTR(module), entry->name)) return JS_EvalFunction(context, module);
    JS_FreeValue(context, module);
    return JS_EXCEPTION;
}

/// Throws unless the script has registered the processor that the effect is to be; tells which others it has.
static bool check_processor(const realm *realm, const source *entry) {
    const char *wanted = manifest_processor();
    bool is_there = !JS_IsUndefined(realm->class) && (!wanted || strcmp(wanted, realm->class_name) == 0);
    if (is_there && realm->name_count == 1) return true;
    text others = {0};
    for (uint32_t i = 0; i < realm->name_count; i++)
        if (!is_there || strcmp(realm->names[i], realm->class_name) != 0)
            text_print(&others, "%s'%s'", others.length > 0 ? ", " : "", realm->names[i]);
    const char *list = others.data ? others.data : "";
    if (is_there) {
        text line = {0};
        text_print(&line, "the effect is '%s'; %s registers %s too, which 'processor' in effect.json can name instead",
                   realm->class_name, entry->name, list);
        log_text(CAJON_LOG_INFO, &line);
        free(line.data);
    } else if (wanted && realm->name_count > 0) {
        throw_at(realm->context, entry->name, 0, 0, "%s registers no processor '%s'; it registers %s", entry->name,
                 wanted, list);
    } else {
        throw_at(realm->context, entry->name, 0, 0,
                 "%s registers no processor: it ends without registerProcessor('name', class)", entry->name);
    }
    free(others.data);
    return is_there;
}

bool realm_evaluate(realm *realm) {
    JSContext *context = realm->context;
    const source *entry = source_entry();
    realm->is_loading = true;
    JSValue promise = evaluate_entry(context, entry);
    bool done = !JS_IsException(promise) && realm_run_jobs(realm);
    realm->is_loading = false;
    bool is_rejected = JS_IsException(promise) || JS_PromiseState(context, promise) == JS_PROMISE_REJECTED;
    report_rejections(realm, !is_rejected);
    if (done && JS_PromiseState(context, promise) == JS_PROMISE_REJECTED) {
        JS_Throw(context, JS_PromiseResult(context, promise));
        done = false;
    } else if (done && JS_PromiseState(context, promise) == JS_PROMISE_PENDING) {
        throw_at(context, entry->name, 0, 0, "%s awaits something that never comes", entry->name);
        done = false;
    } else if (done) {
        done = check_processor(realm, entry);
    }
    JS_FreeValue(context, promise);
    collection_threshold = 0;
    return done;
}

void realm_fix_rate(realm *realm, double sample_rate) {
    realm->sample_rate = sample_rate;
    if (realm->is_rate_final) return;
    realm->is_rate_final = true;
    JSValue global = JS_GetGlobalObject(realm->context);
    JS_DefinePropertyValueStr(
        realm->context, global, "sampleRate", JS_NewNumber(realm->context, sample_rate),
        JS_PROP_ENUMERABLE | JS_PROP_CONFIGURABLE);
    JS_FreeValue(realm->context, global);
}

// MARK: - Promises

static void note_rejection(
    JSContext *context, JSValueConst promise, JSValueConst reason, bool is_handled, void *opaque) {
    (void)opaque;
    realm *realm = &engine_realm;
    if (is_handled) {
        for (uint32_t i = 0; i < realm->rejected_count; i++) {
            if (JS_VALUE_GET_PTR(realm->rejected[i]) != JS_VALUE_GET_PTR(promise)) continue;
            JS_FreeValue(context, realm->rejected[i]);
            JS_FreeValue(context, realm->reasons[i]);
            realm->rejected_count--;
            realm->rejected[i] = realm->rejected[realm->rejected_count];
            realm->reasons[i] = realm->reasons[realm->rejected_count];
            return;
        }
    } else if (realm->rejected_count < sizeof realm->rejected / sizeof realm->rejected[0]) {
        realm->rejected[realm->rejected_count] = JS_DupValue(context, promise);
        realm->reasons[realm->rejected_count] = JS_DupValue(context, reason);
        realm->rejected_count++;
    }
}

/// As a browser does: what nobody handled is reported, and the sound goes on.
static void report_rejections(realm *realm, bool is_told) {
    for (uint32_t i = 0; i < realm->rejected_count; i++) {
        if (is_told) {
            JS_Throw(realm->context, JS_DupValue(realm->context, realm->reasons[i]));
            exception exception = exception_take(realm->context);
            text line = {0};
            const text *said = exception_text(&exception);
            text_print(&line, "unhandled promise rejection: ");
            text_add(&line, said->data, said->length);
            log_text(CAJON_LOG_WARNING, &line);
            free(line.data);
        }
        JS_FreeValue(realm->context, realm->rejected[i]);
        JS_FreeValue(realm->context, realm->reasons[i]);
    }
    realm->rejected_count = 0;
}

bool realm_run_jobs(realm *realm) {
    for (int count = 0; JS_IsJobPending(engine_runtime); count++) {
        if (count == MOST_JOBS) {
            JS_ThrowInternalError(realm->context, "more than %d promise reactions in a row", MOST_JOBS);
            return false;
        }
        JSContext *context;
        if (JS_ExecutePendingJob(engine_runtime, &context) < 0) return false;
    }
    // While loading, the module's own promise is among them: `realm_evaluate` knows whether that is so.
    if (realm->rejected_count > 0 && !realm->is_loading) report_rejections(realm, true);
    return true;
}

// MARK: - Garbage

bool realm_is_full(void) { return heap_size > HEAP_LIMIT / 8 * 7; }

void realm_collect(void) {
    if (collection_threshold > 0 && heap_size < collection_threshold) return;
    if (collection_threshold > 0) JS_RunGC(engine_runtime);
    size_t quarter = heap_size / 4;
    collection_threshold = heap_size + (quarter > COLLECTION_STEP ? quarter : COLLECTION_STEP);
}

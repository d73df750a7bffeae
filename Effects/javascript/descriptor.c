// What a script says of itself, checked and turned into the contract's descriptor: the class's `parameterDescriptors`,
// as the Web Audio API defines them, and `metadata`, which browsers ignore. Called while a script is loaded.
// https://webaudio.github.io/web-audio-api/#dom-audioworkletglobalscope-registerprocessor

#include <float.h>
#include <stdlib.h>

#include "shim.h"

enum { MOST_KNOBS = 1024, MOST_CHOICES = 1024, LONGEST_ID = 64 };

/// The host wants ranges whose length is finite, so an unlimited knob is described with half of float's range.
#define WIDEST (FLT_MAX / 2)

static const char *const unit_names[] = {
    "none", "hertz", "decibels", "milliseconds", "seconds", "percent", "ratio", "semitones", "degrees"};
static const char *const scale_names[] = {"linear", "logarithmic", "stepped"};

// MARK: - Members of objects. Each returns false with a pending exception; what isn't there keeps its default.

static bool read_number(JSContext *context, JSValueConst object, const char *owner, const char *name, double *number) {
    JSValue value = JS_GetPropertyStr(context, object, name);
    if (JS_IsException(value)) return false;
    if (JS_IsUndefined(value)) return true;
    bool done = JS_ToFloat64(context, number, value) >= 0;
    JS_FreeValue(context, value);
    if (!done) return false;
    // The Web's `float`: not finite is refused, and the value is rounded.
    if (isfinite((float)*number)) return true;
    JS_ThrowTypeError(context, "%s: %s is no finite number", owner, name);
    return false;
}

static bool read_string(JSContext *context, JSValueConst object, const char *name, char **string) {
    JSValue value = JS_GetPropertyStr(context, object, name);
    if (JS_IsException(value)) return false;
    if (JS_IsUndefined(value)) return true;
    size_t length;
    const char *text = JS_ToCStringLen(context, &length, value);
    JS_FreeValue(context, value);
    if (!text) return false;
    *string = copy_string(text, length);
    JS_FreeCString(context, text);
    if (*string) return true;
    JS_ThrowOutOfMemory(context);
    return false;
}

static bool read_case(
    JSContext *context, JSValueConst object, const char *owner, const char *name, const char *const *cases,
    uint8_t count, uint8_t *chosen) {
    char *string = NULL;
    if (!read_string(context, object, name, &string)) return false;
    if (!string) return true;
    for (uint8_t i = 0; i < count; i++) {
        if (strcmp(string, cases[i]) != 0) continue;
        *chosen = i;
        free(string);
        return true;
    }
    text known = {0};
    for (uint8_t i = 0; i < count; i++) text_print(&known, i > 0 ? ", %s" : "%s", cases[i]);
    JS_ThrowTypeError(context, "%s: %s is '%s'; known are %s", owner, name, string, known.data);
    free(known.data);
    free(string);
    return false;
}

/// A list's elements as a plain array, however the script spells the list. Exception if it is none, or too long.
static JSValue read_list(JSContext *context, JSValueConst value, const char *what, int64_t most, int64_t *count) {
    JSValueConst arguments[] = {value};
    if (!JS_IsObject(value)) return JS_ThrowTypeError(context, "%s is no list", what);
    JSValue list = JS_Call(context, engine_realm.array_from, JS_UNDEFINED, 1, arguments);
    if (JS_IsException(list)) return list;
    if (JS_GetLength(context, list, count) >= 0 && *count <= most) return list;
    JS_FreeValue(context, list);
    return JS_ThrowRangeError(context, "%s has more than %lld elements", what, (long long)most);
}

// MARK: - One knob

/// From `filterFreq` to `filter-freq`: the host's identifiers are lower-case letters, digits and hyphens. What else there is
/// in a name becomes one hyphen, as from `/echo/0x00/Damp` to `echo-0x00-damp`; of a long name the end stays, which says most.
static char *identifier_of(const char *name) {
    char *id = malloc(2 * strlen(name) + 1);
    if (!id) return NULL;
    size_t length = 0;
    for (const char *at = name; *at; at++) {
        bool is_upper = *at >= 'A' && *at <= 'Z';
        bool follows_lower = at > name && ((at[-1] >= 'a' && at[-1] <= 'z') || (at[-1] >= '0' && at[-1] <= '9'));
        bool ends_capitals = at > name && at[-1] >= 'A' && at[-1] <= 'Z' && at[1] >= 'a' && at[1] <= 'z';
        if (is_upper && (follows_lower || ends_capitals)) id[length++] = '-';
        char letter = is_upper ? (char)(*at + 'a' - 'A') : *at;
        bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
        if (is_plain)
            id[length++] = letter;
        else if (length > 0 && id[length - 1] != '-')
            id[length++] = '-';
    }
    while (length > 0 && id[length - 1] == '-' && name[strlen(name) - 1] != '-') length--;
    id[length] = 0;
    size_t cut = length > LONGEST_ID ? length - LONGEST_ID : 0;
    while (cut > 0 && id[cut] == '-') cut++;
    memmove(id, id + cut, length - cut + 1);
    if (length > cut) return id;
    free(id);
    return NULL;
}

/// From `filter-freq` to `Filter freq`, for a knob without a label.
static char *label_of(const char *id) {
    char *label = copy_string(id, strlen(id));
    if (!label) return NULL;
    for (char *at = label; *at; at++)
        if (*at == '-') *at = ' ';
    if (label[0] >= 'a' && label[0] <= 'z') label[0] = (char)(label[0] + 'A' - 'a');
    return label;
}

static bool read_choices(JSContext *context, JSValueConst object, const char *owner, cajon_parameter *parameter) {
    JSValue value = JS_GetPropertyStr(context, object, "choices");
    if (JS_IsException(value)) return false;
    if (JS_IsUndefined(value)) return true;
    text what = {0};
    text_print(&what, "%s: choices", owner);
    int64_t count;
    JSValue list = read_list(context, value, what.data ? what.data : "choices", MOST_CHOICES, &count);
    free(what.data);
    JS_FreeValue(context, value);
    if (JS_IsException(list)) return false;
    cajon_string *choices = calloc((size_t)count + 1, sizeof *choices);
    bool done = choices != NULL;
    if (!done) JS_ThrowOutOfMemory(context);
    parameter->choices = (cajon_string_list){choices, 0};
    for (int64_t i = 0; i < count && done; i++) {
        JSValue element = JS_GetPropertyInt64(context, list, i);
        const char *string = JS_IsException(element) ? NULL : JS_ToCString(context, element);
        JS_FreeValue(context, element);
        char *copy = string ? copy_string(string, strlen(string)) : NULL;
        done = copy != NULL;
        JS_FreeCString(context, string);
        if (done) choices[parameter->choices.length++] = string_of(copy);
    }
    JS_FreeValue(context, list);
    return done;
}

static float narrowed(float value) { return value < -WIDEST ? -WIDEST : value > WIDEST ? WIDEST : value; }

/// Checks the numbers and puts them where they belong. False with a pending exception.
static bool set_range(
    JSContext *context, const char *owner, double minimum, double maximum, double initial, knob *knob,
    cajon_parameter *parameter) {
    float low = (float)minimum, high = (float)maximum, start = (float)initial;
    if (low > high) {
        JS_ThrowDOMException(
            context, "InvalidStateError", "%s: minValue %g is above maxValue %g", owner, minimum, maximum);
        return false;
    }
    if (start < low || start > high) {
        JS_ThrowDOMException(
            context, "InvalidStateError", "%s: defaultValue %g is outside %g to %g", owner, initial, minimum, maximum);
        return false;
    }
    knob->is_stepped = parameter->scale == CAJON_SCALE_STEPPED;
    if (knob->is_stepped && (roundf(low) != low || roundf(high) != high || roundf(start) != start)) {
        JS_ThrowTypeError(context, "%s: a stepped scale takes whole numbers", owner);
        return false;
    }
    if (parameter->scale == CAJON_SCALE_LOGARITHMIC && low <= 0) {
        JS_ThrowTypeError(context, "%s: a logarithmic scale needs a minValue above 0, not %g", owner, minimum);
        return false;
    }
    if (low == high && parameter->choices.length != 1) {
        JS_ThrowTypeError(context, "%s: its range from %g to %g is empty", owner, minimum, maximum);
        return false;
    }
    knob->minimum = low;
    knob->maximum = high;
    knob->initial = start;
    parameter->minimum = narrowed(low);
    parameter->maximum = narrowed(high);
    parameter->initial = narrowed(start);
    return true;
}

static bool read_knob(
    JSContext *context, JSValueConst object, const char *owner, knob *knob, cajon_parameter *parameter) {
    if (!JS_IsObject(object)) {
        JS_ThrowTypeError(context, "%s is no object", owner);
        return false;
    }
    if (!read_string(context, object, "name", &knob->name)) return false;
    if (!knob->name) {
        JS_ThrowTypeError(context, "%s has no name", owner);
        return false;
    }
    text place = {0};
    text_print(&place, "parameter '%.64s'", knob->name);
    owner = place.data ? place.data : owner;
    bool done = false;
    char *id = identifier_of(knob->name), *label = NULL;
    parameter->id = string_of(id);
    if (!id) {
        JS_ThrowTypeError(
            context, "%s: a name needs a letter or a digit of ASCII", owner);
        goto end;
    }
    if (!read_string(context, object, "label", &label)) goto end;
    if (!label) label = label_of(id);
    parameter->name = string_of(label);
    uint8_t rate = 0;
    static const char *const rates[] = {"a-rate", "k-rate"};
    if (!read_case(context, object, owner, "automationRate", rates, 2, &rate)) goto end;
    knob->is_a_rate = rate == 0;
    if (!read_choices(context, object, owner, parameter)) goto end;
    bool is_choice = parameter->choices.length > 0;
    parameter->scale = is_choice ? CAJON_SCALE_STEPPED : CAJON_SCALE_LINEAR;
    if (!read_case(context, object, owner, "unit", unit_names, 9, &parameter->unit)) goto end;
    if (!read_case(context, object, owner, "scale", scale_names, 3, &parameter->scale)) goto end;
    double minimum = is_choice ? 0 : -FLT_MAX, initial = 0;
    double maximum = is_choice ? (double)parameter->choices.length - 1 : FLT_MAX;
    double wanted_minimum = minimum, wanted_maximum = maximum;
    if (!read_number(context, object, owner, "minValue", &minimum)) goto end;
    if (!read_number(context, object, owner, "maxValue", &maximum)) goto end;
    if (!read_number(context, object, owner, "defaultValue", &initial)) goto end;
    if (is_choice && (parameter->scale != CAJON_SCALE_STEPPED || minimum != wanted_minimum ||
                      maximum != wanted_maximum)) {
        JS_ThrowTypeError(
            context, "%s: its %zu choices need a stepped scale from 0 to %zu", owner, parameter->choices.length,
            parameter->choices.length - 1);
        goto end;
    }
    done = set_range(context, owner, minimum, maximum, initial, knob, parameter);
end:
    free(place.data);
    return done;
}

// MARK: - The whole description

static bool read_knobs(JSContext *context, JSValueConst class, description *description) {
    JSValue value = JS_GetPropertyStr(context, class, "parameterDescriptors");
    if (JS_IsException(value)) return false;
    if (JS_IsUndefined(value)) return true;
    int64_t count;
    JSValue list = read_list(context, value, "parameterDescriptors", MOST_KNOBS, &count);
    JS_FreeValue(context, value);
    if (JS_IsException(list)) return false;
    knob *knobs = description->knobs = calloc((size_t)count + 1, sizeof *description->knobs);
    cajon_parameter *parameters = calloc((size_t)count + 1, sizeof *parameters);
    description->contract.parameters.data = parameters;
    bool done = knobs && parameters;
    if (!done) JS_ThrowOutOfMemory(context);
    for (uint32_t i = 0; i < count && done; i++) {
        char owner[40];
        snprintf(owner, sizeof owner, "parameterDescriptors[%u]", i);
        JSValue element = JS_GetPropertyUint32(context, list, i);
        description->knob_count = i + 1;
        description->contract.parameters.length = i + 1;
        done = !JS_IsException(element) && read_knob(context, element, owner, &knobs[i], &parameters[i]);
        JS_FreeValue(context, element);
        for (uint32_t other = 0; other < i && done; other++) {
            if (strcmp((const char *)parameters[other].id.data, (const char *)parameters[i].id.data) != 0) continue;
            JS_ThrowDOMException(
                context, "NotSupportedError", "two parameters are called '%s'%s", knobs[i].name,
                strcmp(knobs[other].name, knobs[i].name) == 0 ? "" : ", but for capitals and hyphens");
            done = false;
        }
    }
    JS_FreeValue(context, list);
    return done;
}

static bool read_metadata(JSContext *context, JSValueConst class, const char *name, cajon_descriptor *descriptor) {
    JSValue value = JS_GetPropertyStr(context, class, "metadata");
    if (JS_IsException(value)) return false;
    char *shown = NULL, *version = NULL, *summary = NULL;
    bool done = true;
    if (JS_IsObject(value)) {
        done = read_string(context, value, "name", &shown) && read_string(context, value, "version", &version) &&
               read_string(context, value, "summary", &summary);
        JSValue flag = done ? JS_GetPropertyStr(context, value, "sidechain") : JS_UNDEFINED;
        done = done && !JS_IsException(flag);
        descriptor->sidechain = done && JS_ToBool(context, flag);
        JS_FreeValue(context, flag);
    } else if (!JS_IsUndefined(value)) {
        JS_ThrowTypeError(context, "metadata is no object");
        done = false;
    }
    JS_FreeValue(context, value);
    descriptor->name = string_of(shown ? shown : copy_string(name, strlen(name)));
    descriptor->version = string_of(version ? version : copy_string("0.0.0", 5));
    descriptor->summary = string_of(summary ? summary : copy_string("", 0));
    return done;
}

bool description_read(JSContext *context, const char *name, JSValueConst class, description *description) {
    memset(description, 0, sizeof *description);
    description->contract.quantum = QUANTUM;
    return read_metadata(context, class, name, &description->contract) && read_knobs(context, class, description);
}

void description_free(description *description) {
    cajon_descriptor *contract = &description->contract;
    for (uint32_t i = 0; i < description->knob_count; i++) {
        const cajon_parameter *parameter = &contract->parameters.data[i];
        free(description->knobs[i].name);
        // An empty text is no allocation.
        if (parameter->id.length > 0) free((void *)parameter->id.data);
        if (parameter->name.length > 0) free((void *)parameter->name.data);
        for (size_t c = 0; c < parameter->choices.length; c++)
            if (parameter->choices.data[c].length > 0) free((void *)parameter->choices.data[c].data);
        free((void *)parameter->choices.data);
    }
    free(description->knobs);
    free((void *)contract->parameters.data);
    if (contract->name.length > 0) free((void *)contract->name.data);
    if (contract->version.length > 0) free((void *)contract->version.data);
    if (contract->summary.length > 0) free((void *)contract->summary.data);
    memset(description, 0, sizeof *description);
}

// MARK: - Timing

/// The tail of a script that gives none. The host ends a tail sooner once it has died away, so this only cuts off an
/// effect that never does, as one that adds noise.
#define DEFAULT_TAIL_SECONDS 5.0

bool timing_read(JSContext *context, JSValueConst class, double sample_rate, cajon_timing *timing) {
    JSValue value = JS_GetPropertyStr(context, class, "metadata");
    if (JS_IsException(value)) return false;
    double latency = 0, tail = DEFAULT_TAIL_SECONDS;
    bool done = !JS_IsObject(value) || (read_number(context, value, "metadata", "latencyFrames", &latency) &&
                                        read_number(context, value, "metadata", "tailSeconds", &tail));
    JS_FreeValue(context, value);
    if (!done) return false;
    double frames = ceil(tail * sample_rate);
    if (latency < 0 || latency != trunc(latency) || latency > INT32_MAX || frames < 0 || frames > INT32_MAX) {
        JS_ThrowRangeError(
            context, "metadata: latencyFrames %g must be a whole number, and neither it nor tailSeconds %g negative "
            "or huge", latency, tail);
        return false;
    }
    *timing = (cajon_timing){(uint32_t)latency, (uint32_t)frames};
    return true;
}

// For an effect in C that shows what it measures: include this after cajon.h, name the meters in CAJON_METERS, show
// numbers with `cajon_show`, and call `cajon_clear_meters` in `configure` and `reset`.
#ifndef CAJON_METERS_H
#define CAJON_METERS_H

#include "cajon_meters_abi.h"

/// One meter. Strings are UTF-8 and must live as long as the module.
typedef struct {
    /// Lower-case letters, digits and hyphens.
    const char *id;
    const char *name;
    uint8_t unit;  ///< CAJON_UNIT_…
    /// The ends of its scale.
    float minimum;
    float maximum;
    /// Whether it shows the greatest number since it was last read, and begins at `minimum` then; else the last one.
    bool shows_greatest;
} cajon_gauge;

/// CAJON_METERS defines them.
extern const cajon_gauge cajon_gauges[];
extern const uint32_t cajon_gauge_count;
/// What the meters are at.
extern float cajon_meter_numbers[CAJON_METER_LIMIT];

/// Shows a number on a meter, counted from 0: a plain store. NaN on one that shows the greatest changes nothing.
static inline void cajon_show(uint32_t meter, float number) {
    if (!cajon_gauges[meter].shows_greatest || number > cajon_meter_numbers[meter]) cajon_meter_numbers[meter] = number;
}

static inline void cajon_clear_meter(uint32_t meter) {
    cajon_meter_numbers[meter] = cajon_gauges[meter].shows_greatest ? cajon_gauges[meter].minimum : __builtin_nanf("");
}

/// Nothing to show on any of them.
static inline void cajon_clear_meters(void) {
    for (uint32_t meter = 0; meter < cajon_gauge_count; meter += 1) cajon_clear_meter(meter);
}

static inline cajon_meter_list cajon_describe_meters(void) {
    static cajon_meter meters[CAJON_METER_LIMIT];
    for (uint32_t meter = 0; meter < cajon_gauge_count; meter += 1) {
        const cajon_gauge *gauge = &cajon_gauges[meter];
        meters[meter] = (cajon_meter){
            .id = {(const uint8_t *)gauge->id, __builtin_strlen(gauge->id)},
            .name = {(const uint8_t *)gauge->name, __builtin_strlen(gauge->name)},
            .unit = gauge->unit,
            .minimum = gauge->minimum,
            .maximum = gauge->maximum,
        };
    }
    return (cajon_meter_list){meters, cajon_gauge_count};
}

static inline cajon_f32_list cajon_read_meters(void) {
    static float numbers[CAJON_METER_LIMIT];
    for (uint32_t meter = 0; meter < cajon_gauge_count; meter += 1) {
        numbers[meter] = cajon_meter_numbers[meter];
        if (cajon_gauges[meter].shows_greatest) cajon_clear_meter(meter);
    }
    return (cajon_f32_list){numbers, cajon_gauge_count};
}

/// States the meters. Once in a module, at file scope: `CAJON_METERS({.id = "level", …}, {…});`.
#define CAJON_METERS(...)                                                                                           \
    const cajon_gauge cajon_gauges[] = {__VA_ARGS__};                                                               \
    const uint32_t cajon_gauge_count = sizeof cajon_gauges / sizeof *cajon_gauges;                                  \
    _Static_assert(sizeof cajon_gauges / sizeof *cajon_gauges <= CAJON_METER_LIMIT, "too many meters");             \
    float cajon_meter_numbers[CAJON_METER_LIMIT];                                                                   \
    CAJON_EXPORT(CAJON_METERS_DESCRIBE) const cajon_meter_list *cajon_meters_describe_entry(void) {                 \
        static cajon_meter_list result;                                                                             \
        result = cajon_describe_meters();                                                                           \
        return &result;                                                                                             \
    }                                                                                                               \
    CAJON_EXPORT(CAJON_METERS_READ) const cajon_f32_list *cajon_meters_read_entry(void) {                           \
        static cajon_f32_list result;                                                                               \
        result = cajon_read_meters();                                                                               \
        return &result;                                                                                             \
    }                                                                                                               \
    _Static_assert(1, "")

#endif

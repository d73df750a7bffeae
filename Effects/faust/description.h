// What the host has read out of a Faust module and lays beside it, as the runtime reads it: little-endian, offsets in
// bytes from its beginning, texts ended by a zero. Written by FaustDescription+Encoding.swift.
#ifndef CAJON_FAUST_DESCRIPTION_H
#define CAJON_FAUST_DESCRIPTION_H

#include <stdint.h>

typedef struct {
    uint32_t name, version, summary;
    /// What one instance takes.
    uint32_t dsp_bytes;
    uint32_t inputs, outputs;
    /// Whether samples and parameters are f64.
    uint32_t is_double;
    uint32_t parameter_count, parameters;
    uint32_t meter_count, meters;
} faust_description;

typedef struct {
    double minimum, maximum, initial;
    uint32_t id, name;
    uint32_t unit, scale;
    /// Where its value lies in an instance.
    uint32_t place;
    /// For a choice: the names, as offsets, and the value that each stands for.
    uint32_t choice_count, choices, choice_values;
} faust_parameter;

typedef struct {
    float minimum, maximum;
    uint32_t id, name;
    uint32_t unit;
    /// Where its value lies in an instance.
    uint32_t place;
} faust_meter;

_Static_assert(
    sizeof(faust_description) == 44 && sizeof(faust_parameter) == 56 && sizeof(faust_meter) == 24, "as Swift writes it");

#define CAJON_FAUST(name) __attribute__((import_module("faust"), import_name(name)))

// Of the module: each `dsp` is an instance's memory.
CAJON_FAUST("init") void faust_init(void *dsp, int32_t sample_rate);
CAJON_FAUST("compute") void faust_compute(void *dsp, int32_t count, void **inputs, void **outputs);
CAJON_FAUST("set-parameter") void faust_set_parameter(void *dsp, uint32_t place, double value);
CAJON_FAUST("get-parameter") double faust_get_parameter(void *dsp, uint32_t place);

// Of the description: how long it is, and the copying of it.
CAJON_FAUST("description-bytes") uint32_t faust_description_bytes(void);
CAJON_FAUST("copy-description") void faust_copy_description(void *destination);

#endif

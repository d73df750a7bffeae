// The contract's `meters`: its record as a C struct. Both SDKs, Swift and C, are built on this file.
#ifndef CAJON_METERS_ABI_H
#define CAJON_METERS_ABI_H

#include "cajon_abi.h"

/// The names of its functions, as the host looks for them.
#define CAJON_METERS_DESCRIBE "cajon:effect/meters@0.1.0#describe"
#define CAJON_METERS_READ "cajon:effect/meters@0.1.0#read"

/// The most meters that an effect may have.
enum { CAJON_METER_LIMIT = 64 };

/// `record meter`.
typedef struct {
    /// As a parameter's identifier, unique among the effect's meters.
    cajon_string id;
    cajon_string name;
    cajon_unit unit;
    /// The ends of its scale. A number beyond is shown as the end.
    float minimum;
    float maximum;
} cajon_meter;

/// `list<meter>`.
typedef struct {
    const cajon_meter *data;
    size_t length;
} cajon_meter_list;

#if defined(__wasm32__)
_Static_assert(
    sizeof(cajon_meter) == 28 && _Alignof(cajon_meter) == 4 && offsetof(cajon_meter, name) == 8 &&
    offsetof(cajon_meter, unit) == 16 && offsetof(cajon_meter, minimum) == 20 && offsetof(cajon_meter, maximum) == 24,
    "meter");
_Static_assert(
    sizeof(cajon_meter_list) == 8 && _Alignof(cajon_meter_list) == 4 && offsetof(cajon_meter_list, length) == 4,
    "meter_list");
#endif

#endif

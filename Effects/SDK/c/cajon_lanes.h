// Arithmetic on vectors, moves between them (channels into lanes and back), and between single and double precision.
#ifndef CAJON_LANES_H
#define CAJON_LANES_H

#include "cajon_maths.h"

/// Two doubles, one per lane; Swift sees a SIMD2<Double>.
typedef double cajon_double2 __attribute__((ext_vector_type(2)));

// The four operations. C code writes `a + b`; these are for Swift, whose own SIMD operators work lane by lane.
#define CAJON_OPERATIONS(type, suffix)                                                             \
    CAJON_INLINE type cajon_add_##suffix(type a, type b) { return a + b; }                         \
    CAJON_INLINE type cajon_subtract_##suffix(type a, type b) { return a - b; }                    \
    CAJON_INLINE type cajon_multiply_##suffix(type a, type b) { return a * b; }                    \
    CAJON_INLINE type cajon_divide_##suffix(type a, type b) { return a / b; }                      \
    CAJON_INLINE type cajon_negate_##suffix(type a) { return -a; }
CAJON_OPERATIONS(cajon_float4, float4)
CAJON_OPERATIONS(cajon_double2, double2)
#undef CAJON_OPERATIONS

/// All lanes alike.
CAJON_INLINE cajon_float4 cajon_splat_float4(float x) { return (cajon_float4)(x); }
/// All lanes alike.
CAJON_INLINE cajon_double2 cajon_splat_double2(double x) { return (cajon_double2)(x); }

/// Lane by lane `a < b ? x : y`.
CAJON_INLINE cajon_float4 cajon_select_less4(cajon_float4 a, cajon_float4 b, cajon_float4 x, cajon_float4 y) {
    return cajon_select4(a < b, x, y);
}

// The vector itself, but opaque: keeps the optimiser from joining the shuffles and conversions around it into forms
// for which Wasm has no instruction, and which it then takes apart lane by lane.
CAJON_INLINE cajon_float4 cajon_keep(cajon_float4 x) {
#if defined(__wasm__)
    __asm__("" : "+r"(x));
#endif
    return x;
}

/// (a0, b0, a1, b1).
CAJON_INLINE cajon_float4 cajon_zip_low(cajon_float4 a, cajon_float4 b) {
    return cajon_keep(__builtin_shufflevector(a, b, 0, 4, 1, 5));
}
/// (a2, b2, a3, b3).
CAJON_INLINE cajon_float4 cajon_zip_high(cajon_float4 a, cajon_float4 b) {
    return cajon_keep(__builtin_shufflevector(a, b, 2, 6, 3, 7));
}
/// (a0, a2, b0, b2).
CAJON_INLINE cajon_float4 cajon_unzip_even(cajon_float4 a, cajon_float4 b) {
    return cajon_keep(__builtin_shufflevector(a, b, 0, 2, 4, 6));
}
/// (a1, a3, b1, b3).
CAJON_INLINE cajon_float4 cajon_unzip_odd(cajon_float4 a, cajon_float4 b) {
    return cajon_keep(__builtin_shufflevector(a, b, 1, 3, 5, 7));
}

/// (a0, a1, b0, b1).
CAJON_INLINE cajon_float4 cajon_low_halves(cajon_float4 a, cajon_float4 b) {
    return cajon_keep(__builtin_shufflevector(a, b, 0, 1, 4, 5));
}
/// (a2, a3, b2, b3).
CAJON_INLINE cajon_float4 cajon_high_halves(cajon_float4 a, cajon_float4 b) {
    return cajon_keep(__builtin_shufflevector(a, b, 2, 3, 6, 7));
}

// Whole numbers, four at a time; what exceeds 32 bits is lost.
CAJON_INLINE cajon_int4 cajon_splat_int4(int32_t x) { return (cajon_int4)(x); }
CAJON_INLINE cajon_int4 cajon_add_int4(cajon_int4 a, cajon_int4 b) {
    return (cajon_int4)((cajon_uint4)a + (cajon_uint4)b);
}
CAJON_INLINE cajon_int4 cajon_subtract_int4(cajon_int4 a, cajon_int4 b) {
    return (cajon_int4)((cajon_uint4)a - (cajon_uint4)b);
}
CAJON_INLINE cajon_int4 cajon_and_int4(cajon_int4 a, cajon_int4 b) { return a & b; }
CAJON_INLINE cajon_int4 cajon_shift_left_int4(cajon_int4 a, int32_t count) {
    return (cajon_int4)((cajon_uint4)a << (uint32_t)count);
}
CAJON_INLINE cajon_int4 cajon_shift_right_int4(cajon_int4 a, int32_t count) { return a >> count; }
/// The bits of four floats.
CAJON_INLINE cajon_int4 cajon_bits_int4(cajon_float4 x) { return (cajon_int4)cajon_bits(x); }

/// The first two lanes as doubles.
CAJON_INLINE cajon_double2 cajon_widen_low(cajon_float4 x) {
    return __builtin_convertvector(__builtin_shufflevector(x, x, 0, 1), cajon_double2);
}
/// The last two lanes as doubles.
CAJON_INLINE cajon_double2 cajon_widen_high(cajon_float4 x) {
    return __builtin_convertvector(__builtin_shufflevector(x, x, 2, 3), cajon_double2);
}
/// Two doubles as floats, rounded to nearest, in the first two lanes; zeros behind.
CAJON_INLINE cajon_float4 cajon_narrow_low(cajon_double2 x) {
    // Converting four doubles of which two are zero is the form the compiler knows as one instruction.
    typedef double double4 __attribute__((ext_vector_type(4)));
    cajon_float4 narrowed = __builtin_convertvector(
        (double4)__builtin_shufflevector(x, (cajon_double2)(0), 0, 1, 2, 3), cajon_float4);
    return cajon_keep(narrowed);
}
/// Two pairs of doubles as floats, rounded to nearest.
CAJON_INLINE cajon_float4 cajon_narrow(cajon_double2 low, cajon_double2 high) {
    return __builtin_shufflevector(cajon_narrow_low(low), cajon_narrow_low(high), 0, 1, 4, 5);
}

#endif

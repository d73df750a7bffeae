// Elementary functions for effects, for one float and for four at once: short polynomials, no tables, no branches, no
// library. Both forms give the same bits, on every machine: only IEEE additions, multiplications, divisions and
// square roots, in a fixed order, never contracted.
//
// Each function states its greatest error against the exact result, rounding included, as the tests measure it over
// dense sweeps; u is 2^-24, half a unit in the last place of 1. NaN gives an unspecified value or NaN. Polynomial
// coefficients are own minimax fits (Lawson's iteration in double precision, rounded to float).
#ifndef CAJON_MATHS_H
#define CAJON_MATHS_H

#include <stdint.h>

/// Four floats, one per lane; Swift sees a SIMD4<Float>.
typedef float cajon_float4 __attribute__((ext_vector_type(4)));
typedef int32_t cajon_int4 __attribute__((ext_vector_type(4)));
typedef uint32_t cajon_uint4 __attribute__((ext_vector_type(4)));

#define CAJON_INLINE static inline __attribute__((always_inline, const))

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

CAJON_INLINE cajon_uint4 cajon_bits(cajon_float4 x) { return __builtin_bit_cast(cajon_uint4, x); }
CAJON_INLINE cajon_float4 cajon_from_bits(cajon_uint4 x) { return __builtin_bit_cast(cajon_float4, x); }

/// Lane by lane `mask ? a : b`; a mask lane is all ones or all zeros, as a comparison of vectors gives it.
CAJON_INLINE cajon_float4 cajon_select4(cajon_int4 mask, cajon_float4 a, cajon_float4 b) {
    return cajon_from_bits((__builtin_bit_cast(cajon_uint4, mask) & cajon_bits(a)) |
                           (~__builtin_bit_cast(cajon_uint4, mask) & cajon_bits(b)));
}

/// The smaller of two; `b` where either is NaN.
CAJON_INLINE cajon_float4 cajon_min4(cajon_float4 a, cajon_float4 b) { return cajon_select4(a < b, a, b); }
/// The larger of two; `b` where either is NaN.
CAJON_INLINE cajon_float4 cajon_max4(cajon_float4 a, cajon_float4 b) { return cajon_select4(a > b, a, b); }

CAJON_INLINE cajon_float4 cajon_abs4(cajon_float4 x) { return cajon_from_bits(cajon_bits(x) & 0x7fffffffu); }

/// The square root, correctly rounded; of a negative number, NaN.
CAJON_INLINE cajon_float4 cajon_sqrt4(cajon_float4 x) { return __builtin_elementwise_sqrt(x); }

// Adding this constant to a number below 2^22 in size rounds it to a whole number (ties to even), which then stands
// in the sum's lowest bits.
#define CAJON_ROUNDER 12582912.0f

/// The nearest whole number, ties to even. Range: below 2^22 in size.
CAJON_INLINE cajon_float4 cajon_round4(cajon_float4 x) { return (x + CAJON_ROUNDER) - CAJON_ROUNDER; }

/// 2 to the power x. Relative error at most 2 u from -126 on. Below -126.5 the result is 0, from 127.5 on
/// infinite.
CAJON_INLINE cajon_float4 cajon_exp2_4(cajon_float4 x) {
    x = cajon_min4(cajon_max4(x, -127.0f), 128.0f);
    cajon_float4 shifted = x + CAJON_ROUNDER;
    cajon_float4 f = x - (shifted - CAJON_ROUNDER);
    // (2^f - 1) / f on [-1/2, 1/2], minimax error 2e-9.
    cajon_float4 p = f * 0x1.41fbdcp-13f + 0x1.5f3e50p-10f;
    p = p * f + 0x1.3b2d4cp-7f;
    p = p * f + 0x1.c6aee8p-5f;
    p = p * f + 0x1.ebfbdcp-3f;
    p = p * f + 0x1.62e430p-1f;
    cajon_uint4 exponent = cajon_bits(shifted) + (127u - 0x4b400000u);
    return (p * f + 1.0f) * cajon_from_bits(exponent << 23);
}

/// The binary logarithm. Relative error at most 4 u. Anything below the smallest normal number, 2^-126, counts as
/// that: the result is never under -126.
CAJON_INLINE cajon_float4 cajon_log2_4(cajon_float4 x) {
    x = cajon_max4(x, 0x1p-126f);
    // x = 2^e m with m in [sqrt(1/2), sqrt(2)), and log2(m) = s Q(s^2) with s = (m - 1) / (m + 1).
    cajon_uint4 bits = cajon_bits(x);
    cajon_int4 e = __builtin_bit_cast(cajon_int4, bits - 0x3f3504f3u) >> 23;
    cajon_float4 m = cajon_from_bits(bits - (__builtin_bit_cast(cajon_uint4, e) << 23));
    cajon_float4 f = m - 1.0f;
    cajon_float4 s = f / (m + 1.0f);
    cajon_float4 z = s * s;
    cajon_float4 p = z * 0x1.ba18f8p-2f + 0x1.27471cp-1f;
    p = p * z + 0x1.ec70e6p-1f;
    // The leading coefficient, 2 / ln 2, in two parts: its high part, 5/2, times s is added last.
    p = p * z + 0x1.8aa3b2p-2f;
    return __builtin_convertvector(e, cajon_float4) + (s * p + s * 2.5f);
}

/// e to the power x. Relative error at most (3 + 2 |x|) u, for |x| up to 87.
CAJON_INLINE cajon_float4 cajon_exp4(cajon_float4 x) { return cajon_exp2_4(x * 0x1.715476p+0f); }

/// The natural logarithm. Relative error at most 5 u; below 2^-126 as `cajon_log2`.
CAJON_INLINE cajon_float4 cajon_log4(cajon_float4 x) { return cajon_log2_4(x) * 0x1.62e430p-1f; }

/// x to the power y, for x above 0. Relative error at most (4 + 2 |y log2 x|) u.
CAJON_INLINE cajon_float4 cajon_pow4(cajon_float4 x, cajon_float4 y) { return cajon_exp2_4(y * cajon_log2_4(x)); }

/// The sine of r turns, |r| at most 1/4.
CAJON_INLINE cajon_float4 cajon_sin_quarter4(cajon_float4 r) {
    cajon_float4 z = r * r;
    cajon_float4 p = z * -0x1.cc345ap+3f + 0x1.500ff8p+5f;
    p = p * z - 0x1.32d112p+6f;
    p = p * z + 0x1.466bc0p+6f;
    p = p * z - 0x1.4abbcep+5f;
    p = p * z + 0x1.921fb6p+2f;
    return p * r;
}

/// The sine of x turns, sin(2 pi x), with x brought into one turn exactly. Error at most 4 u. Range: |x| < 2^22.
CAJON_INLINE cajon_float4 cajon_sin_turns4(cajon_float4 x) {
    cajon_float4 r = x - cajon_round4(x);
    cajon_float4 half = cajon_from_bits((cajon_bits(r) & 0x80000000u) | 0x3f000000u);
    return cajon_sin_quarter4(cajon_select4(cajon_abs4(r) > 0.25f, half - r, r));
}

/// The cosine of x turns, cos(2 pi x). Error at most 4 u. Range: |x| < 2^22.
CAJON_INLINE cajon_float4 cajon_cos_turns4(cajon_float4 x) {
    return cajon_sin_quarter4(0.25f - cajon_abs4(x - cajon_round4(x)));
}

// sin on [-pi/2, pi/2], minimax error 2e-11.
CAJON_INLINE cajon_float4 cajon_sin_half4(cajon_float4 r) {
    cajon_float4 z = r * r;
    cajon_float4 p = z * -0x1.9a6886p-26f + 0x1.717080p-19f;
    p = p * z - 0x1.a017dap-13f;
    p = p * z + 0x1.11110cp-7f;
    p = p * z - 0x1.555556p-3f;
    return (p * z) * r + r;
}

// x - n pi/2 for a whole n below 2^15 in size, pi/2 in three parts whose products with n are exact but for the last.
CAJON_INLINE cajon_float4 cajon_subtract_quarters4(cajon_float4 x, cajon_float4 n) {
    return ((x - n * 0x1.92p+0f) - n * 0x1.fbp-12f) - n * 0x1.5110b4p-22f;
}

/// The sine of x radians. Error at most 3 u. Range: |x| up to 8192.
CAJON_INLINE cajon_float4 cajon_sin4(cajon_float4 x) {
    cajon_float4 shifted = x * 0x1.45f306p-2f + CAJON_ROUNDER;
    cajon_float4 n = shifted - CAJON_ROUNDER;
    cajon_float4 y = cajon_sin_half4(cajon_subtract_quarters4(x, n + n));
    return cajon_from_bits(cajon_bits(y) ^ (cajon_bits(shifted) << 31));
}

/// The cosine of x radians. Error at most 3 u. Range: |x| up to 8192.
CAJON_INLINE cajon_float4 cajon_cos4(cajon_float4 x) {
    cajon_float4 shifted = (x * 0x1.45f306p-2f - 0.5f) + CAJON_ROUNDER;
    cajon_float4 n = shifted - CAJON_ROUNDER;
    cajon_float4 y = cajon_sin_half4(cajon_subtract_quarters4(x, n + n + 1.0f));
    return cajon_from_bits(cajon_bits(y) ^ (~cajon_bits(shifted) << 31));
}

/// The tangent of x radians. Relative error at most 5 u for |x| up to 1.57, as a filter's warped frequency needs it.
CAJON_INLINE cajon_float4 cajon_tan4(cajon_float4 x) { return cajon_sin4(x) / cajon_cos4(x); }

/// The tangent in double precision. Relative error at most 1e-8 for |x| up to 1.57, 1e-12 below 1: for filters so narrow that their
/// frequency needs more than a float.
CAJON_INLINE double cajon_tan_double(double x) {
    // Pade's approximant [7/6] of tan(x / 2), below pi/4, and the double angle.
    double h = 0.5 * x;
    double z = h * h;
    double t = h * (((378.0 - z) * z - 17325.0) * z + 135135.0) / (((3150.0 - 28.0 * z) * z - 62370.0) * z + 135135.0);
    return 2.0 * t / (1.0 - t * t);
}

/// The hyperbolic tangent. Relative error at most 4 u; never beyond 1 in size.
CAJON_INLINE cajon_float4 cajon_tanh4(cajon_float4 x) {
    cajon_float4 z = x * x;
    cajon_float4 p = z * -0x1.75e1c0p-8f + 0x1.522698p-6f;
    p = p * z - 0x1.b83c5ap-5f;
    p = p * z + 0x1.110726p-3f;
    p = p * z - 0x1.555532p-2f;
    cajon_float4 near = (p * z) * x + x;
    cajon_float4 size = cajon_abs4(x);
    cajon_float4 far = 1.0f - 2.0f / (cajon_exp2_4(size * 0x1.715476p+1f) + 1.0f);
    far = cajon_from_bits(cajon_bits(far) | (cajon_bits(x) & 0x80000000u));
    return cajon_select4(size < 0.625f, near, far);
}

/// A level in decibels as a factor, 10^(x/20). Relative error at most (3 + |x| / 4) u.
CAJON_INLINE cajon_float4 cajon_decibels_to_gain4(cajon_float4 x) { return cajon_exp2_4(x * 0x1.542a5ap-3f); }

/// A factor as a level in decibels, 20 log10(x). Relative error at most 5 u; never under -758.6 dB.
CAJON_INLINE cajon_float4 cajon_gain_to_decibels4(cajon_float4 x) { return cajon_log2_4(x) * 0x1.815182p+2f; }

// One float: the first lane of the same, so that the bits are the same.
#define CAJON_SCALAR(name, vector_name) \
    CAJON_INLINE float name(float x) { return vector_name((cajon_float4)(x)).x; }

CAJON_SCALAR(cajon_exp2, cajon_exp2_4)
CAJON_SCALAR(cajon_log2, cajon_log2_4)
CAJON_SCALAR(cajon_exp, cajon_exp4)
CAJON_SCALAR(cajon_log, cajon_log4)
CAJON_SCALAR(cajon_sin_turns, cajon_sin_turns4)
CAJON_SCALAR(cajon_cos_turns, cajon_cos_turns4)
CAJON_SCALAR(cajon_sin, cajon_sin4)
CAJON_SCALAR(cajon_cos, cajon_cos4)
CAJON_SCALAR(cajon_tan, cajon_tan4)
CAJON_SCALAR(cajon_tanh, cajon_tanh4)
CAJON_SCALAR(cajon_decibels_to_gain, cajon_decibels_to_gain4)
CAJON_SCALAR(cajon_gain_to_decibels, cajon_gain_to_decibels4)
#undef CAJON_SCALAR

CAJON_INLINE float cajon_pow(float x, float y) { return cajon_pow4((cajon_float4)(x), (cajon_float4)(y)).x; }

#endif

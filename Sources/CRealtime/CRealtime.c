// Arithmetic on samples, written for the compiler's vectoriser: plain loops over restrict pointers, built with
// -ffp-contract=off so that every operation rounds. Any thread.
#include "CRealtime.h"

#include <string.h>

#ifndef CAJON_TSAN

void cajon_zero(float *destination, size_t count) {
    if (count > 0) memset(destination, 0, count * sizeof(float));
}

void cajon_copy(float *restrict destination, const float *restrict source, size_t count) {
    if (count > 0) memcpy(destination, source, count * sizeof(float));
}

#else

// ThreadSanitizer, as it comes with Swift 6.3, reports no race of memset and memcpy; what a loop does it sees.

void cajon_zero(float *destination, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] = 0;
}

void cajon_copy(float *restrict destination, const float *restrict source, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] = source[i];
}

#endif

void cajon_scaled_copy(float *restrict destination, const float *restrict source, float gain, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] = source[i] * gain;
}

void cajon_add(float *restrict destination, const float *restrict source, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] += source[i];
}

void cajon_multiply_add(float *restrict destination, const float *restrict source, float gain, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] += source[i] * gain;
}

void cajon_crossfade(
    float *restrict destination, const float *restrict dry, const float *restrict wet, float mix, size_t count) {
    float keep = 1.0f - mix;
    for (size_t i = 0; i < count; i++) destination[i] = dry[i] * keep + wet[i] * mix;
}

void cajon_crossfade_along(
    float *restrict destination, const float *restrict dry, const float *restrict wet, const float *restrict mixes,
    size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] = dry[i] * (1.0f - mixes[i]) + wet[i] * mixes[i];
}

void cajon_copy_along(
    float *restrict destination, const float *restrict source, const float *restrict gains, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] = source[i] * gains[i];
}

void cajon_scale_along(float *restrict samples, const float *restrict gains, size_t count) {
    for (size_t i = 0; i < count; i++) samples[i] *= gains[i];
}

void cajon_add_along(
    float *restrict destination, const float *restrict source, const float *restrict gains, size_t count) {
    for (size_t i = 0; i < count; i++) destination[i] += source[i] * gains[i];
}

/// A float's bits without its sign. As integers they are ordered as the magnitudes are, with infinity above every
/// number and NaN above infinity (IEEE 754-2019, 3.4).
static inline int32_t magnitude_bits(float sample) {
    int32_t bits;
    memcpy(&bits, &sample, sizeof bits);
    return bits & 0x7fffffff;
}

/// The magnitude bits of infinity: an exponent of all ones, a fraction of zeros.
static const int32_t infinity_bits = 0x7f800000;

bool cajon_has_non_finite(const float *samples, size_t count) {
    // No early way out: the loop would no longer vectorise, and nearly every block is clean.
    int32_t found = 0;
    for (size_t i = 0; i < count; i++) found |= magnitude_bits(samples[i]) >= infinity_bits;
    return found != 0;
}

float cajon_peak(const float *samples, size_t count) {
    int32_t greatest = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t bits = magnitude_bits(samples[i]);
        greatest = bits > greatest ? bits : greatest;
    }
    float peak;
    memcpy(&peak, &greatest, sizeof peak);
    return peak;
}

double cajon_sum_of_squares(const float *samples, size_t count) {
    // Eight sums side by side: one alone would wait for itself at every sample.
    double sums[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (size_t lane = 0; lane < 8; lane++) {
            double sample = samples[i + lane];
            sums[lane] += sample * sample;
        }
    }
    for (size_t lane = 0; i < count; i++, lane++) {
        double sample = samples[i];
        sums[lane] += sample * sample;
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

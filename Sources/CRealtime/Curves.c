// Curves along which one sound gives way to another, and how alike the two are. Any thread.
#include <math.h>

#include "CRealtime.h"

void cajon_move_along(
    float *restrict values, const float *restrict window, size_t length, size_t position, float from, float to,
    size_t count) {
    size_t moving = position >= length ? 0 : length - position;
    if (moving > count) moving = count;
    float distance = to - from;
    for (size_t i = 0; i < moving; i++) values[i] = from + distance * window[position + i];
    for (size_t i = moving; i < count; i++) values[i] = to;
}

/// The gain at a place within the fade, for the sound with the cosine `own` against the one with `other`.
static inline float gain(float own, float other, float correlation) {
    return own / sqrtf(1.0f + 2.0f * correlation * own * other);
}

void cajon_fade_out_gains(
    float *restrict gains, const float *restrict cosines, int64_t length, int64_t position, float correlation,
    size_t count) {
    for (size_t i = 0; i < count; i++) {
        int64_t place = position + (int64_t)i;
        gains[i] = place <= 0 ? 1.0f
            : place >= length ? 0.0f
                              : gain(cosines[place], cosines[length - place], correlation);
    }
}

void cajon_fade_in_gains(
    float *restrict gains, const float *restrict cosines, int64_t length, int64_t position, float correlation,
    size_t count) {
    for (size_t i = 0; i < count; i++) {
        int64_t place = position + (int64_t)i;
        gains[i] = place <= 0 ? 0.0f
            : place >= length ? 1.0f
                              : gain(cosines[length - place], cosines[place], correlation);
    }
}

void cajon_correlate(
    cajon_correlation *sums, const float *restrict first, const float *restrict second, size_t count) {
    for (size_t i = 1; i + 1 < count; i++) {
        double a = first[i], b = second[i];
        // Over two steps, so that a sine's slope is a quarter of a period ahead at any frequency.
        double slope = (double)first[i + 1] - (double)first[i - 1];
        sums->product += a * b;
        sums->quadrature += slope * b;
        sums->first += a * a;
        sums->second += b * b;
        sums->slope += slope * slope;
        sums->skew += slope * a;
    }
    if (count > 2) sums->count += (double)(count - 2);
}

float cajon_coherence(const cajon_correlation *sums) {
    if (!(sums->first > 0 && sums->second > 0)) return 1.0f;
    double determinant = sums->first * sums->slope - sums->skew * sums->skew;
    double square;
    // A sound and its slope that are nearly the same say one thing only.
    if (determinant > 1e-9 * sums->first * sums->slope) {
        square = (sums->product * sums->product * sums->slope
                  - 2 * sums->product * sums->quadrature * sums->skew
                  + sums->quadrature * sums->quadrature * sums->first)
            / (determinant * sums->second);
    } else {
        square = sums->product * sums->product / (sums->first * sums->second);
    }
    if (sums->count > 2) square = 1 - (1 - square) * sums->count / (sums->count - 2);
    return square >= 1 ? 1.0f : square <= 0 ? 0.0f : (float)sqrt(square);
}

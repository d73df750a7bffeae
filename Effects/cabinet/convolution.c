// The kernel `convolution`: filters by an impulse response through the fast Fourier transform, in partitions as long as
// a block, so that nothing is delayed. convolution.wit is its interface.
//
// Method: uniformly partitioned overlap-save. Wefers, "Partitioned convolution algorithms for real-time auralization",
// RWTH Aachen 2015, chapter 5.

#include <stdlib.h>
#include <string.h>

#include "cajon_abi.h"

#define INTERFACE "cajon:convolution/convolution@0.1.0"

enum { BLOCK = 128, LENGTH = 2 * BLOCK, BINS = BLOCK + 1, LONGEST_RESPONSE = 65536 };

// Rounded up, so that whole vectors of four fit.
enum { PLACES = (BINS + 3) & ~3 };

/// Half a spectrum: the other half mirrors it.
typedef struct {
    float real[PLACES];
    float imaginary[PLACES];
} spectrum;

typedef struct {
    uint32_t partition_count;
    /// Where the newest block's spectrum goes next.
    uint32_t newest;
    float previous[BLOCK];
    /// First those of the response, then those of the last blocks of sound.
    spectrum spectra[];
} convolver;

// --- The Fourier transform -------------------------------------------------------------------------------------------

static float real[LENGTH], imaginary[LENGTH];
/// For each stage of 1, 2, 4… butterflies in a group, one after the other: cosine and negative sine.
static float cosines[LENGTH], sines[LENGTH];
static uint8_t reversed[LENGTH];

/// sin(πx/2) for x in 0…1, in double precision: the Taylor series as far as it counts.
static double sine(double x) {
    double angle = x * 1.57079632679489661923, term = angle, sum = angle;
    for (int i = 1; i < 12; i++) {
        term *= -angle * angle / (2.0 * i * (2.0 * i + 1.0));
        sum += term;
    }
    return sum;
}

CAJON_EXPORT("_initialize") void initialize(void) {
    cajon_call_constructors();
    for (uint32_t half = 1; half < LENGTH; half *= 2) {
        for (uint32_t i = 0; i < half; i++) {
            // The angle is -π i / half, cut at the quarter turn.
            double turn = 2.0 * i / half;
            cosines[half + i] = (float)(turn <= 1 ? sine(1 - turn) : -sine(turn - 1));
            sines[half + i] = (float)-(turn <= 1 ? sine(turn) : sine(2 - turn));
        }
    }
    for (uint32_t i = 0; i < LENGTH; i++) {
        uint32_t mirrored = 0;
        for (uint32_t bit = 1; bit < LENGTH; bit *= 2) mirrored = mirrored << 1 | ((i & bit) != 0);
        reversed[i] = (uint8_t)mirrored;
    }
}

/// Transforms what lies in `real` and `imaginary` in reversed order: decimation in time, radix 2.
static void transform(void) {
    for (uint32_t half = 1; half < LENGTH; half *= 2) {
        const float *cosine = cosines + half, *sine = sines + half;
        for (uint32_t group = 0; group < LENGTH; group += 2 * half) {
            float *restrict low_real = real + group, *restrict low_imaginary = imaginary + group;
            float *restrict high_real = low_real + half, *restrict high_imaginary = low_imaginary + half;
            for (uint32_t i = 0; i < half; i++) {
                float a = high_real[i] * cosine[i] - high_imaginary[i] * sine[i];
                float b = high_real[i] * sine[i] + high_imaginary[i] * cosine[i];
                high_real[i] = low_real[i] - a;
                high_imaginary[i] = low_imaginary[i] - b;
                low_real[i] += a;
                low_imaginary[i] += b;
            }
        }
    }
}

static void to_spectrum(const float *first, const float *second, spectrum *result) {
    for (uint32_t i = 0; i < LENGTH; i++) {
        uint32_t place = reversed[i];
        real[i] = place < BLOCK ? first[place] : second[place - BLOCK];
        imaginary[i] = 0;
    }
    transform();
    memcpy(result->real, real, BINS * sizeof(float));
    memcpy(result->imaginary, imaginary, BINS * sizeof(float));
}

/// The last 128 samples of the inverse transform: a forward one of the conjugate.
static void from_spectrum(const spectrum *sum, float *result) {
    for (uint32_t i = 0; i < LENGTH; i++) {
        uint32_t place = reversed[i];
        uint32_t bin = place <= BLOCK ? place : LENGTH - place;
        real[i] = sum->real[bin];
        imaginary[i] = place <= BLOCK ? -sum->imaginary[bin] : sum->imaginary[bin];
    }
    transform();
    for (uint32_t i = 0; i < BLOCK; i++) result[i] = real[BLOCK + i] * (1.0f / LENGTH);
}

// --- Memory that the host asks for -----------------------------------------------------------------------------------

/// A block comes in here, so that nothing is allocated while sound runs.
static float incoming[BLOCK];

CAJON_EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    (void)old, (void)old_size;
    if (size == 0) return (void *)alignment;
    if (size <= sizeof incoming) return incoming;
    void *memory = malloc(size);
    if (!memory) __builtin_trap();
    return memory;
}

static void release(void *memory, size_t count) {
    if (count * sizeof(float) > sizeof incoming) free(memory);
}

// --- The interface ---------------------------------------------------------------------------------------------------

__attribute__((import_module("[export]" INTERFACE), import_name("[resource-new]convolver"))) uint32_t new_handle(
    convolver *convolver);

/// `result<convolver, string>`.
typedef struct {
    uint8_t is_error;
    union {
        uint32_t handle;
        struct {
            const char *text;
            size_t length;
        } error;
    } payload;
} made;

static const made *refuse(const char *reason) {
    static made result;
    result.is_error = 1;
    result.payload.error.text = reason;
    result.payload.error.length = strlen(reason);
    return &result;
}

CAJON_EXPORT(INTERFACE "#[constructor]convolver") const made *construct(float *response, size_t count) {
    static made result;
    if (count == 0 || count > LONGEST_RESPONSE) {
        release(response, count);
        return refuse("a response has 1 to 65536 samples");
    }
    uint32_t partition_count = (uint32_t)(count + BLOCK - 1) / BLOCK;
    convolver *made = calloc(1, sizeof(convolver) + 2 * partition_count * sizeof(spectrum));
    if (!made) {
        release(response, count);
        return refuse("there is no memory for so long a response");
    }
    made->partition_count = partition_count;
    static const float silence[BLOCK];
    for (uint32_t i = 0; i < partition_count; i++) {
        float part[BLOCK] = {0};
        size_t length = count - i * BLOCK < BLOCK ? count - i * BLOCK : BLOCK;
        memcpy(part, response + i * BLOCK, length * sizeof(float));
        to_spectrum(part, silence, &made->spectra[i]);
    }
    release(response, count);
    result.payload.handle = new_handle(made);
    return &result;
}

CAJON_EXPORT(INTERFACE "#[dtor]convolver") void destroy(convolver *convolver) { free(convolver); }

CAJON_EXPORT(INTERFACE "#[method]convolver.reset") void reset(convolver *convolver) {
    memset(convolver->previous, 0, sizeof convolver->previous);
    memset(convolver->spectra + convolver->partition_count, 0, convolver->partition_count * sizeof(spectrum));
}

/// Adds the product of two spectra.
static void add_product(spectrum *restrict sum, const spectrum *restrict a, const spectrum *restrict b) {
    for (uint32_t i = 0; i < PLACES; i++) {
        sum->real[i] += a->real[i] * b->real[i] - a->imaginary[i] * b->imaginary[i];
        sum->imaginary[i] += a->real[i] * b->imaginary[i] + a->imaginary[i] * b->real[i];
    }
}

CAJON_EXPORT(INTERFACE "#[method]convolver.process")
const cajon_samples *process(convolver *convolver, const float *input, size_t count) {
    static float outgoing[BLOCK];
    static const cajon_samples result = {outgoing, BLOCK};
    if (count != BLOCK) __builtin_trap();
    uint32_t parts = convolver->partition_count;
    spectrum *sound = convolver->spectra + parts;
    to_spectrum(convolver->previous, input, &sound[convolver->newest]);
    memcpy(convolver->previous, input, sizeof convolver->previous);
    spectrum sum = {{0}, {0}};
    for (uint32_t i = 0, age = convolver->newest; i < parts; i++) {
        add_product(&sum, &convolver->spectra[i], &sound[age]);
        age = age == 0 ? parts - 1 : age - 1;
    }
    convolver->newest = convolver->newest + 1 == parts ? 0 : convolver->newest + 1;
    from_spectrum(&sum, outgoing);
    return &result;
}

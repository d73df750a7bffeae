// Device samples to floats and back: plain loops that the compiler's vectoriser can take apart, one for each encoding,
// byte order and the strides that matter. Any thread.
#include <string.h>

#include "CALSA.h"

size_t cajon_encoding_byte_count(cajon_encoding encoding) {
    switch (encoding) {
    case CAJON_ENCODING_S24_3: return 3;
    case CAJON_ENCODING_S16: return 2;
    default: return 4;
    }
}

static inline __attribute__((always_inline)) uint32_t load32(const unsigned char *place, bool is_big_endian) {
    uint32_t value;
    memcpy(&value, place, sizeof value);
    return is_big_endian ? __builtin_bswap32(value) : value;
}

static inline __attribute__((always_inline)) void store32(unsigned char *place, uint32_t value, bool is_big_endian) {
    if (is_big_endian) value = __builtin_bswap32(value);
    memcpy(place, &value, sizeof value);
}

/// One loop for an encoding whose parameters are constants where it is called.
static inline __attribute__((always_inline)) void decode(
    float *restrict destination, const unsigned char *restrict source, size_t stride, size_t count,
    cajon_encoding encoding, bool is_big_endian) {
    for (size_t i = 0; i < count; i++) {
        const unsigned char *place = source + i * stride;
        uint32_t bits;
        switch (encoding) {
        case CAJON_ENCODING_FLOAT:
            bits = load32(place, is_big_endian);
            memcpy(destination + i, &bits, sizeof bits);
            break;
        case CAJON_ENCODING_S32:
            destination[i] = (float)(int32_t)load32(place, is_big_endian) * 0x1p-31f;
            break;
        case CAJON_ENCODING_S24:
            // The fourth byte is padding and may hold anything.
            destination[i] = (float)((int32_t)(load32(place, is_big_endian) << 8) >> 8) * 0x1p-23f;
            break;
        case CAJON_ENCODING_S24_3:
            bits = is_big_endian ? (uint32_t)place[0] << 24 | (uint32_t)place[1] << 16 | (uint32_t)place[2] << 8
                                 : (uint32_t)place[2] << 24 | (uint32_t)place[1] << 16 | (uint32_t)place[0] << 8;
            destination[i] = (float)((int32_t)bits >> 8) * 0x1p-23f;
            break;
        case CAJON_ENCODING_S16: {
            uint16_t half;
            memcpy(&half, place, sizeof half);
            if (is_big_endian) half = __builtin_bswap16(half);
            destination[i] = (float)(int16_t)half * 0x1p-15f;
            break;
        }
        }
    }
}

static inline __attribute__((always_inline)) void encode(
    unsigned char *restrict destination, size_t stride, const int32_t *restrict source, size_t count,
    cajon_encoding encoding, bool is_big_endian) {
    for (size_t i = 0; i < count; i++) {
        unsigned char *place = destination + i * stride;
        uint32_t bits = (uint32_t)source[i];
        switch (encoding) {
        case CAJON_ENCODING_FLOAT:
        case CAJON_ENCODING_S32:
            store32(place, bits, is_big_endian);
            break;
        case CAJON_ENCODING_S24:
            store32(place, (uint32_t)(source[i] >> 8), is_big_endian);
            break;
        case CAJON_ENCODING_S24_3:
            place[is_big_endian ? 0 : 2] = (unsigned char)(bits >> 24);
            place[1] = (unsigned char)(bits >> 16);
            place[is_big_endian ? 2 : 0] = (unsigned char)(bits >> 8);
            break;
        case CAJON_ENCODING_S16: {
            uint16_t half = (uint16_t)(bits >> 16);
            if (is_big_endian) half = __builtin_bswap16(half);
            memcpy(place, &half, sizeof half);
            break;
        }
        }
    }
}

// A stride known to the compiler is what lets it vectorise: mono and stereo, which is nearly all there is.
#define CASE(convert, code, width)                         \
    case code:                                             \
        if (stride == (width)) convert(width, code);       \
        else if (stride == 2 * (width)) convert(2 * (width), code); \
        else convert(stride, code);                        \
        break;

void cajon_decode(
    float *restrict destination, const void *restrict source, size_t stride, size_t count, cajon_encoding encoding,
    bool is_big_endian) {
#define DECODE(step, code)                                                          \
    (is_big_endian ? decode(destination, source, step, count, code, true)                   \
                   : decode(destination, source, step, count, code, false))
    switch (encoding) {
        CASE(DECODE, CAJON_ENCODING_FLOAT, 4)
        CASE(DECODE, CAJON_ENCODING_S32, 4)
        CASE(DECODE, CAJON_ENCODING_S24, 4)
        CASE(DECODE, CAJON_ENCODING_S24_3, 3)
        CASE(DECODE, CAJON_ENCODING_S16, 2)
    }
}

void cajon_encode(
    void *restrict destination, size_t stride, const int32_t *restrict source, size_t count, cajon_encoding encoding,
    bool is_big_endian) {
#define ENCODE(step, code)                                                          \
    (is_big_endian ? encode(destination, step, source, count, code, true)                   \
                   : encode(destination, step, source, count, code, false))
    switch (encoding) {
        CASE(ENCODE, CAJON_ENCODING_FLOAT, 4)
        CASE(ENCODE, CAJON_ENCODING_S32, 4)
        CASE(ENCODE, CAJON_ENCODING_S24, 4)
        CASE(ENCODE, CAJON_ENCODING_S24_3, 3)
        CASE(ENCODE, CAJON_ENCODING_S16, 2)
    }
}

void cajon_silence(void *samples, size_t byte_count) { memset(samples, 0, byte_count); }

// The contract's `assets`: its records as C structs, and its functions as the wall's other side has them. Both SDKs, Swift
// and C, are built on this file. All functions are for `configure` and `reset`; called from elsewhere, they end the effect.
#ifndef CAJON_ASSETS_ABI_H
#define CAJON_ASSETS_ABI_H

#include "cajon_abi.h"

/// `enum open-error`, case for case.
enum {
    CAJON_ASSET_INVALID_NAME,
    CAJON_ASSET_NOT_FOUND,
    CAJON_ASSET_UNREADABLE,
    CAJON_ASSET_TOO_LARGE,
    CAJON_ASSET_TOO_MANY,
};

/// `result<sound, open-error>`, and the same for `data`: `is_error` says which of the two payloads holds.
typedef struct {
    uint8_t is_error;
    union {
        uint32_t handle;
        uint8_t error;
    } payload;
} cajon_open_result;

/// `list<u8>`.
typedef struct {
    const uint8_t *data;
    size_t length;
} cajon_bytes;

#if defined(__wasm__)
_Static_assert(sizeof(cajon_open_result) == 8 && offsetof(cajon_open_result, payload) == 4, "result");
#define CAJON_ASSETS(function) __attribute__((import_module("cajon:effect/assets@0.1.0"), import_name(function)))
CAJON_ASSETS("[static]sound.open")
void cajon_sound_open(const uint8_t *name, size_t length, cajon_open_result *result);
CAJON_ASSETS("[method]sound.sample-rate") float cajon_sound_sample_rate(uint32_t sound);
CAJON_ASSETS("[method]sound.channels") uint32_t cajon_sound_channels(uint32_t sound);
CAJON_ASSETS("[method]sound.frames") uint32_t cajon_sound_frames(uint32_t sound);
/// What comes lies in the memory of `cabi_realloc`, and is gone when `configure` has returned.
CAJON_ASSETS("[method]sound.read")
void cajon_sound_read(uint32_t sound, uint32_t first, uint32_t count, cajon_samples *result);
CAJON_ASSETS("[resource-drop]sound") void cajon_sound_drop(uint32_t sound);
CAJON_ASSETS("[static]data.open")
void cajon_data_open(const uint8_t *name, size_t length, cajon_open_result *result);
CAJON_ASSETS("[method]data.size") uint32_t cajon_data_size(uint32_t data);
/// As for a sound.
CAJON_ASSETS("[method]data.read")
void cajon_data_read(uint32_t data, uint32_t first, uint32_t count, cajon_bytes *result);
CAJON_ASSETS("[resource-drop]data") void cajon_data_drop(uint32_t data);
#undef CAJON_ASSETS
#else
// A native build has no host, and so no assets.
static inline void cajon_sound_open(const uint8_t *name, size_t length, cajon_open_result *result) {
    (void)name, (void)length;
    *result = (cajon_open_result){.is_error = 1, .payload.error = CAJON_ASSET_NOT_FOUND};
}
static inline float cajon_sound_sample_rate(uint32_t sound) { return (void)sound, 0.0f; }
static inline uint32_t cajon_sound_channels(uint32_t sound) { return (void)sound, 0; }
static inline uint32_t cajon_sound_frames(uint32_t sound) { return (void)sound, 0; }
static inline void cajon_sound_read(uint32_t sound, uint32_t first, uint32_t count, cajon_samples *result) {
    (void)sound, (void)first, (void)count;
    *result = (cajon_samples){NULL, 0};
}
static inline void cajon_sound_drop(uint32_t sound) { (void)sound; }
static inline void cajon_data_open(const uint8_t *name, size_t length, cajon_open_result *result) {
    cajon_sound_open(name, length, result);
}
static inline uint32_t cajon_data_size(uint32_t data) { return (void)data, 0; }
static inline void cajon_data_read(uint32_t data, uint32_t first, uint32_t count, cajon_bytes *result) {
    (void)data, (void)first, (void)count;
    *result = (cajon_bytes){NULL, 0};
}
static inline void cajon_data_drop(uint32_t data) { (void)data; }
#endif

#endif

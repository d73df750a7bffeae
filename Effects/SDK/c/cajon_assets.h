// Sounds and data that the effect asks for by name: the contract's `assets` in C. Include it after cajon.h. All of it is
// for `configure` and `reset`; called from anywhere else, it ends the effect. An effect that uses it runs only where it
// was granted assets: by its user, or because a folder of its own name lies beside it.
#ifndef CAJON_ASSETS_H
#define CAJON_ASSETS_H

#include "cajon.h"
#include "cajon_assets_abi.h"

/// A sound in the effect's own memory, planar.
typedef struct {
    float *samples;  ///< better taken with `cajon_clip_channel`
    uint32_t frames;
    uint32_t channels;
    float sample_rate;  ///< in hertz; need not be the stream's
} cajon_clip;

/// A channel of a clip; a clip with fewer has them over and over.
static inline const float *cajon_clip_channel(const cajon_clip *clip, uint32_t channel) {
    return clip->samples + (size_t)(channel % clip->channels) * clip->frames;
}

/// Why an asset can't be had: the end of a sentence, for what `configure` returns.
static inline const char *cajon_asset_error(uint8_t error) {
    switch (error) {
        case CAJON_ASSET_INVALID_NAME: return "an asset can't have such a name";
        case CAJON_ASSET_NOT_FOUND: return "the asset it needs is not there";
        case CAJON_ASSET_UNREADABLE: return "the asset it needs can't be read";
        case CAJON_ASSET_TOO_LARGE: return "the asset it needs is too large";
        default: return "it has too many assets open";
    }
}

/// Reads the first `most_frames` frames of a sound, or all if it has fewer, into memory that lives until the next
/// `configure`. Returns null, or why it can't be had: one sentence for people, which `configure` may return.
static inline const char *cajon_load_sound(const char *name, uint32_t most_frames, cajon_clip *clip) {
    cajon_open_result opened;
    cajon_sound_open((const uint8_t *)name, __builtin_strlen(name), &opened);
    if (opened.is_error) return cajon_asset_error(opened.payload.error);
    uint32_t sound = opened.payload.handle;
    uint32_t frames = cajon_sound_frames(sound), channels = cajon_sound_channels(sound);
    if (frames > most_frames) frames = most_frames;
    *clip = (cajon_clip){
        .samples = cajon_take((size_t)frames * channels * sizeof(float)), .frames = frames, .channels = channels,
        .sample_rate = cajon_sound_sample_rate(sound),
    };
    for (uint32_t done = 0; done < frames;) {
        cajon_samples piece;
        cajon_sound_read(sound, done, frames - done, &piece);
        uint32_t count = (uint32_t)(piece.length / channels);
        CAJON_REQUIRE(count > 0);
        for (uint32_t channel = 0; channel < channels; channel++) {
            memcpy(clip->samples + (size_t)channel * frames + done, piece.data + (size_t)channel * count,
                   count * sizeof(float));
        }
        done += count;
    }
    cajon_sound_drop(sound);
    return NULL;
}

/// Reads a file into memory that lives until the next `configure`. Returns as `cajon_load_sound` does.
static inline const char *cajon_load_data(const char *name, cajon_bytes *bytes) {
    cajon_open_result opened;
    cajon_data_open((const uint8_t *)name, __builtin_strlen(name), &opened);
    if (opened.is_error) return cajon_asset_error(opened.payload.error);
    uint32_t data = opened.payload.handle, size = cajon_data_size(data);
    uint8_t *memory = cajon_take(size);
    for (uint32_t done = 0; done < size;) {
        cajon_bytes piece;
        cajon_data_read(data, done, size - done, &piece);
        CAJON_REQUIRE(piece.length > 0);
        memcpy(memory + done, piece.data, piece.length);
        done += (uint32_t)piece.length;
    }
    cajon_data_drop(data);
    *bytes = (cajon_bytes){memory, size};
    return NULL;
}

#endif

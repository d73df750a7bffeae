// The instances of a Faust module that a stream takes, and how its channels and theirs go together. One thread.
//
// An instance serves as many channels as the module has inputs or outputs, whichever are more; the last one serves what
// is left. A single channel goes to all inputs, and gets the mean of all outputs. Where a module has fewer inputs than
// an instance has channels, each gets the mean of those that fall to it in turn; inputs without a channel are silent.
// Outputs likewise: one goes to all channels; more than there are channels are averaged in turn, unless each belongs to
// an input that is silent.
#ifndef CAJON_FAUST_INSTANCES_H
#define CAJON_FAUST_INSTANCES_H

#include "cajon.h"
#include "description.h"

enum {
    /// Frames that are converted or mixed at once.
    FAUST_CHUNK_FRAMES = 256,
};

typedef struct {
    void *dsp;
    uint32_t first_channel, channels;
    /// Where `compute` finds its samples: addresses for each input and each output.
    void **inputs, **outputs;
    /// Whether those may point to the stream's own samples.
    bool takes_input, gives_output;
} faust_instance;

typedef struct {
    const faust_description *description;
    faust_instance *instances;
    uint32_t count;
    /// A chunk for each input, and for each output; instances share them.
    void *scratch_inputs, *scratch_outputs;
} faust_instances;

static inline size_t faust_sample_bytes(const faust_description *description) {
    return description->is_double ? sizeof(double) : sizeof(float);
}

/// Takes memory for as many instances as `channels` need. False when there isn't so much.
static inline bool faust_make_instances(
    faust_instances *all, const faust_description *description, uint32_t channels) {
    uint32_t inputs = description->inputs, outputs = description->outputs;
    uint32_t width = inputs > outputs ? inputs : outputs;
    uint32_t count = (channels + width - 1) / width;
    uint64_t chunk_bytes = FAUST_CHUNK_FRAMES * faust_sample_bytes(description);
    uint64_t each = (uint64_t)description->dsp_bytes + (inputs + outputs) * sizeof(void *) + sizeof(faust_instance) + 160;
    uint64_t bytes = count * each + (inputs + outputs) * chunk_bytes;
    // Memory is asked for as a whole before it is taken piece by piece, since there is no way back from that. Volatile, or the
    // compiler leaves out what is only given back.
    void *volatile probe = bytes < SIZE_MAX / 2 ? malloc((size_t)bytes) : NULL;
    if (!probe) return false;
    free(probe);
    *all = (faust_instances){.description = description, .count = count};
    all->instances = cajon_take(count * sizeof *all->instances);
    all->scratch_inputs = cajon_take((size_t)(inputs * chunk_bytes));
    all->scratch_outputs = cajon_take((size_t)(outputs * chunk_bytes));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t left = channels - i * width;
        faust_instance *instance = &all->instances[i];
        instance->dsp = cajon_take(description->dsp_bytes);
        instance->first_channel = i * width;
        instance->channels = left < width ? left : width;
        instance->inputs = cajon_take(inputs * sizeof(void *));
        instance->outputs = cajon_take(outputs * sizeof(void *));
        instance->takes_input = !description->is_double && inputs == instance->channels;
        instance->gives_output = !description->is_double && outputs == instance->channels;
    }
    return true;
}

/// One piece of a block: planar channels, `stride` samples apart.
typedef struct {
    const float *input;
    float *output;
    uint32_t stride, frames;
} faust_piece;

// Whether channel `c` falls to number `i` of `count`, and the other way round.
#define FAUST_IN_TURN(c, i, count) ((c) % (count) == (i))

static inline void faust_put(const faust_description *description, void *to, const float *sum, uint32_t frames) {
    if (description->is_double) {
        for (uint32_t f = 0; f < frames; f++) ((double *)to)[f] = sum[f];
    } else {
        memcpy(to, sum, frames * sizeof(float));
    }
}

static inline void faust_add(const faust_description *description, float *sum, const void *from, uint32_t frames) {
    if (description->is_double) {
        for (uint32_t f = 0; f < frames; f++) sum[f] += (float)((const double *)from)[f];
    } else {
        for (uint32_t f = 0; f < frames; f++) sum[f] += ((const float *)from)[f];
    }
}

/// Fills the chunk of each input from the instance's channels.
static inline void faust_gather(const faust_instances *all, const faust_instance *instance, faust_piece piece) {
    const faust_description *description = all->description;
    const float *first = piece.input + (size_t)instance->first_channel * piece.stride;
    size_t chunk_bytes = FAUST_CHUNK_FRAMES * faust_sample_bytes(description);
    float mixed[FAUST_CHUNK_FRAMES];
    for (uint32_t i = 0; i < description->inputs; i++) {
        char *chunk = (char *)all->scratch_inputs + i * chunk_bytes;
        instance->inputs[i] = chunk;
        if (instance->channels == 1) {
            faust_put(description, chunk, first, piece.frames);
        } else if (i >= instance->channels) {
            memset(chunk, 0, chunk_bytes);
        } else if (description->inputs >= instance->channels) {
            faust_put(description, chunk, first + (size_t)i * piece.stride, piece.frames);
        } else {
            memset(mixed, 0, sizeof mixed);
            uint32_t count = 0;
            for (uint32_t c = 0; c < instance->channels; c++) {
                if (!FAUST_IN_TURN(c, i, description->inputs)) continue;
                for (uint32_t f = 0; f < piece.frames; f++) mixed[f] += first[(size_t)c * piece.stride + f];
                count++;
            }
            for (uint32_t f = 0; f < piece.frames; f++) mixed[f] *= 1.0f / (float)count;
            faust_put(description, chunk, mixed, piece.frames);
        }
    }
}

/// Makes the instance's channels of each output's chunk.
static inline void faust_scatter(const faust_instances *all, const faust_instance *instance, faust_piece piece) {
    const faust_description *description = all->description;
    float *first = piece.output + (size_t)instance->first_channel * piece.stride;
    uint32_t outputs = description->outputs, channels = instance->channels;
    bool is_paired = outputs == description->inputs && channels > 1;
    for (uint32_t c = 0; c < channels; c++) {
        float *channel = first + (size_t)c * piece.stride;
        memset(channel, 0, piece.frames * sizeof(float));
        uint32_t count = 0;
        for (uint32_t o = 0; o < outputs; o++) {
            bool is_mine = outputs == 1 || (outputs <= channels || is_paired ? o == c : FAUST_IN_TURN(o, c, channels));
            if (!is_mine) continue;
            faust_add(description, channel, instance->outputs[o], piece.frames);
            count++;
        }
        if (count < 2) continue;
        for (uint32_t f = 0; f < piece.frames; f++) channel[f] *= 1.0f / (float)count;
    }
}

/// Runs one instance over a piece, as long as may be, or no longer than a chunk.
static inline void faust_run(const faust_instances *all, const faust_instance *instance, faust_piece piece) {
    const faust_description *description = all->description;
    size_t chunk_bytes = FAUST_CHUNK_FRAMES * faust_sample_bytes(description);
    for (uint32_t o = 0; o < description->outputs; o++) {
        instance->outputs[o] = instance->gives_output
                                   ? (void *)(piece.output + (size_t)(instance->first_channel + o) * piece.stride)
                                   : (char *)all->scratch_outputs + o * chunk_bytes;
    }
    if (instance->takes_input) {
        for (uint32_t i = 0; i < description->inputs; i++) {
            instance->inputs[i] = (void *)(piece.input + (size_t)(instance->first_channel + i) * piece.stride);
        }
    } else {
        faust_gather(all, instance, piece);
    }
    faust_compute(instance->dsp, (int32_t)piece.frames, instance->inputs, instance->outputs);
    if (!instance->gives_output) faust_scatter(all, instance, piece);
}

/// Runs all instances over a piece of any length above 0.
static inline void faust_run_all(const faust_instances *all, faust_piece piece) {
    for (uint32_t i = 0; i < all->count; i++) {
        const faust_instance *instance = &all->instances[i];
        bool is_direct = instance->takes_input && instance->gives_output;
        for (uint32_t done = 0; done < piece.frames;) {
            uint32_t left = piece.frames - done;
            uint32_t frames = is_direct || left < FAUST_CHUNK_FRAMES ? left : FAUST_CHUNK_FRAMES;
            faust_run(all, instance, (faust_piece){piece.input + done, piece.output + done, piece.stride, frames});
            done += frames;
        }
    }
}

#endif

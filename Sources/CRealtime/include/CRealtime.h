// What the audio thread needs from C: the render step's calls, floating-point mode, and arithmetic that Swift's
// no-locks check can't see through. Everything declared here may be called on any thread, takes no lock, and
// neither allocates nor frees.
#ifndef CAJON_CREALTIME_H
#define CAJON_CREALTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__has_attribute) && __has_attribute(swift_attr)
#define CAJON_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CAJON_NO_LOCKS
#endif

/// Where a step wants its input written: planar, `frame_count` frames for each channel, channel after channel.
typedef struct {
    float *input;      ///< null when the step takes no input (zero channels)
    float *sidechain;  ///< null when the step takes no side-chain
} cajon_step_destination;

/// One unit of work in a render plan: some code, and the state it works on.
///
/// For each block the plan calls `acquire`, writes the input to where it said, calls `process`, reads the output as
/// often as it likes, and calls `finish` once. A call that returns false means that the step has failed: the plan
/// calls nothing more of it for this block and lets the input take the output's place.
typedef struct {
    void *context;
    bool (*acquire)(void *context, uint32_t frame_count, cajon_step_destination *destination);
    /// `*output` is planar and stays valid until `finish`.
    bool (*process)(void *context, uint64_t position, uint32_t frame_count, const float **output);
    void (*finish)(void *context);
} cajon_render_step;

CAJON_NO_LOCKS static inline bool cajon_step_acquire(
    const cajon_render_step *step, uint32_t frame_count, cajon_step_destination *destination) {
    return step->acquire(step->context, frame_count, destination);
}

CAJON_NO_LOCKS static inline bool cajon_step_process(
    const cajon_render_step *step, uint64_t position, uint32_t frame_count, const float **output) {
    return step->process(step->context, position, frame_count, output);
}

CAJON_NO_LOCKS static inline void cajon_step_finish(const cajon_render_step *step) { step->finish(step->context); }

#endif

// What the audio thread needs from C: the render step's calls, floating-point mode, the clock, and arithmetic that
// Swift's no-locks check can't see through. Everything declared here may be called on any thread, takes no lock, and
// neither allocates nor frees, but for the two functions at the end that say otherwise.
#ifndef CAJON_CREALTIME_H
#define CAJON_CREALTIME_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "Doorbell.h"
#include "PeriodClock.h"

#if defined(__has_attribute) && __has_attribute(swift_attr)
#define CAJON_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CAJON_NO_LOCKS
#endif

// --- Render steps ---------------------------------------------------------------------------------------------------

/// Where a step wants its input written: planar, `frame_count` frames for each channel, channel after channel.
typedef struct {
    float *input;      ///< null when the step takes no input (zero channels)
    float *sidechain;  ///< null when the step takes no side-chain
} cajon_step_destination;

/// Until when a step may work.
typedef struct {
    /// On the clock of `cajon_monotonic_nanoseconds`; 0 sets no limit beyond what the step's owner has set.
    uint64_t moment;
    /// For how long the step may be seen running after that moment before it is stopped, in nanoseconds. While the
    /// machine keeps it from running, on a virtual one without a trace in any clock, nobody sees it run.
    uint64_t grace;
} cajon_deadline;

/// One unit of work in a render plan: some code, and the state it works on.
///
/// For each block the plan calls `acquire`, writes the input to where it said, calls `process`, reads the output as
/// often as it likes, and calls `finish` once. A call that returns false means that the step has failed: the plan
/// calls nothing more of it for this block and lets the input take the output's place. No step's memory may overlap
/// another's.
///
/// By its deadline a step must have come to its end, or it is stopped and has failed. That of `acquire` holds for the
/// whole block, to `finish`.
typedef struct {
    void *context;
    bool (*acquire)(void *context, uint32_t frame_count, cajon_deadline deadline, cajon_step_destination *destination);
    /// `*output` is planar and stays valid until `finish`. Its samples are finite: the step sees to that.
    bool (*process)(void *context, uint64_t position, uint32_t frame_count, const float **output);
    void (*finish)(void *context);
    /// Sets a parameter between blocks. False when the step has failed. Null for a step without parameters.
    bool (*set_parameter)(void *context, uint32_t index, float value, cajon_deadline deadline);
    /// Does between blocks what need not be done within one, when the sound can spare the time: collecting garbage.
    /// False when the step has failed. Null for a step that has nothing of the kind.
    bool (*maintain)(void *context, cajon_deadline deadline);
} cajon_render_step;

CAJON_NO_LOCKS static inline bool cajon_step_acquire(
    const cajon_render_step *step, uint32_t frame_count, cajon_deadline deadline, cajon_step_destination *destination) {
    return step->acquire(step->context, frame_count, deadline, destination);
}

CAJON_NO_LOCKS static inline bool cajon_step_process(
    const cajon_render_step *step, uint64_t position, uint32_t frame_count, const float **output) {
    return step->process(step->context, position, frame_count, output);
}

CAJON_NO_LOCKS static inline void cajon_step_finish(const cajon_render_step *step) { step->finish(step->context); }

CAJON_NO_LOCKS static inline bool cajon_step_set_parameter(
    const cajon_render_step *step, uint32_t index, float value, cajon_deadline deadline) {
    return !step->set_parameter || step->set_parameter(step->context, index, value, deadline);
}

CAJON_NO_LOCKS static inline bool cajon_step_maintain(const cajon_render_step *step, cajon_deadline deadline) {
    return !step->maintain || step->maintain(step->context, deadline);
}

// --- Floating-point mode --------------------------------------------------------------------------------------------

/// Makes this thread treat denormal numbers as zero, as operands and as results, and returns the mode it was in.
///
/// Without it, arithmetic on the last remains of a decaying sound is tens of times slower on many processors.
/// Source: Intel SDM volume 1, 10.2.3 (MXCSR: bit 6 DAZ, bit 15 FTZ); Arm ARM, FPCR.FZ (bit 24).
CAJON_NO_LOCKS static inline uint64_t cajon_enter_flush_to_zero(void) {
#if defined(__x86_64__)
    uint32_t mode = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(mode | 0x8040u);
    return mode;
#elif defined(__aarch64__)
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" : : "r"(mode | (1ull << 24)) : "memory");
    return mode;
#else
#error "Say here how this processor flushes denormals to zero"
#endif
}

/// Puts back the mode that `cajon_enter_flush_to_zero` returned.
CAJON_NO_LOCKS static inline void cajon_restore_float_mode(uint64_t mode) {
#if defined(__x86_64__)
    __builtin_ia32_ldmxcsr((uint32_t)mode);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(mode) : "memory");
#endif
}

// --- Arithmetic on samples ------------------------------------------------------------------------------------------
// Each sample's result depends on that sample alone and is rounded after every single operation (no fused
// multiply-add), so it doesn't matter how a stream is cut into blocks, and any compiler gives the same bits.
// Pointers of one call must not overlap. A count of zero does nothing.

/// destination = 0
CAJON_NO_LOCKS void cajon_zero(float *destination, size_t count);
/// destination = source, bit for bit
CAJON_NO_LOCKS void cajon_copy(float *restrict destination, const float *restrict source, size_t count);
/// destination = source · gain
CAJON_NO_LOCKS void cajon_scaled_copy(
    float *restrict destination, const float *restrict source, float gain, size_t count);
/// destination = destination + source
CAJON_NO_LOCKS void cajon_add(float *restrict destination, const float *restrict source, size_t count);
/// destination = destination + (source · gain)
CAJON_NO_LOCKS void cajon_multiply_add(
    float *restrict destination, const float *restrict source, float gain, size_t count);
/// destination = dry · (1 − mix) + wet · mix
CAJON_NO_LOCKS void cajon_crossfade(
    float *restrict destination, const float *restrict dry, const float *restrict wet, float mix, size_t count);
/// destination = dry · (1 − mix) + wet · mix, with a mix for each sample
CAJON_NO_LOCKS void cajon_crossfade_along(
    float *restrict destination, const float *restrict dry, const float *restrict wet, const float *restrict mixes,
    size_t count);
/// destination = source · gain, with a gain for each sample
CAJON_NO_LOCKS void cajon_copy_along(
    float *restrict destination, const float *restrict source, const float *restrict gains, size_t count);
/// samples = samples · gain, with a gain for each sample
CAJON_NO_LOCKS void cajon_scale_along(float *restrict samples, const float *restrict gains, size_t count);
/// destination = destination + (source · gain), with a gain for each sample
CAJON_NO_LOCKS void cajon_add_along(
    float *restrict destination, const float *restrict source, const float *restrict gains, size_t count);
/// Whether any sample is infinite or not a number.
CAJON_NO_LOCKS bool cajon_has_non_finite(const float *samples, size_t count);
/// The greatest magnitude, exact; 0 for no samples; infinity above all numbers, and a NaN above infinity.
CAJON_NO_LOCKS float cajon_peak(const float *samples, size_t count);
/// The sum of the squares, in double precision. For reports: its last bits depend on how a stream is cut.
CAJON_NO_LOCKS double cajon_sum_of_squares(const float *samples, size_t count);

// --- Curves ---------------------------------------------------------------------------------------------------------

/// Values on the way from one level to another: from + (to − from) · window[position + i], and `to` behind the window's
/// end.
CAJON_NO_LOCKS void cajon_move_along(
    float *restrict values, const float *restrict window, size_t length, size_t position, float from, float to,
    size_t count);

/// Gains of a sound that gives way to another.
///
/// With c and s the cosine and the sine of an angle that goes from 0 to a right angle, a gain is c / √(1 + 2ρcs). The
/// sound that comes has s in place of c. For two sounds of equal level whose correlation is ρ the sum then keeps that
/// level all the way: its energy is (c² + s² + 2ρcs) / (1 + 2ρcs) = 1. ρ = 0 gives equal power, ρ = 1 gains that add up
/// to 1. Own derivation.
///
/// - `cosines`: c at each frame of the fade, `length` of them and one more; the sines are the same backwards.
/// - `position`: how far the fade is at the first gain, in frames; the gain is 1 before 0 and 0 from `length` on.
/// - `correlation`: ρ, 0 to 1.
CAJON_NO_LOCKS void cajon_fade_out_gains(
    float *restrict gains, const float *restrict cosines, int64_t length, int64_t position, float correlation,
    size_t count);
/// Gains of the sound that comes in its stead: 0 before the fade, 1 behind it.
CAJON_NO_LOCKS void cajon_fade_in_gains(
    float *restrict gains, const float *restrict cosines, int64_t length, int64_t position, float correlation,
    size_t count);

/// What `cajon_correlate` adds up over blocks. Starts as all zeros.
typedef struct {
    double product;     ///< of both sounds
    double quadrature;  ///< of the first sound's slope and the second sound
    double first, second, slope;  ///< energies
    double skew;  ///< of the first sound and its slope
    double count;  ///< of samples
} cajon_correlation;

/// Adds a block of two sounds. Blocks of fewer than three samples add nothing.
CAJON_NO_LOCKS void cajon_correlate(
    cajon_correlation *sums, const float *restrict first, const float *restrict second, size_t count);

/// How alike two sounds are, whatever their levels and phases: 1 for two sines of one frequency, 0 for two noises.
/// Where one of them was silent there is nothing to tell, and it is 1.
///
/// The root of the adjusted coefficient of determination, for the second sound explained by the first and its slope, which
/// for a sine is the sound a quarter of a period ahead. Adjusted, since by chance alone two noises would seem a little
/// alike. Own derivation.
CAJON_NO_LOCKS float cajon_coherence(const cajon_correlation *sums);

// --- Time -----------------------------------------------------------------------------------------------------------

/// Nanoseconds since some moment in the past, never going back. Tens of nanoseconds a call, without a system call
/// where the kernel offers its clock to user space.
CAJON_NO_LOCKS uint64_t cajon_monotonic_nanoseconds(void);

// --- Threads --------------------------------------------------------------------------------------------------------
// Set-up: not on the audio thread.

/// Names a thread for `top -H` and debuggers; longer names are cut to the kernel's 15 bytes.
void cajon_name_thread(pthread_t thread, const char *name);
/// Puts a thread under SCHED_FIFO, at that priority or the highest below it that this user's limit allows.
/// Returns the priority granted, or the negative of an error number.
int cajon_schedule_realtime(pthread_t thread, int priority);
/// Keeps these bytes in memory and touches each of their pages. Returns 0 or an error number; then they are still touched.
int cajon_lock_memory(void *start, size_t size);
/// The same for that much of the calling thread's stack, from where it stands.
int cajon_lock_stack(size_t size);
/// Sleeps.
void cajon_pause(uint64_t nanoseconds);

// --- The promise, checked -------------------------------------------------------------------------------------------
// Between these two calls RealtimeSanitizer ends the process with a report when this thread allocates, frees, locks or
// waits, in a build made with CAJON_RTSAN=1. In any other build they do nothing.

/// Whether this build checks.
CAJON_NO_LOCKS bool cajon_checks_realtime(void);
/// From here on this thread keeps to what the audio thread may do. Calls nest. The first call may allocate.
void cajon_enter_realtime(void);
/// Ends what the last `cajon_enter_realtime` began.
void cajon_exit_realtime(void);

#endif

// How the audio thread wakes a thread that sleeps until then, and how that one sleeps. Ringing is for any thread, the
// audio thread too; all else is not for the audio thread.
#ifndef CAJON_DOORBELL_H
#define CAJON_DOORBELL_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__has_attribute) && __has_attribute(swift_attr)
#define CAJON_DOORBELL_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CAJON_DOORBELL_NO_LOCKS
#endif

typedef struct cajon_doorbell cajon_doorbell;

/// Null when there is no memory.
cajon_doorbell *cajon_doorbell_make(void);
/// Nobody may wait for it or ring it any more.
void cajon_doorbell_free(cajon_doorbell *bell);
/// Wakes the waiting thread, or the next that would wait: a system call when somebody waits, a few instructions when
/// nobody does. Neither waits nor allocates.
CAJON_DOORBELL_NO_LOCKS void cajon_doorbell_ring(cajon_doorbell *bell);
/// Sleeps until it is rung or `deadline` has come, a moment on the clock of `cajon_monotonic_nanoseconds`; UINT64_MAX
/// is never. Whether it was rung; all that rang meanwhile count as one.
bool cajon_doorbell_wait(cajon_doorbell *bell, uint64_t deadline);
/// Makes the calling thread's sleeps end when they should, and not up to 50 µs later as Linux does by default.
void cajon_sharpen_sleep(void);

#endif

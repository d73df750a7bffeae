// The period's clock: wall time less the thread's own processor time. Thread: its own.
#define _POSIX_C_SOURCE 200809L
#include "PeriodClock.h"

#include <time.h>

/// Wall time less processor time when the period began. Initial-exec, since another model may allocate at the first use.
static _Thread_local uint64_t idle_at_start __attribute__((tls_model("initial-exec")));
static _Thread_local int has_begun __attribute__((tls_model("initial-exec")));

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Modulo 2^64: processor time counts from the thread's beginning, wall time from some other moment.
static uint64_t idle(void) { return nanoseconds(CLOCK_MONOTONIC) - nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

void cajon_begin_period(void) {
    idle_at_start = idle();
    has_begun = 1;
}

uint64_t cajon_stolen_nanoseconds(void) {
    if (!has_begun) return 0;
    int64_t stolen = (int64_t)(idle() - idle_at_start);
    // The two clocks are not read at the same instant.
    return stolen > 0 ? (uint64_t)stolen : 0;
}

// The period's clock: wall time less the thread's own processor time. Thread: its own.
#define _POSIX_C_SOURCE 200809L
#include "PeriodClock.h"

#include <time.h>

/// Far more than any period: blocks of 8,192 frames at 44.1 kHz take 0.19 s.
#define LONGEST_PERIOD 1000000000u

// Initial-exec, since another model may allocate at the first use.
/// When the period began; 0 outside one.
static _Thread_local uint64_t start __attribute__((tls_model("initial-exec")));
/// Wall time less processor time, then.
static _Thread_local uint64_t idle_at_start __attribute__((tls_model("initial-exec")));

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void cajon_begin_period(void) {
    start = nanoseconds(CLOCK_MONOTONIC);
    // Modulo 2^64: processor time counts from the thread's beginning, wall time from some other moment.
    idle_at_start = start - nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

void cajon_end_period(void) { start = 0; }

uint64_t cajon_stolen_nanoseconds(uint64_t moment) {
    if (start == 0 || moment < start || moment - start > LONGEST_PERIOD) return 0;
    uint64_t idle = nanoseconds(CLOCK_MONOTONIC) - nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    int64_t stolen = (int64_t)(idle - idle_at_start);
    // The two clocks are not read at the same instant.
    return stolen > 0 ? (uint64_t)stolen : 0;
}

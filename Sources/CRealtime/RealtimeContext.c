// The clock, and the entry to RealtimeSanitizer. Any thread.
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "CRealtime.h"

uint64_t cajon_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#ifdef CAJON_RTSAN

// From the sanitizer's own interface; declared here because swiftc compiles no C with -fsanitize=realtime, it only
// links the runtime.
void __rtsan_ensure_initialized(void);
void __rtsan_realtime_enter(void);
void __rtsan_realtime_exit(void);

bool cajon_checks_realtime(void) { return true; }

void cajon_enter_realtime(void) {
    __rtsan_ensure_initialized();
    __rtsan_realtime_enter();
}

void cajon_exit_realtime(void) { __rtsan_realtime_exit(); }

#else

bool cajon_checks_realtime(void) { return false; }
void cajon_enter_realtime(void) {}
void cajon_exit_realtime(void) {}

#endif

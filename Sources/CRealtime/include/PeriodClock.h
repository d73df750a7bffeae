// How much of a period the system took from the thread that renders it. Each thread has a clock of its own; nothing
// here allocates, locks or waits.
#ifndef CAJON_PERIOD_CLOCK_H
#define CAJON_PERIOD_CLOCK_H

#include <stdint.h>

#if defined(__has_attribute) && __has_attribute(swift_attr)
#define CAJON_PERIOD_CLOCK_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#else
#define CAJON_PERIOD_CLOCK_NO_LOCKS
#endif

/// Begins a period on this thread. Call it once a period, when the thread has woken to render: from here on it doesn't
/// sleep. A system call (0.2 to 2 µs).
CAJON_PERIOD_CLOCK_NO_LOCKS void cajon_begin_period(void);

/// For how long this thread has not been running since its period began, though it wanted to: other threads had the
/// processor. In nanoseconds; 0 on a thread that never began a period. A system call.
CAJON_PERIOD_CLOCK_NO_LOCKS uint64_t cajon_stolen_nanoseconds(void);

#endif

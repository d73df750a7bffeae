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

/// Ends it: the thread may sleep. Beginning the next one does as well.
CAJON_PERIOD_CLOCK_NO_LOCKS void cajon_end_period(void);

/// For how long this thread has not been running since its period began, though it wanted to: other threads had the
/// processor. In nanoseconds; 0 outside a period. A system call.
///
/// `moment` is one within the period, on the clock of `cajon_monotonic_nanoseconds`: when more than a second lies between
/// the period's beginning and it, nobody has said for long that a period began, and the answer is 0.
CAJON_PERIOD_CLOCK_NO_LOCKS uint64_t cajon_stolen_nanoseconds(uint64_t moment);

#endif

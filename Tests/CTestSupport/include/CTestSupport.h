// Counts the calling thread's allocations, so that a test can show that some code makes none. Any thread.
#ifndef CAJON_CTESTSUPPORT_H
#define CAJON_CTESTSUPPORT_H

#include <stdbool.h>
#include <stdint.h>

/// Whether this build counts. It doesn't with RealtimeSanitizer, which puts its own functions in the same place.
bool cajon_counts_allocations(void);

/// How often this thread has called an allocating function or `free` so far.
uint64_t cajon_thread_allocation_count(void);

#endif

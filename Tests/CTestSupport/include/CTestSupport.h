// What tests need of C: the calling thread's allocations, counted, so that a test can show that some code makes none;
// whether threads are checked; and the parts of starting programs that the C library declares only on request. Any thread.
#ifndef CAJON_CTESTSUPPORT_H
#define CAJON_CTESTSUPPORT_H

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Whether this build counts. It doesn't with a sanitizer, which puts its own functions in the same place.
bool cajon_counts_allocations(void);

/// How often this thread has called an allocating function or `free` so far.
uint64_t cajon_thread_allocation_count(void);

/// Whether this build runs under ThreadSanitizer.
bool cajon_checks_threads(void);

/// A pipe, its reading end first, that no program which is started inherits.
bool cajon_make_pipe(int ends[2]);

/// Lets a program begin in that folder. Returns 0 or an errno.
int cajon_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder);

/// Keeps the calling thread on one processor from now on. Returns whether the system does so.
bool cajon_stay_on_processor(int processor);

/// Runs `body` in a child whose terminal that is; returns the child's id, or -1. What runs there may do only what a
/// signal handler may.
pid_t cajon_fork_on_terminal(int watching, int terminal, void (*body)(void));

/// What a process can do, as bits of what `cajon_confined_abilities` returns.
enum cajon_ability {
    CAJON_CAN_START_THREADS = 1,
    CAJON_CAN_OPEN = 2,
    CAJON_CAN_CREATE = 4,
    CAJON_CAN_CHANGE_FILES = 8,
    CAJON_CAN_CONNECT = 16,
    CAJON_CAN_HAVE_DESCRIPTORS = 32,
    CAJON_CAN_SIGNAL_OTHERS = 64,
    CAJON_CAN_RAISE_LIMITS = 128,
    CAJON_CAN_ALLOCATE = 256,
    CAJON_CAN_FORK = 512,
    CAJON_CAN_EXECUTE = 1024,
};

/// Runs `confine`, which returns 0 when it could, in a child, and lets that try everything: to read or remove `file`, and
/// to allocate `too_much`, among others. Returns what it could do; -1 when it couldn't be found out.
int cajon_confined_abilities(int (*confine)(void), const char *file, size_t too_much);

/// Makes the calling process one whose filters of system calls are refused, with that errno. Returns 0 or an errno.
int cajon_refuse_filters(int code);

/// Runs `body` in a child; returns the status that it gives, or -1 for another end.
int cajon_status_of_child(int (*body)(void));

#endif

// What a process gives up before it works on what a stranger made: files, network, other processes, and more memory and
// time than it needs; and how such a process is started. Nothing here is for the audio thread.
#ifndef CAJON_CCONFINEMENT_H
#define CAJON_CCONFINEMENT_H

#include <stdint.h>
#include <sys/types.h>

// What a confined process may use, all its threads together.
struct cajon_allowance {
    // Of memory that it can write, the program's own included.
    uint64_t memory_bytes;
    uint32_t processor_seconds;
};

// Lowers an allowance to what the calling process may use itself, and whom it starts.
void cajon_lower_to_own(struct cajon_allowance *allowance);

// Confines the calling process, for good, to its three standard streams and to threads of its own. To be called once,
// by a process that has one thread and has loaded all its libraries.
//
// Limits on memory, time, files and descriptors, no new privileges, and death with the parent are had or it fails. What
// some kernels lack, Landlock and system call filters, is done as far as it goes: with the limits alone no file can be
// opened either, for want of a descriptor.
//
// Returns 0 or an errno, and in `step` what failed.
int cajon_confine(const struct cajon_allowance *allowance, const char **step);

// The system call filter alone, the last step of the above. Returns whether the kernel has it.
int cajon_filter_system_calls(void);

// A process that was started to be talked to.
struct cajon_peer {
    pid_t id;
    // Where to send what it reads, by send(2), so that a peer that is gone is an error and no signal.
    int input;
    // Where what it writes is read, standard output and standard error.
    int output;
    int errors;
};

// Starts a program with nothing of this process but new standard streams, its own ends of which don't block and are
// inherited by nobody. Signals are as if nobody had ever changed anything about them. Any thread.
//
// Returns 0 or an errno.
int cajon_start_peer(
    const char *program, char *const arguments[], char *const environment[], struct cajon_peer *peer);

#endif

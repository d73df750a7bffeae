// What a process gives up before it works on what a stranger made: files, network, other processes, and more memory and
// time than it needs; and how such a process is started. Nothing here is for the audio thread.
#ifndef CAJON_CCONFINEMENT_H
#define CAJON_CCONFINEMENT_H

#include <stdbool.h>
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
// Limits on memory, time, files and descriptors, no new privileges, and death with the parent are had or it fails. So is
// the filter of system calls, where there are any: a kernel that has them and refuses this one is a failure too. Without
// them are kernels that were made so, emulators of another processor (QEMU's user mode), and processors other than
// x86-64 and AArch64. Landlock is taken as far as the kernel has it.
//
// What is left with the filter: to use the three streams, memory up to the limit, and threads.
// What is left without it, if there is Landlock: processes too, but no files, and signals to others on kernels before
// 6.12.
// What is left with the limits alone: no descriptor can come to be, so nothing can be opened, read, written or connected
// to. But all that takes only a path or a process's number goes on as the user may do it: to remove and rename files, to
// start programs and to end them, and to look into the user's other processes.
//
// Returns 0 or an errno, and in `step` what failed.
int cajon_confine(const struct cajon_allowance *allowance, const char **step);

// The system call filter alone, the last step of the above.
//
// Returns 0 or an errno; 0 without a filter where there are none.
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

// Starts a program with new standard streams, the caller's ends of which don't block and are inherited by nobody. Signals
// are as if nobody had ever changed anything about them. What descriptors of this process aren't closed on execution
// (O_CLOEXEC) come along; `cajon_confine` closes them over there. Any thread.
//
// Returns 0 or an errno.
int cajon_start_peer(
    const char *program, char *const arguments[], char *const environment[], struct cajon_peer *peer);

// What a program is confined to that is somebody else's, and knows nothing of it.
struct cajon_tool {
    struct cajon_allowance allowance;
    // Of each file that it writes.
    uint64_t file_bytes;
    // Where it starts.
    const char *folder;
    // Files and folders with all below them that it may read, and run programs from; ended by a null pointer.
    const char *const *readable;
    // The folder that it may read and write.
    const char *writable;
};

// Starts a program on an empty standard input, with limits on time, memory, files' sizes and descriptors, without new
// privileges, and with an end when the calling thread ends. It can't make sockets or look into other processes where the
// kernel filters system calls, and can't reach other files than those named where the kernel has Landlock; elsewhere it
// can reach what the user can. Any thread.
//
// Returns 0 or an errno; `peer->input` is -1. What keeps the program from starting it says on standard error, with status
// 127.
int cajon_start_tool(
    const char *program, char *const arguments[], char *const environment[], const struct cajon_tool *tool,
    struct cajon_peer *peer);

#endif

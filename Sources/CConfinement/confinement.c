// Confining a process to what it already has. Called once, by a process that has one thread.
#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Kernel headers may be older than the kernel; these are the same on every processor.
enum {
    call_close_range = 436,
    call_landlock_create_ruleset = 444,
    call_landlock_restrict_self = 446,
};

// Lowers a limit for good; one that is lower already stays. `slack` is what the hard limit is above the soft one.
static int lower(__rlimit_resource_t resource, rlim_t most, rlim_t slack) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return errno;
    if (limit.rlim_cur > most) limit.rlim_cur = most;
    if (limit.rlim_max > most + slack) limit.rlim_max = most + slack;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

static void close_all_but_standard_streams(void) {
    if (syscall(call_close_range, 3, ~0U, 0) == 0) return;
    struct rlimit limit;
    long most = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (long)limit.rlim_cur : 65536;
    for (int descriptor = 3; descriptor < most; descriptor += 1) close(descriptor);
}

// Forbids all that this kernel's Landlock can forbid, and allows nothing: files, TCP, abstract sockets and signals to
// others. Source: https://docs.kernel.org/userspace-api/landlock.html
static void forbid_by_landlock(void) {
    struct {
        uint64_t files;
        uint64_t network;
        uint64_t scopes;
    } handled = {0};
    const unsigned version_flag = 1;
    long version = syscall(call_landlock_create_ruleset, NULL, (size_t)0, version_flag);
    if (version < 1) return;
    // 13 kinds of access to files at first, and then moving between folders, cutting short, and control of devices.
    int kinds = 13 + (version >= 2) + (version >= 3) + (version >= 5);
    handled.files = (UINT64_C(1) << kinds) - 1;
    if (version >= 4) handled.network = 3;
    if (version >= 6) handled.scopes = 3;
    size_t size = version >= 6 ? sizeof handled : version >= 4 ? offsetof(__typeof__(handled), scopes)
                                                               : offsetof(__typeof__(handled), network);
    int rules = (int)syscall(call_landlock_create_ruleset, &handled, size, 0);
    if (rules < 0) return;
    syscall(call_landlock_restrict_self, rules, 0);
    close(rules);
}

void cajon_lower_to_own(struct cajon_allowance *allowance) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) == 0 && limit.rlim_cur < allowance->memory_bytes) {
        allowance->memory_bytes = limit.rlim_cur;
    }
    if (getrlimit(RLIMIT_CPU, &limit) == 0 && limit.rlim_cur < allowance->processor_seconds) {
        allowance->processor_seconds = (uint32_t)limit.rlim_cur;
    }
}

int cajon_confine(const struct cajon_allowance *allowance, const char **step) {
    // Hard limits leave some time to die of the soft one, whose signal says what it was.
    const rlim_t dying_seconds = 5;
    int code;
    *step = "death with the parent";
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    *step = "undumpable memory";
    if (prctl(PR_SET_DUMPABLE, 0) != 0) return errno;
    *step = "no new privileges";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    *step = "the root folder";
    if (chdir("/") != 0) return errno;
    close_all_but_standard_streams();
    forbid_by_landlock();
    *step = "a limit on core files";
    if ((code = lower(RLIMIT_CORE, 0, 0)) != 0) return code;
    *step = "a limit on files' sizes";
    if ((code = lower(RLIMIT_FSIZE, 0, 0)) != 0) return code;
    // Of memory, this is what counts what is written, threads' stacks too; a limit on address space would count what
    // allocators reserve for each thread.
    *step = "a limit on memory";
    if ((code = lower(RLIMIT_DATA, allowance->memory_bytes, 0)) != 0) return code;
    *step = "a limit on processor time";
    if ((code = lower(RLIMIT_CPU, allowance->processor_seconds, dying_seconds)) != 0) return code;
    // The standard streams are there; no other descriptor can come to be.
    *step = "a limit on descriptors";
    if ((code = lower(RLIMIT_NOFILE, 3, 0)) != 0) return code;
    *step = "a filter of system calls";
    return cajon_filter_system_calls();
}

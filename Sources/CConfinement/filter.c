// The system calls that a compiler needs, as a filter that refuses all others. Called by the process that it confines.
#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef THIS_ARCHITECTURE

// What is allowed whatever its arguments: what is there is read, written and closed; memory; threads and their waiting;
// handlers of its own signals; clocks, chance and numbers of its own. Nothing here takes a path or an address.
static const int allowed[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_close, SYS_fstat, SYS_lseek, SYS_ppoll,
    SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk, SYS_mincore, SYS_membarrier,
    SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_set_tid_address, SYS_rseq, SYS_sched_yield,
    SYS_sched_getaffinity, SYS_getcpu, SYS_gettid, SYS_getpid, SYS_getppid, SYS_exit, SYS_exit_group,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrandom,
    SYS_getrusage, SYS_times, SYS_sysinfo, SYS_uname,
#ifdef SYS_poll
    SYS_poll, SYS_time,
#endif
};

enum {
    allowed_count = sizeof allowed / sizeof *allowed,
    // Each takes two steps; then those below.
    step_count = 2 * allowed_count + 48,
    // Set a thread's name; name a mapping.
    operation_set_name = 15,
    operation_set_mapping_name = 0x53564d41,
    // glibc tries this one and takes clone if there is none; it keeps its flags where no filter can see them.
    call_clone3 = 435,
    // Newer calls are said not to exist, so that libraries do without.
    last_known_call = 446,
};

// Which of a system call's values is compared: its number, or the low or high half of an argument.
#define NUMBER offsetof(struct seccomp_data, nr)
#define LOW(index) (offsetof(struct seccomp_data, args) + 8 * (index))
#define HIGH(index) (LOW(index) + 4)

struct program {
    struct sock_filter steps[step_count];
    unsigned short count;
};

static void add(struct program *program, struct sock_filter step) { program->steps[program->count++] = step; }

static void load(struct program *program, unsigned offset) {
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void give(struct program *program, unsigned result) {
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, result));
}

// Goes on if the value at hand is that, and otherwise skips so many steps.
static void unless(struct program *program, unsigned value, unsigned char skipped) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped));
}

// For the call with that number: allowed if the half of an argument is that value, and refused if not. The number is at
// hand before, and after it if it was another.
static void allow_if(struct program *program, unsigned number, unsigned place, unsigned value) {
    unless(program, number, 4);
    load(program, place);
    unless(program, value, 1);
    give(program, SECCOMP_RET_ALLOW);
    give(program, SECCOMP_RET_ERRNO | EPERM);
}

int cajon_filter_system_calls(void) {
    struct program program = {.count = 0};
    load(&program, offsetof(struct seccomp_data, arch));
    unless(&program, THIS_ARCHITECTURE, 1);
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0));
    give(&program, SECCOMP_RET_KILL_PROCESS);

    load(&program, NUMBER);
    for (int index = 0; index < allowed_count; index += 1) {
        unless(&program, (unsigned)allowed[index], 1);
        give(&program, SECCOMP_RET_ALLOW);
    }
    // Threads, no processes.
    unless(&program, SYS_clone, 4);
    load(&program, LOW(0));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
    give(&program, SECCOMP_RET_ALLOW);
    give(&program, SECCOMP_RET_ERRNO | EPERM);
    // What abort(3) does to itself.
    allow_if(&program, SYS_tgkill, LOW(0), (unsigned)getpid());
    // Limits are read, not set: without new ones, a pointer.
    unless(&program, SYS_prlimit64, 6);
    load(&program, LOW(2));
    unless(&program, 0, 3);
    load(&program, HIGH(2));
    unless(&program, 0, 1);
    give(&program, SECCOMP_RET_ALLOW);
    give(&program, SECCOMP_RET_ERRNO | EPERM);
    unless(&program, SYS_prctl, 5);
    load(&program, LOW(0));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, operation_set_name, 1, 0));
    unless(&program, operation_set_mapping_name, 1);
    give(&program, SECCOMP_RET_ALLOW);
    give(&program, SECCOMP_RET_ERRNO | EPERM);

    unless(&program, call_clone3, 1);
    give(&program, SECCOMP_RET_ERRNO | ENOSYS);
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last_known_call, 0, 1));
    give(&program, SECCOMP_RET_ERRNO | ENOSYS);
    give(&program, SECCOMP_RET_ERRNO | EPERM);

    struct sock_fprog filter = {.len = program.count, .filter = program.steps};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0) return 0;
    // A kernel without filters, or something that takes a kernel's place, doesn't know the call.
    return errno == EINVAL || errno == ENOSYS ? 0 : errno;
}

#else

int cajon_filter_system_calls(void) {
    return 0;
}

#endif

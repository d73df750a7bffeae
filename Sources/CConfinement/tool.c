// Starting a program that works on what a stranger made, confined from its first instruction on. Any thread; between
// fork and exec nothing is called that may not be.
#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

enum {
    stream_count = 3,
    call_close_range = 436,
    call_landlock_create_ruleset = 444,
    call_landlock_add_rule = 445,
    call_landlock_restrict_self = 446,
    // Files that it may have open at once.
    descriptor_count = 256,
    // What a shell says of a program that can't be started.
    failed_status = 127,
};

// Kinds of access, as Landlock numbers them: execute, write, read a file, read a folder, remove a file, make a file; and,
// from its third version on, cut a file short.
#define ACCESS_EXECUTE (UINT64_C(1) << 0)
#define ACCESS_WRITE (UINT64_C(1) << 1)
#define ACCESS_READ (UINT64_C(1) << 2)
#define ACCESS_LIST (UINT64_C(1) << 3)
#define ACCESS_REMOVE (UINT64_C(1) << 5)
#define ACCESS_MAKE (UINT64_C(1) << 8)
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)

static int set_limit(__rlimit_resource_t resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -1;
    if (limit.rlim_max > most) limit.rlim_max = most;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit);
}

static void fail(const char *step) {
    ssize_t written = write(STDERR_FILENO, step, strlen(step));
    (void)written;
    _exit(failed_status);
}

static void allow(int rules, uint64_t handled, const char *path, uint64_t access) {
    struct {
        uint64_t access;
        int32_t parent;
    } __attribute__((packed)) beneath;
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return;
    struct stat status;
    bool is_folder = fstat(place, &status) == 0 && S_ISDIR(status.st_mode);
    beneath.access = access & handled;
    if (!is_folder) beneath.access &= ACCESS_EXECUTE | ACCESS_WRITE | ACCESS_READ | ACCESS_TRUNCATE;
    beneath.parent = place;
    const unsigned path_beneath = 1;
    syscall(call_landlock_add_rule, rules, path_beneath, &beneath, 0);
    close(place);
}

// Leaves no files but those named, and no network, as far as this kernel's Landlock goes.
// Source: https://docs.kernel.org/userspace-api/landlock.html
static void confine_files(const struct cajon_tool *tool) {
    struct {
        uint64_t files;
        uint64_t network;
        uint64_t scopes;
    } handled = {0};
    const unsigned version_flag = 1;
    long version = syscall(call_landlock_create_ruleset, NULL, (size_t)0, version_flag);
    if (version < 1) return;
    int kinds = 13 + (version >= 2) + (version >= 3) + (version >= 5);
    handled.files = (UINT64_C(1) << kinds) - 1;
    if (version >= 4) handled.network = 3;
    if (version >= 6) handled.scopes = 3;
    size_t size = version >= 6 ? sizeof handled : version >= 4 ? offsetof(__typeof__(handled), scopes)
                                                               : offsetof(__typeof__(handled), network);
    int rules = (int)syscall(call_landlock_create_ruleset, &handled, size, 0);
    if (rules < 0) fail("its files can't be limited");
    for (const char *const *path = tool->readable; *path; path += 1) {
        allow(rules, handled.files, *path, ACCESS_EXECUTE | ACCESS_READ | ACCESS_LIST);
    }
    // Programs ask others things, whose answers they don't want.
    allow(rules, handled.files, "/dev/null", ACCESS_READ | ACCESS_WRITE);
    allow(
        rules, handled.files, tool->writable,
        ACCESS_WRITE | ACCESS_READ | ACCESS_LIST | ACCESS_REMOVE | ACCESS_MAKE | ACCESS_TRUNCATE);
    if (syscall(call_landlock_restrict_self, rules, 0) != 0) fail("its files can't be limited");
    close(rules);
}

// No sockets, and no looking into others. Returns an errno; 0 too where there are no filters.
static int forbid_sockets(void) {
#ifdef THIS_ARCHITECTURE
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
        // The same calls by other numbers.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 5, 0),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog filter = {.len = sizeof steps / sizeof *steps, .filter = steps};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0 && errno != EINVAL && errno != ENOSYS) return errno;
#endif
    return 0;
}

// What the new process does before it becomes the program. Its streams are in their places.
static void become(
    const char *program, char *const arguments[], char *const environment[], const struct cajon_tool *tool) {
    for (int signal_number = 1; signal_number < NSIG; signal_number += 1) signal(signal_number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (syscall(call_close_range, 3, ~0U, 0) != 0) {
        for (int descriptor = 3; descriptor < 65536; descriptor += 1) close(descriptor);
    }
    if (chdir(tool->folder) != 0) fail("its folder can't be entered");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        fail("it can't be tied to the program that starts it");
    }
    confine_files(tool);
    const rlim_t dying_seconds = 5;
    struct rlimit processor = {
        tool->allowance.processor_seconds, tool->allowance.processor_seconds + dying_seconds};
    struct rlimit own;
    if (getrlimit(RLIMIT_CPU, &own) != 0) fail("its time can't be limited");
    if (processor.rlim_max > own.rlim_max) processor.rlim_max = own.rlim_max;
    if (processor.rlim_cur > own.rlim_cur) processor.rlim_cur = own.rlim_cur;
    if (setrlimit(RLIMIT_CPU, &processor) != 0 || set_limit(RLIMIT_CORE, 0) != 0 ||
        set_limit(RLIMIT_FSIZE, tool->file_bytes) != 0 || set_limit(RLIMIT_DATA, tool->allowance.memory_bytes) != 0 ||
        set_limit(RLIMIT_NOFILE, descriptor_count) != 0) {
        fail("it can't be limited");
    }
    if (forbid_sockets() != 0) fail("its system calls can't be limited");
    execve(program, arguments, environment);
    fail("it can't be started");
}

static void close_both(int ends[2]) {
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
}

int cajon_start_tool(
    const char *program, char *const arguments[], char *const environment[], const struct cajon_tool *tool,
    struct cajon_peer *peer) {
    int output[2] = {-1, -1}, errors[2] = {-1, -1};
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int code = nothing < 0 || pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0 ? errno : 0;
    if (code == 0 && (fcntl(output[0], F_SETFL, O_NONBLOCK) != 0 || fcntl(errors[0], F_SETFL, O_NONBLOCK) != 0)) {
        code = errno;
    }
    pid_t id = code == 0 ? fork() : -1;
    if (code == 0 && id < 0) code = errno;
    if (id == 0) {
        // Twice, so that none is in another's place when it is moved.
        int streams[stream_count] = {nothing, output[1], errors[1]};
        for (int stream = 0; stream < stream_count; stream += 1) {
            streams[stream] = fcntl(streams[stream], F_DUPFD, stream_count);
        }
        for (int stream = 0; stream < stream_count; stream += 1) dup2(streams[stream], stream);
        become(program, arguments, environment, tool);
    }
    if (nothing >= 0) close(nothing);
    if (code != 0) {
        close_both(output);
        close_both(errors);
        return code;
    }
    close(output[1]);
    close(errors[1]);
    *peer = (struct cajon_peer){.id = id, .input = -1, .output = output[0], .errors = errors[0]};
    return 0;
}

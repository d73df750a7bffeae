// What a process can still do once something has confined it. Any thread.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CTestSupport.h"

static void *touch(void *bytes) {
    memset(bytes, 1, 1 << 20);
    return bytes;
}

static bool can_start_threads(void) {
    void *bytes = malloc(1 << 20);
    void *result = NULL;
    pthread_t thread;
    return bytes != NULL && pthread_create(&thread, NULL, touch, bytes) == 0 && pthread_join(thread, &result) == 0
        && result == bytes;
}

static bool can_raise_limit(void) {
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_DATA, &limit) == 0;
}

static bool can_fork(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    return child > 0;
}

static bool can_allocate(size_t byte_count) {
    int kind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    return mmap(NULL, byte_count, PROT_READ | PROT_WRITE, kind, -1, 0) != MAP_FAILED;
}

static unsigned abilities(const char *file, size_t too_much) {
    unsigned can = 0;
    if (can_start_threads()) can |= CAJON_CAN_START_THREADS;
    if (open(file, O_RDONLY) >= 0) can |= CAJON_CAN_OPEN;
    if (open(".", O_TMPFILE | O_RDWR, 0600) >= 0) can |= CAJON_CAN_CREATE;
    if (unlink(file) == 0) can |= CAJON_CAN_CHANGE_FILES;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0) can |= CAJON_CAN_CONNECT;
    if (dup(STDERR_FILENO) >= 0 || memfd_create("none", 0) >= 0) can |= CAJON_CAN_HAVE_DESCRIPTORS;
    if (kill(getppid(), 0) == 0) can |= CAJON_CAN_SIGNAL_OTHERS;
    if (can_raise_limit()) can |= CAJON_CAN_RAISE_LIMITS;
    if (can_allocate(too_much)) can |= CAJON_CAN_ALLOCATE;
    if (can_fork()) can |= CAJON_CAN_FORK;
    return can;
}

int cajon_confined_abilities(int (*confine)(void), const char *file, size_t too_much) {
    // What a child that became no other program ends with.
    enum { stayed = 7 };
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        // The only descriptors that a confined process keeps.
        if (dup2(ends[1], STDOUT_FILENO) < 0 || confine() != 0) _exit(1);
        unsigned can = abilities(file, too_much);
        if (write(STDOUT_FILENO, &can, sizeof can) != sizeof can) _exit(1);
        execl("/bin/true", "true", NULL);
        _exit(stayed);
    }
    close(ends[1]);
    unsigned can = 0;
    int status = -1;
    bool is_told = child > 0 && read(ends[0], &can, sizeof can) == sizeof can;
    close(ends[0]);
    if (child > 0) waitpid(child, &status, 0);
    if (!is_told || !WIFEXITED(status)) return -1;
    return (int)(WEXITSTATUS(status) == stayed ? can : can | CAJON_CAN_EXECUTE);
}

int cajon_refuse_filters(int code) {
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)code),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof steps / sizeof *steps, .filter = steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 ? 0 : errno;
}

int cajon_status_of_child(int (*body)(void)) {
    pid_t child = fork();
    if (child == 0) _exit(body());
    int status = -1;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

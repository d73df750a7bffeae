// What a process can still do once something has confined it. Any thread.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
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

// Waking a poll(2) loop: from another thread by an eventfd, from a signal by a pipe of its own.
#define _GNU_SOURCE
#include "CControl.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

int cajon_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// A pipe for each loop that wants signals. One that is given back stays open for the next loop: a handler may be about to
// write to it.
#define PIPE_LIMIT 16
typedef struct {
    int reading;
    atomic_int writing;  // written before `is_used`, which is what handlers look at first
    atomic_bool is_used;
} signal_pipe;

static signal_pipe pipes[PIPE_LIMIT];
static int made_count = 0;
static struct sigaction before[NSIG];
static int caught_count[NSIG];
// Guards all of the above but for handlers, which only read the atomics.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void drain(int descriptor) {
    char bytes[64];
    while (read(descriptor, bytes, sizeof bytes) > 0) {
    }
}

static int take_pipe(void) {
    for (int index = 0; index < made_count; index++) {
        if (atomic_load(&pipes[index].is_used)) continue;
        drain(pipes[index].reading);
        atomic_store(&pipes[index].is_used, true);
        return pipes[index].reading;
    }
    if (made_count == PIPE_LIMIT) {
        errno = EMFILE;
        return -1;
    }
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    signal_pipe *made = &pipes[made_count++];
    made->reading = ends[0];
    atomic_store(&made->writing, ends[1]);
    atomic_store(&made->is_used, true);
    return ends[0];
}

int cajon_signal_pipe(void) {
    pthread_mutex_lock(&lock);
    int reading = take_pipe();
    pthread_mutex_unlock(&lock);
    return reading;
}

void cajon_signal_pipe_return(int reading) {
    pthread_mutex_lock(&lock);
    for (int index = 0; index < made_count; index++) {
        if (pipes[index].reading == reading) atomic_store(&pipes[index].is_used, false);
    }
    pthread_mutex_unlock(&lock);
}

static void on_signal(int number) {
    int code = errno;
    unsigned char byte = (unsigned char)number;
    for (int index = 0; index < PIPE_LIMIT; index++) {
        if (!atomic_load(&pipes[index].is_used)) continue;
        // A full pipe holds signals enough.
        ssize_t count = write(atomic_load(&pipes[index].writing), &byte, 1);
        (void)count;
    }
    errno = code;
}

bool cajon_signal_catch(int number) {
    if (number <= 0 || number >= NSIG) {
        errno = EINVAL;
        return false;
    }
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    pthread_mutex_lock(&lock);
    bool is_caught = caught_count[number] > 0 || sigaction(number, &action, &before[number]) == 0;
    if (is_caught) caught_count[number]++;
    pthread_mutex_unlock(&lock);
    return is_caught;
}

void cajon_signal_release(int number) {
    if (number <= 0 || number >= NSIG) return;
    pthread_mutex_lock(&lock);
    if (caught_count[number] > 0 && --caught_count[number] == 0) sigaction(number, &before[number], NULL);
    pthread_mutex_unlock(&lock);
}

// Waking a poll(2) loop: from another thread by an eventfd, from a signal by a pipe of its own.
#define _GNU_SOURCE
#include "CControl.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

int cajon_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// Written before any signal is caught, read by handlers afterwards.
static int signal_pipe[2] = {-1, -1};
static struct sigaction before[NSIG];
static bool is_caught[NSIG];

int cajon_signal_pipe(void) {
    if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    return signal_pipe[0];
}

static void on_signal(int number) {
    int code = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe holds signals enough.
    ssize_t count = write(signal_pipe[1], &byte, 1);
    (void)count;
    errno = code;
}

bool cajon_signal_catch(int number) {
    if (number <= 0 || number >= NSIG) {
        errno = EINVAL;
        return false;
    }
    if (cajon_signal_pipe() < 0) return false;
    if (is_caught[number]) return true;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, &before[number]) != 0) return false;
    is_caught[number] = true;
    return true;
}

void cajon_signal_release(int number) {
    if (number <= 0 || number >= NSIG || !is_caught[number]) return;
    sigaction(number, &before[number], NULL);
    is_caught[number] = false;
}

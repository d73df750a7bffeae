// The terminal's mode, and giving it back whatever happens.
#define _GNU_SOURCE
#include "CControl.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// The alternate page, its own cursor position, no cursor; and back. xterm's control sequences, which all terminals know.
static const char enter_text[] = "\033[?1049h\033[?25l\033[2J";
static const char leave_text[] = "\033[0m\033[?25h\033[?1049l";

// Written before `is_entered` is set, read after it was found set: the pair that orders them is this atomic.
static struct termios saved_mode;
static int input_descriptor = -1;
static int output_descriptor = -1;
static atomic_bool is_entered = false;

static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGSYS, SIGTRAP};
#define CRASH_COUNT (sizeof crashes / sizeof crashes[0])
static struct sigaction before[CRASH_COUNT];

static void write_all(int descriptor, const char *text, size_t length) {
    while (length > 0) {
        ssize_t count = write(descriptor, text, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        text += count;
        length -= (size_t)count;
    }
}

void cajon_terminal_leave(void) {
    if (!atomic_exchange(&is_entered, false)) return;
    int code = errno;
    write_all(output_descriptor, leave_text, sizeof leave_text - 1);
    // In the background this would stop the process.
    sigset_t all, old;
    sigemptyset(&all);
    sigaddset(&all, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    // At once: nobody may be reading what is still to be written.
    tcsetattr(input_descriptor, TCSANOW, &saved_mode);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = code;
}

static void on_crash(int number) {
    cajon_terminal_leave();
    for (size_t index = 0; index < CRASH_COUNT; index++) {
        if (crashes[index] == number) sigaction(number, &before[index], NULL);
    }
    // A fault happens again on return; a signal that was sent has to be sent again. It is blocked until then.
    raise(number);
}

void cajon_terminal_guard(void) {
    static bool is_guarded = false;
    if (is_guarded) return;
    is_guarded = true;
    for (size_t index = 0; index < CRASH_COUNT; index++) {
        struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
        sigemptyset(&action.sa_mask);
        sigaction(crashes[index], &action, &before[index]);
    }
    atexit(cajon_terminal_leave);
}

bool cajon_terminal_enter(int input, int output) {
    if (atomic_load(&is_entered)) return true;
    if (tcgetattr(input, &saved_mode) != 0) return false;
    struct termios mode = saved_mode;
    // Bytes as they come: no lines, no echo, no signals from keys, no flow control; output is translated as before.
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    mode.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | ISTRIP);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    input_descriptor = input;
    output_descriptor = output;
    atomic_store(&is_entered, true);
    if (tcsetattr(input, TCSANOW, &mode) != 0) {
        atomic_store(&is_entered, false);
        return false;
    }
    write_all(output, enter_text, sizeof enter_text - 1);
    return true;
}

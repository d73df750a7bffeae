// Code that is run on a terminal in a process of its own, where it may crash.
#include <pty.h>
#include <signal.h>
#include <unistd.h>
#include <utmp.h>

#include "CTestSupport.h"

pid_t cajon_fork_on_terminal(int watching, int terminal, void (*body)(void)) {
    pid_t child = fork();
    if (child != 0) return child;
    close(watching);
    // Whatever the test runner ignores, blocks or handles, the child doesn't.
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (login_tty(terminal) != 0) _exit(99);
    body();
    _exit(0);
}

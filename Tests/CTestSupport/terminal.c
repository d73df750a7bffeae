// Code that is run on a terminal in a process of its own, where it may crash.
#include <pty.h>
#include <unistd.h>
#include <utmp.h>

#include "CTestSupport.h"

pid_t cajon_fork_on_terminal(int watching, int terminal, void (*body)(void)) {
    pid_t child = fork();
    if (child != 0) return child;
    close(watching);
    if (login_tty(terminal) != 0) _exit(99);
    body();
    _exit(0);
}

// What alsa-lib says when something fails, kept for the message that the user gets. Any thread; each has its own text.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "CALSA.h"

static _Thread_local char messages[1024];
static _Thread_local size_t length;

/// A failure may come with a dozen lines, of which the first says what is wrong; what doesn't fit is left out.
static void keep(const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file;
    (void)line;
    (void)function;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (count < 0) return;
    size_t used = strnlen(text, sizeof text - 1);
    const char *reason = code != 0 ? snd_strerror(code) : "";
    int added = snprintf(
        messages + length, sizeof messages - length, "%s%.*s%s%s", length > 0 ? "\n" : "", (int)used, text,
        code != 0 ? ": " : "", reason);
    if (added < 0 || length + (size_t)added >= sizeof messages) {
        messages[length] = '\0';
        return;
    }
    length += (size_t)added;
}

void cajon_alsa_keep_messages(void) { snd_lib_error_set_handler(keep); }

void cajon_alsa_forget_messages(void) {
    length = 0;
    messages[0] = '\0';
}

const char *cajon_alsa_messages(void) { return messages; }

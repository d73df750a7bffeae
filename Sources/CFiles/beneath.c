// Opening a file below a folder, whatever the name says and whoever exchanges the files meanwhile.
#define _GNU_SOURCE
#include "CFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_at_once(int folder, const char *name, int flags) {
    struct open_how how = {
        .flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
    };
    int file;
    do {
        file = (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
    } while (file < 0 && errno == EINTR);
    return file;
}

// Closes a descriptor and gives errno a value.
static int refuse(int descriptor, int code) {
    if (descriptor >= 0) close(descriptor);
    errno = code;
    return -1;
}

// One part at a time, each by the descriptor of the one before, so that a link in any place is found.
static int open_by_walking(int folder, const char *name, int flags) {
    struct stat status;
    if (fstat(folder, &status) != 0) return -1;
    dev_t device = status.st_dev;
    int here = -1;
    for (;;) {
        const char *end = strchrnul(name, '/');
        size_t length = (size_t)(end - name);
        char part[NAME_MAX + 1];
        if (length == 0 || length > NAME_MAX) return refuse(here, length == 0 ? EINVAL : ENAMETOOLONG);
        memcpy(part, name, length);
        part[length] = '\0';
        bool is_last = *end == '\0';
        int parent = here >= 0 ? here : folder;
        int next = openat(parent, part, (is_last ? flags : O_PATH) | O_NOFOLLOW | O_CLOEXEC);
        int code = errno;
        if (here >= 0) close(here);
        if (next < 0) return refuse(-1, code);
        if (fstat(next, &status) != 0) return refuse(next, errno);
        if (S_ISLNK(status.st_mode)) return refuse(next, ELOOP);
        if (status.st_dev != device) return refuse(next, EXDEV);
        if (is_last) return next;
        if (!S_ISDIR(status.st_mode)) return refuse(next, ENOTDIR);
        here = next;
        name = end + 1;
    }
}

static int open_beneath(int folder, const char *name, int flags, bool walks) {
    if (!walks) {
        int file = open_at_once(folder, name, flags);
        // Filters of system calls that are older than this one say EPERM.
        if (file >= 0 || (errno != ENOSYS && errno != EPERM)) return file;
    }
    return open_by_walking(folder, name, flags);
}

int cajon_open_beneath(int folder, const char *name, bool walks) {
    // Looked at before it is opened: opening a device can do something by itself.
    int place = open_beneath(folder, name, O_PATH, walks);
    if (place < 0) return -1;
    struct stat expected, found;
    if (fstat(place, &expected) != 0) return refuse(place, errno);
    close(place);
    if (S_ISLNK(expected.st_mode)) return refuse(-1, ELOOP);
    if (S_ISDIR(expected.st_mode)) return refuse(-1, EISDIR);
    if (!S_ISREG(expected.st_mode)) return refuse(-1, EINVAL);
    // Without waiting: whatever has come to its place since then is found out below.
    int file = open_beneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY, walks);
    if (file < 0) return -1;
    if (fstat(file, &found) != 0) return refuse(file, errno);
    bool is_same = found.st_dev == expected.st_dev && found.st_ino == expected.st_ino && S_ISREG(found.st_mode);
    return is_same ? file : refuse(file, ESTALE);
}

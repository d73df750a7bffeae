// What EffectHost needs from C to open files by names that strangers chose: openat2(2), which glibc has no function for,
// and what takes its place where the kernel hasn't got it. Any thread but the audio thread.
#ifndef CAJON_CFILES_H
#define CAJON_CFILES_H

#include <stdbool.h>

// Opens the regular file that a name stands for below a folder, for reading, and never anything else: no link, no other
// file system, no pipe, no device, nothing above the folder. Never waits. The name is relative, and has no part that is
// empty, "." or "..", which the caller has seen to. The descriptor is closed in children; -1 and errno on failure:
// ELOOP for a link and EXDEV for another file system, as openat2 has it, EISDIR for a folder, EINVAL for what is neither
// file nor folder.
//
// `walks` opens part after part with openat(2), as is done by itself where there is no openat2.
int cajon_open_beneath(int folder, const char *name, bool walks);

#endif

// What Swift's view of the C library lacks for files: openat2(2), to open files by names that strangers chose, and
// renameat2(2); and what takes their place where the system hasn't got them. Any thread but the audio thread.
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

// Gives a file or folder another name, which nothing must have yet; EEXIST or ENOTEMPTY if something has. -1 and errno on
// failure. On a file system that can't promise it, a file or folder of that name is only looked for beforehand.
int cajon_rename_to_new(int from_folder, const char *from, int to_folder, const char *to);

#endif

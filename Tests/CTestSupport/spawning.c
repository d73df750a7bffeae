// What the C library declares only for those who ask for its extensions. Any thread.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include "CTestSupport.h"

bool cajon_make_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0; }

int cajon_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder) {
    return posix_spawn_file_actions_addchdir_np(actions, folder);
}

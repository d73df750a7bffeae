// Starting a process to be talked to. Any thread.
#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    // Whoever is started has its ends as these.
    stream_count = 3,
    // As much as anybody may have without asking; fewer turns for code of some megabytes.
    pipe_bytes = 1 << 20,
};

static void close_both(int ends[2]) {
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
}

// Moves both ends out of the place of the standard streams, which a process without some might have left free.
static int move_up(int ends[2]) {
    for (int index = 0; index < 2; index += 1) {
        if (ends[index] >= stream_count) continue;
        int moved = fcntl(ends[index], F_DUPFD_CLOEXEC, stream_count);
        if (moved < 0) return errno;
        close(ends[index]);
        ends[index] = moved;
    }
    return 0;
}

static int make_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    return move_up(ends);
}

// A socket and not a pipe, because only that can be written to without a signal when nobody reads.
static int make_socket(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    return move_up(ends);
}

static int spawn(
    const char *program, char *const arguments[], char *const environment[], const int streams[stream_count],
    pid_t *id) {
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    posix_spawnattr_t attributes;
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return code;
    }
    for (int stream = 0; stream < stream_count && code == 0; stream += 1) {
        code = posix_spawn_file_actions_adddup2(&actions, streams[stream], stream);
    }
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    if (code == 0) code = posix_spawnattr_setsigdefault(&attributes, &every);
    if (code == 0) code = posix_spawnattr_setsigmask(&attributes, &none);
    if (code == 0) code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    if (code == 0) code = posix_spawn(id, program, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

int cajon_start_peer(
    const char *program, char *const arguments[], char *const environment[], struct cajon_peer *peer) {
    int input[2] = {-1, -1}, output[2] = {-1, -1}, errors[2] = {-1, -1};
    int code = make_socket(input);
    if (code == 0) code = make_pipe(output);
    if (code == 0) code = make_pipe(errors);
    if (code == 0) fcntl(output[0], F_SETPIPE_SZ, pipe_bytes);
    int own[stream_count] = {input[1], output[0], errors[0]};
    for (int stream = 0; stream < stream_count && code == 0; stream += 1) {
        if (fcntl(own[stream], F_SETFL, O_NONBLOCK) != 0) code = errno;
    }
    const int others[stream_count] = {input[0], output[1], errors[1]};
    if (code == 0) code = spawn(program, arguments, environment, others, &peer->id);
    if (code != 0) {
        close_both(input);
        close_both(output);
        close_both(errors);
        return code;
    }
    for (int stream = 0; stream < stream_count; stream += 1) close(others[stream]);
    peer->input = own[0];
    peer->output = own[1];
    peer->errors = own[2];
    return 0;
}

// What Swift doesn't see of Linux's sockets.
#define _GNU_SOURCE
#include "CControl.h"

#include <sys/socket.h>

int cajon_socket_accept(int descriptor) { return accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int64_t cajon_socket_peer_user(int descriptor) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? (int64_t)peer.uid : -1;
}

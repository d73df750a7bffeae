// The doorbell: a POSIX semaphore, and a thread's timer slack. See Doorbell.h for who may call what.
#define _GNU_SOURCE
#include "Doorbell.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

struct cajon_doorbell {
    sem_t semaphore;
};

cajon_doorbell *cajon_doorbell_make(void) {
    cajon_doorbell *bell = malloc(sizeof *bell);
    if (bell) sem_init(&bell->semaphore, 0, 0);
    return bell;
}

void cajon_doorbell_free(cajon_doorbell *bell) {
    if (bell) sem_destroy(&bell->semaphore);
    free(bell);
}

void cajon_doorbell_ring(cajon_doorbell *bell) { sem_post(&bell->semaphore); }

/// 0 when it was rung, else an errno.
static int wait_once(sem_t *semaphore, uint64_t deadline) {
    if (deadline == UINT64_MAX) return sem_wait(semaphore) == 0 ? 0 : errno;
    struct timespec moment = {(time_t)(deadline / 1000000000u), (long)(deadline % 1000000000u)};
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &moment) == 0 ? 0 : errno;
}

bool cajon_doorbell_wait(cajon_doorbell *bell, uint64_t deadline) {
    int status;
    do { status = wait_once(&bell->semaphore, deadline); } while (status == EINTR);
    if (status != 0) return false;
    while (sem_trywait(&bell->semaphore) == 0) {}
    return true;
}

void cajon_sharpen_sleep(void) { prctl(PR_SET_TIMERSLACK, 1ul, 0ul, 0ul, 0ul); }

// Names, scheduling and memory of threads that must not wait. Not for the audio thread itself: these calls may block.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "CRealtime.h"

void cajon_name_thread(pthread_t thread, const char *name) {
    char kept[16];
    strncpy(kept, name, sizeof kept - 1);
    kept[sizeof kept - 1] = 0;
    pthread_setname_np(thread, kept);
}

int cajon_schedule_realtime(pthread_t thread, int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    int status = pthread_setschedparam(thread, SCHED_FIFO, &parameters);
    if (status != EPERM) return status == 0 ? priority : -status;
    // Without the privilege, priorities up to the user's limit are allowed.
    struct rlimit limit;
    if (getrlimit(RLIMIT_RTPRIO, &limit) != 0 || limit.rlim_cur == 0) return -EPERM;
    if (limit.rlim_cur < (rlim_t)priority) parameters.sched_priority = (int)limit.rlim_cur;
    status = pthread_setschedparam(thread, SCHED_FIFO, &parameters);
    return status == 0 ? parameters.sched_priority : -status;
}

int cajon_lock_memory(void *start, size_t size) {
    int status = mlock(start, size) == 0 ? 0 : errno;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    // Reading and writing back what is there makes a copy-on-write page this process's own.
    for (size_t offset = 0; offset < size; offset += page) {
        volatile unsigned char *byte = (volatile unsigned char *)start + offset;
        *byte = *byte;
    }
    return status;
}

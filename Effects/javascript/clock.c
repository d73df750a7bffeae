// What the C library would ask an operating system for. The only clock is the sound's position, counted from a fixed
// day, so that equal sound gives equal results on every day; and there are no files.

#include <stdint.h>

#include "shim.h"

/// 1 January 2000, 00:00 UTC, as seconds of Unix time: when every stream begins.
#define STREAM_EPOCH 946684800.0

static double seconds_now;

void clock_set(double seconds) { seconds_now = seconds; }

// wasi-libc declares these as imports. A definition takes their place, so the engine imports nothing of WASI.
#define WASI(name) __imported_wasi_snapshot_preview1_##name
enum { WASI_SUCCESS = 0, WASI_BADF = 8, WASI_CLOCK_REALTIME = 0 };

int32_t WASI(clock_time_get)(int32_t clock, int64_t precision, int32_t result) {
    (void)precision;
    double seconds = clock == WASI_CLOCK_REALTIME ? STREAM_EPOCH + seconds_now : seconds_now;
    *(uint64_t *)(uintptr_t)(uint32_t)result = (uint64_t)(seconds * 1e9);
    return WASI_SUCCESS;
}

int32_t WASI(fd_close)(int32_t file) { return (void)file, WASI_BADF; }
int32_t WASI(fd_fdstat_get)(int32_t file, int32_t result) { return (void)file, (void)result, WASI_BADF; }
int32_t WASI(fd_seek)(int32_t file, int64_t offset, int32_t whence, int32_t result) {
    return (void)file, (void)offset, (void)whence, (void)result, WASI_BADF;
}
int32_t WASI(fd_write)(int32_t file, int32_t vectors, int32_t count, int32_t result) {
    return (void)file, (void)vectors, (void)count, (void)result, WASI_BADF;
}

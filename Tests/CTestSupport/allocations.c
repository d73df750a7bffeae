// The allocation functions of the test executable: they count, and hand on to the C library's. Any thread.
//
// A symbol that an executable defines takes precedence over the C library's for every library in the process, so the
// Swift runtime's allocations are seen, too.
#include <errno.h>
#include <stddef.h>

#include "CTestSupport.h"

#if defined(__GLIBC__) && !defined(CAJON_RTSAN) && !defined(CAJON_TSAN)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

// Initial-exec: the first access in a thread must not itself allocate.
static _Thread_local uint64_t count_of_thread __attribute__((tls_model("initial-exec")));

bool cajon_counts_allocations(void) { return true; }
uint64_t cajon_thread_allocation_count(void) { return count_of_thread; }

void *malloc(size_t size) {
    count_of_thread++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    count_of_thread++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    count_of_thread++;
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    count_of_thread++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count_of_thread++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count_of_thread++;
    void *allocated = __libc_memalign(alignment, size);
    if (allocated == NULL) return ENOMEM;
    *memory = allocated;
    return 0;
}

void free(void *memory) {
    count_of_thread++;
    __libc_free(memory);
}

#else

bool cajon_counts_allocations(void) { return false; }
uint64_t cajon_thread_allocation_count(void) { return 0; }

#endif

#ifdef CAJON_TSAN
bool cajon_checks_threads(void) { return true; }
#else
bool cajon_checks_threads(void) { return false; }
#endif

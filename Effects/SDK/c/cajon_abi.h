// The contract in C, cajon_effect.h, and what an effect needs of it besides: shorter names, and the two functions that
// have to do with the box's wall. A native build uses the same structs with wider pointers. Both SDKs, Swift and C, are
// built on this file.
#ifndef CAJON_ABI_H
#define CAJON_ABI_H

#include "cajon_effect.h"

/// `list<f32>` as `process` returns it.
typedef cajon_f32_list cajon_samples;

/// `result<timing, string>`: `is_error` says which of the two payloads holds.
typedef struct {
    uint8_t is_error;
    union {
        cajon_timing timing;
        cajon_string error;
    } payload;
} cajon_configure_result;

_Static_assert(sizeof(cajon_configure_result) == sizeof(cajon_timing_string_result) &&
                   offsetof(cajon_configure_result, payload) == offsetof(cajon_timing_string_result, payload),
               "another name for the same");

/// `result<_, string>`, as the functions of the contract's `settings` return it.
typedef struct {
    bool is_error;
    cajon_string error;
} cajon_settings_result;

static inline const cajon_settings_result *cajon_settings_result_keep(cajon_settings_result value) {
    static cajon_settings_result result;
    result = value;
    return &result;
}

/// `enum level` of the log, case for case.
enum {
    CAJON_LOG_DEBUG = CAJON_HOST_LOG_LEVEL_DEBUG,
    CAJON_LOG_INFO = CAJON_HOST_LOG_LEVEL_INFO,
    CAJON_LOG_WARNING = CAJON_HOST_LOG_LEVEL_WARNING,
    CAJON_LOG_ERROR = CAJON_HOST_LOG_LEVEL_ERROR,
};

/// Runs the constructors of C code in the module. Naming it also tells the linker that the host calls `_initialize`
/// once; otherwise it wraps every export in constructors and exit handlers.
#if defined(__wasm__)
void cajon_call_constructors(void) __asm__("__wasm_call_ctors");
#else
static inline void cajon_call_constructors(void) {}
#endif

/// Writes one line to the host's log. A native build has no host and drops it.
static inline void cajon_log_write(uint32_t level, const uint8_t *message, size_t length) {
#if defined(__wasm__)
    cajon_host_log_write((cajon_host_log_level)level, (cajon_string){message, length});
#else
    (void)level, (void)message, (void)length;
#endif
}

#endif

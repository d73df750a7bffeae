// What a build for ThreadSanitizer (`make test-threads`) needs beside the sanitizer itself: stand-ins for functions that
// the linker's `--wrap` puts in their place. Any thread.
#ifdef CAJON_TSAN

#include <stdint.h>

/// Stands for the sanitizer's function of that name, and does nothing.
///
/// For ThreadSanitizer, Swift marks whatever is passed `inout` as written, before the loads and stores in it, which are
/// looked at each for itself. Where a `~Copyable` value's own pointer is followed to what changes, Swift 6.3 marks the
/// value instead of its address: the code has the first of its members where a pointer should be, which the verifier of
/// LLVM refuses (so it is turned off) and which would be taken for an address here. Nothing is lost without the marks:
/// races show in the loads and stores.
void __wrap___tsan_external_write(void *address, void *caller, void *tag);
void __wrap___tsan_external_write(void *address, void *caller, void *tag) {
    (void)address;
    (void)caller;
    (void)tag;
}

// A `Mutex` is taken in our own code, which is looked at, but when it is contended in Swift's library, which isn't: that
// one thread waited for another would remain unknown. Both functions are methods of `_MutexHandle`, which is its atomic
// word and nothing else.

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT_METHOD __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

SWIFT_METHOD void __real_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF(uint32_t thread, SELF);
SWIFT_METHOD void __wrap_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF(uint32_t thread, SELF);
SWIFT_METHOD void __wrap_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF(uint32_t thread, SELF) {
    __real_$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF(thread, self);
    __tsan_acquire(self);
}

SWIFT_METHOD void __real_$s15Synchronization12_MutexHandleV11_unlockSlowyyF(SELF);
SWIFT_METHOD void __wrap_$s15Synchronization12_MutexHandleV11_unlockSlowyyF(SELF);
SWIFT_METHOD void __wrap_$s15Synchronization12_MutexHandleV11_unlockSlowyyF(SELF) {
    __tsan_release(self);
    __real_$s15Synchronization12_MutexHandleV11_unlockSlowyyF(self);
}

#endif

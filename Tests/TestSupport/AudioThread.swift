// The audio thread's promise, checked around a piece of code in two ways. Any test thread.

import CRealtime
import CTestSupport

/// Runs code as the audio thread would, and sees whether it keeps to what that thread may do.
package enum AudioThread {
    /// Whether this build counts allocations.
    package static var countsAllocations: Bool { cajon_counts_allocations() }

    /// Whether this build runs under RealtimeSanitizer.
    package static var isSanitized: Bool { cajon_checks_realtime() }

    /// How often `exercise` has something allocated or freed on this thread within what it hands to its argument.
    ///
    /// - Parameter exercise: sets something up, and calls what it is given with what the audio thread is to do.
    package static func allocationCount(
        _ exercise: (_ around: (_ body: () -> Void) -> Void) throws -> Void
    ) rethrows -> UInt64 {
        var counted: UInt64 = 0
        try exercise { body in
            let before = cajon_thread_allocation_count()
            body()
            counted += cajon_thread_allocation_count() - before
        }
        return counted
    }

    /// The same under RealtimeSanitizer, which ends the process when the promise is broken.
    package static func sanitized(_ exercise: (_ around: (_ body: () -> Void) -> Void) throws -> Void) rethrows {
        try exercise { body in
            cajon_enter_realtime()
            body()
            cajon_exit_realtime()
        }
    }
}

// The floating-point mode of a stretch of code. Belongs to the thread that made it and never leaves it.

import CRealtime

/// While it lives, this thread treats denormal numbers as zero.
///
/// Make it before the first sample's arithmetic and `end` it after the last: the mode it found is put back then. Scopes
/// nest. The optimiser knows nothing of the mode and may move arithmetic that stands between the two out of there; what
/// it can't look into keeps its place: the C functions of CRealtime, render steps, guests.
package struct FlushToZero: ~Copyable {
    private let formerMode: UInt64

    @_noLocks
    package init() { formerMode = cajon_enter_flush_to_zero() }

    /// Puts the former mode back. Said outright on the audio thread, whose check doesn't accept a `deinit`.
    @_noLocks
    package consuming func end() {
        cajon_restore_float_mode(formerMode)
        discard self
    }

    deinit { cajon_restore_float_mode(formerMode) }
}

@available(*, unavailable)
extension FlushToZero: Sendable {}

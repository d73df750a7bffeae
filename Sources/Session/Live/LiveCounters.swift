// Single figures that the audio thread keeps and the control thread looks at.

import Synchronization

/// Written by the audio thread, read by any.
struct LiveCounters: ~Copyable {
    // Relaxed throughout but for `isFadedOut`: each stands for itself, and nothing is concluded from one about another.
    let position = Atomic<UInt64>(0)
    let periodCount = Atomic<UInt64>(0)
    let idlePeriodCount = Atomic<UInt64>(0)
    /// Input blocks with a NaN or an infinity, which became silence.
    let nonFiniteInputCount = Atomic<UInt64>(0)
    /// Periods that took longer than they last.
    let overrunCount = Atomic<UInt64>(0)
    let lostMeasurementCount = Atomic<UInt64>(0)
    /// Releasing store by the audio thread, acquiring load by the control thread.
    let isFadedOut = Atomic<Int>(0)
    let isIdle = Atomic<Int>(0)
}

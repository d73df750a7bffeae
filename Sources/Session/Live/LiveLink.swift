// The rings between the control thread and the audio thread. Made and freed off the audio thread, which holds their
// ends only.

import Realtime

/// What both sides share. It lives as long as one of them.
final class LiveLink {
    /// The most changes on their way at once: a second of a flood, if the audio thread is held up.
    private static let commandCapacity = 4_096
    private static let noticeCapacity = 1_024
    /// A second and more of measurements for 32 nodes in periods of 64 frames at 48 kHz.
    private static let measurementCapacity = 1 << 15

    let commands = SPSCRing<LiveCommand>(minimumCapacity: commandCapacity)
    let notices = SPSCRing<LiveNotice>(minimumCapacity: noticeCapacity)
    let measurements = SPSCRing<LiveMeasurement>(minimumCapacity: measurementCapacity)
    let counters: UnsafeMutablePointer<LiveCounters>
    /// By generation: the graphs whose plans the audio thread may hold. The control thread's own; here only so that they
    /// live as long as the engine.
    var graphs: [UInt32: LiveGraph] = [:]

    private let locked = LockedMemory()

    init() {
        counters = .allocate(capacity: 1)
        counters.initialize(to: LiveCounters())
        for part in commands.memory + notices.memory + measurements.memory { locked.add(part) }
    }

    deinit {
        locked.release()
        // SAFETY: both sides hold this object, so neither is left to look.
        counters.deinitialize(count: 1)
        counters.deallocate()
    }
}

// The memory that a watchdog shares with the threads it watches: nothing but atomics, at fixed addresses. Any thread.
import CRealtime
import Synchronization

/// A slot for each store that may run at once.
final class DeadlineTable: Sendable {
    /// One slot, with a cache line of its own: two audio threads must not share one.
    struct Entry: ~Copyable {
        let deadline = Atomic<UInt64>(DeadlineSlot.Mark.unused)
        let isClaimed = Atomic<Bool>(false)
        private let padding: InlineArray<6, UInt64> = .init(repeating: 0)
    }

    /// What arming a slot looks at.
    struct Alarm: ~Copyable {
        /// When the watchdog wakes by itself: 0 while it is awake or was rung for, `UInt64.max` when never.
        let wakeNanoseconds = Atomic<UInt64>(0)
        /// The shortest time that any call was given and that the watchdog would have slept through.
        let shortestBudget = Atomic<UInt64>(.max)
        let bell: OpaquePointer
    }

    // SAFETY: both are made and freed with the table, and hold atomics and constants alone.
    nonisolated(unsafe) let entries: UnsafeMutablePointer<Entry>
    nonisolated(unsafe) let alarm: UnsafeMutablePointer<Alarm>
    let capacity: Int
    /// Slots from here on have never been claimed, and need not be looked at.
    let usedCount = Atomic<Int>(0)

    /// Errors: `system` when there is no memory.
    init(capacity: Int) throws(WasmError) {
        guard let bell = cajon_doorbell_make() else { throw .system("sem_init", 12) }
        self.capacity = capacity
        entries = .allocate(capacity: capacity)
        for index in 0..<capacity { (entries + index).initialize(to: Entry()) }
        alarm = .allocate(capacity: 1)
        alarm.initialize(to: Alarm(bell: bell))
    }

    deinit {
        cajon_doorbell_free(alarm.pointee.bell)
        alarm.deinitialize(count: 1)
        alarm.deallocate()
        entries.deinitialize(count: capacity)
        entries.deallocate()
    }

    /// A slot that nobody has; nil when all are taken. Neither locks nor waits.
    func claim() -> DeadlineSlot? {
        for index in 0..<capacity {
            // Partner: the releasing store in `DeadlineSlot.giveBack`.
            guard !entries[index].isClaimed.load(ordering: .relaxed),
                !entries[index].isClaimed.exchange(true, ordering: .acquiring)
            else { continue }
            // Before the slot is first armed. Partner: the load in `DeadlineWatchdog.look`.
            usedCount.max(index + 1, ordering: .sequentiallyConsistent)
            return DeadlineSlot(entry: entries + index, alarm: alarm)
        }
        return nil
    }
}

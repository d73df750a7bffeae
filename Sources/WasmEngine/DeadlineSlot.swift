// Where the audio thread writes a deadline and the watchdog reads it. One slot per store; see each member for its thread.
import CRealtime
import Synchronization

/// A place in a watchdog's table. Plain bits, valid as long as the watchdog.
struct DeadlineSlot: BitwiseCopyable {
    /// What stands in place of a deadline.
    enum Mark {
        /// Not armed since the watchdog looked last.
        static var unused: UInt64 { @_noLocks get { 0 } }
        /// Not armed now, but lately.
        static var resting: UInt64 { @_noLocks get { 1 } }
    }

    // SAFETY: both point into the watchdog's `DeadlineTable`; whoever claimed the slot holds the watchdog.
    private let entry: UnsafeMutablePointer<DeadlineTable.Entry>
    private let alarm: UnsafeMutablePointer<DeadlineTable.Alarm>

    init(entry: UnsafeMutablePointer<DeadlineTable.Entry>, alarm: UnsafeMutablePointer<DeadlineTable.Alarm>) {
        self.entry = entry
        self.alarm = alarm
    }

    /// Has the watchdog look at `deadline` whether the slot is still armed. Thread: the one that runs the store's code.
    ///
    /// - Parameter budget: nanoseconds from now until then, from which the watchdog learns how often to look.
    ///
    /// A system call only when the watchdog would sleep beyond the deadline.
    @_noLocks
    func arm(_ deadline: UInt64, budget: UInt64) {
        // Armed first, then looked when the watchdog wakes; it publishes that first and then looks at the slots. In the
        // one order of all sequentially consistent operations one of the two sees the other. Partner:
        // `DeadlineWatchdog.sleep`.
        entry.pointee.deadline.store(deadline, ordering: .sequentiallyConsistent)
        guard deadline < alarm.pointee.wakeNanoseconds.load(ordering: .sequentiallyConsistent) else { return }
        // Only numbers are passed, which are of use however old they are; the bell's semaphore orders the rest.
        if budget < alarm.pointee.shortestBudget.load(ordering: .relaxed) {
            alarm.pointee.shortestBudget.store(budget, ordering: .relaxed)
        }
        // One ring is enough until the watchdog has woken and published anew.
        alarm.pointee.wakeNanoseconds.store(0, ordering: .sequentiallyConsistent)
        cajon_doorbell_ring(alarm.pointee.bell)
    }

    /// There is nothing to look after any more. Thread: as `arm`.
    @_noLocks
    func disarm() {
        // Nothing else is read on the strength of it.
        entry.pointee.deadline.store(Mark.resting, ordering: .relaxed)
    }

    /// Leaves the slot to another store. Not on the audio thread; once.
    func giveBack() {
        entry.pointee.deadline.store(Mark.unused, ordering: .relaxed)
        // Partner: the acquiring exchange in `DeadlineTable.claim`.
        entry.pointee.isClaimed.store(false, ordering: .releasing)
    }
}

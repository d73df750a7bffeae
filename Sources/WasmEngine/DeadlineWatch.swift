// What the watchdog's thread does. Everything but `end` is that thread's own.
import CRealtime
import Synchronization

/// The loop of a `DeadlineWatchdog`: look, sleep, look.
final class DeadlineWatch: Sendable {
    /// In nanoseconds.
    private enum Interval {
        /// Between two looks while nothing is armed: the shortest time that calls are given, within these bounds. Calls
        /// that are given less ring the bell.
        static let shortest: UInt64 = 250_000
        static let longest: UInt64 = 5_000_000
        /// Code that doesn't see that its time is over, since it is in the middle of a long copy, or was looking at the
        /// clock just before, is told again, each time after twice as long.
        static let repetition: UInt64 = 100_000
        static let longestRepetition: UInt64 = 10_000_000
        /// For how long nothing is armed before the watchdog sleeps for good.
        static let untilDozing: UInt64 = 200_000_000
    }

    private let engine: WasmEngine
    private let table: DeadlineTable
    private let isEnding = Atomic<Bool>(false)
    let wakeCount = Atomic<Int>(0)

    init(engine: WasmEngine, table: DeadlineTable) {
        self.engine = engine
        self.table = table
    }

    /// Has the thread leave `run`. Any thread.
    func end() {
        // Partner: the acquiring load in `run`.
        isEnding.store(true, ordering: .releasing)
        cajon_doorbell_ring(table.alarm.pointee.bell)
    }

    func run() {
        cajon_sharpen_sleep()
        var told = [Told](repeating: Told(), count: table.capacity)
        var lastActivity = cajon_monotonic_nanoseconds()
        while !isEnding.load(ordering: .acquiring) {
            let now = cajon_monotonic_nanoseconds()
            let found = look(now, &told)
            if found.isActive { lastActivity = now }
            if found.hasOverdue { engine.checkDeadlines() }
            sleep(until: found.next, now: now, isIdle: now - lastActivity > Interval.untilDozing, &told)
            wakeCount.add(1, ordering: .relaxed)
        }
        // From now on nobody is rung for. Partner: `DeadlineSlot.arm`.
        table.alarm.pointee.wakeNanoseconds.store(0, ordering: .sequentiallyConsistent)
    }

    /// Which deadline of a slot was told to the code, how often, and when next.
    private struct Told {
        var deadline: UInt64 = 0
        var interval: UInt64 = 0
        var next: UInt64 = 0
    }

    private struct Found {
        /// Whether any slot has been armed since the last look.
        var isActive = false
        var hasOverdue = false
        /// The first deadline to come, or the first repetition.
        var next = UInt64.max
    }

    private func look(_ now: UInt64, _ told: inout [Told]) -> Found {
        var found = Found()
        // Partner: the maximum in `DeadlineTable.claim`.
        for index in 0..<table.usedCount.load(ordering: .sequentiallyConsistent) {
            let slot = table.entries + index
            // Partner: the store in `DeadlineSlot.arm`.
            let deadline = slot.pointee.deadline.load(ordering: .sequentiallyConsistent)
            guard deadline != DeadlineSlot.Mark.unused else { continue }
            found.isActive = true
            guard deadline != DeadlineSlot.Mark.resting else {
                // Looked at again only after it was armed. If it just was, this fails, and nothing is lost.
                _ = slot.pointee.deadline.compareExchange(
                    expected: DeadlineSlot.Mark.resting, desired: DeadlineSlot.Mark.unused, ordering: .relaxed)
                continue
            }
            if deadline > now {
                found.next = min(found.next, deadline)
                continue
            }
            if told[index].deadline != deadline {
                told[index] = Told(deadline: deadline, interval: Interval.repetition, next: now)
            }
            if told[index].next <= now {
                found.hasOverdue = true
                told[index].next = now + told[index].interval
                told[index].interval = min(told[index].interval * 2, Interval.longestRepetition)
            }
            found.next = min(found.next, told[index].next)
        }
        return found
    }

    /// Sleeps until `next`, or until it is time to look again, or until rung for.
    private func sleep(until next: UInt64, now: UInt64, isIdle: Bool, _ told: inout [Told]) {
        let alarm = table.alarm
        if isIdle { alarm.pointee.shortestBudget.store(.max, ordering: .relaxed) }
        let budget = alarm.pointee.shortestBudget.load(ordering: .relaxed)
        let interval = min(max(budget, Interval.shortest), Interval.longest)
        var wake = isIdle ? UInt64.max : now + interval
        wake = min(wake, next)
        // Published first, then looked at once more. Partner: `DeadlineSlot.arm`.
        alarm.pointee.wakeNanoseconds.store(wake, ordering: .sequentiallyConsistent)
        var earliest = wake
        for index in 0..<table.usedCount.load(ordering: .sequentiallyConsistent) {
            let deadline = table.entries[index].deadline.load(ordering: .sequentiallyConsistent)
            guard deadline > DeadlineSlot.Mark.resting, deadline != told[index].deadline else { continue }
            earliest = min(earliest, deadline)
        }
        if earliest < wake { alarm.pointee.wakeNanoseconds.store(earliest, ordering: .sequentiallyConsistent) }
        _ = cajon_doorbell_wait(alarm.pointee.bell, earliest)
        // Awake: nobody need ring. Partner: as above.
        alarm.pointee.wakeNanoseconds.store(0, ordering: .sequentiallyConsistent)
    }
}

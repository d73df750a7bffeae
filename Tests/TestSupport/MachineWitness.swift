// What the machine takes from programs that do nothing wrong, seen by sleepers. Made and read by a test's thread.

import CRealtime
import CTestSupport
import Foundation
import Synchronization

/// One thread on each processor, at a higher real-time priority than everything that is watched, which sleeps for a
/// millisecond over and over and notes when it wakes late.
///
/// Whatever it watches can't delay it, since it runs before that. What does is the system, or the machine below a virtual
/// one: an audio thread that shares its processor was kept from working for as long.
package final class MachineWitness: Sendable {
    /// A sleeper woke late.
    package struct Delay: Sendable {
        /// When it woke, in nanoseconds of the monotonic clock.
        package let moment: UInt64
        package let nanoseconds: UInt64
        package let processor: Int
    }

    /// Above the watchdog's 90 and the audio thread's 70.
    private static let priority: Int32 = 95
    private static let stepNanoseconds: UInt64 = 1_000_000
    /// Less than that is the way from an interrupt to a thread.
    private static let leastDelayNanoseconds: UInt64 = 200_000

    private let sleepers: [Sleeper]

    /// Whether this user may have real-time priority. Without it a sleeper only sees what becomes of ordinary threads.
    package static let isRealtimeGranted: Bool = {
        let witness = MachineWitness()
        defer { _ = witness.finish() }
        return witness.isRealtime
    }()

    package init() {
        let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        sleepers = (0..<count).map(Sleeper.init)
    }

    package var isRealtime: Bool { sleepers.allSatisfy(\.isRealtime) }

    /// Ends the sleepers. What they saw, in order; once.
    package func finish() -> [Delay] { sleepers.flatMap { $0.finish() }.sorted { $0.moment < $1.moment } }

    /// The moments at which one processor had been away for more than so much of the last `window`; one for each window.
    ///
    /// A sleeper only sees the last part of a stall, since up to a step of it may have gone before it was to wake.
    package static func stalls(in delays: [Delay], exceeding most: UInt64, within window: UInt64) -> [UInt64] {
        var found: [UInt64] = []
        for processor in Set(delays.map(\.processor)) {
            let own = delays.filter { $0.processor == processor }
            var first = 0
            var total: UInt64 = 0
            var last: UInt64?
            for delay in own {
                total += delay.nanoseconds
                while own[first].moment + window + delay.nanoseconds < delay.moment {
                    total -= own[first].nanoseconds
                    first += 1
                }
                if total + stepNanoseconds > most, last.map({ delay.moment - $0 > window }) ?? true {
                    found.append(delay.moment)
                    last = delay.moment
                }
            }
        }
        return found.sorted()
    }

    /// A thread on one processor.
    private final class Sleeper: @unchecked Sendable {
        // SAFETY: written by the thread before `hasBegun` and `hasEnded`, read by others after them.
        private(set) var isRealtime = false
        private var delays: [Delay] = []
        private let hasBegun = DispatchSemaphore(value: 0)
        private let hasEnded = DispatchSemaphore(value: 0)
        private let shouldStop = Atomic<Bool>(false)

        init(processor: Int) {
            let thread = Thread { [self] in
                // Where the system doesn't allow that, the thread sleeps wherever it is put.
                _ = cajon_stay_on_processor(Int32(processor))
                isRealtime = cajon_schedule_realtime(pthread_self(), MachineWitness.priority) == MachineWitness.priority
                hasBegun.signal()
                sleep(on: processor)
                hasEnded.signal()
            }
            thread.start()
            hasBegun.wait()
        }

        func finish() -> [Delay] {
            shouldStop.store(true, ordering: .relaxed)
            hasEnded.wait()
            return delays
        }

        private func sleep(on processor: Int) {
            var due = cajon_monotonic_nanoseconds()
            while !shouldStop.load(ordering: .relaxed) {
                due += MachineWitness.stepNanoseconds
                var moment = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
                clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, nil)
                let now = cajon_monotonic_nanoseconds()
                guard now > due + MachineWitness.leastDelayNanoseconds else { continue }
                delays.append(Delay(moment: now, nanoseconds: now - due, processor: processor))
                // What was slept through isn't made up for.
                due = now
            }
        }
    }
}

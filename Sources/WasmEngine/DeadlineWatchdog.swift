// A thread that has running code look at its deadline the moment it has passed. Any thread may start and stop it.
import CRealtime
import Realtime
import Synchronization

/// Keeps deadlines in time, to the microseconds that the system takes to wake a thread.
///
/// Each store writes the deadline of the call at hand into a slot, and the watchdog sleeps until the first of them; it
/// advances the engine's epoch when one has passed. While nothing is armed it looks again after the shortest time that
/// calls are given, so that none that begins meanwhile can be missed; and when nothing has been armed for a while it
/// sleeps until it is rung for. So in a steady state the audio thread makes no system call for it.
package final class DeadlineWatchdog: Sendable {
    /// Above what audio threads commonly have, below the kernel's own at 99.
    package static let priority = 90

    /// Whether the system let it run before all other threads. Without, it is late by what a busy machine makes it.
    package var isRealtime: Bool {
        guard case .realtime = thread.withLock({ $0?.thread.scheduling }) else { return false }
        return true
    }

    private struct Running {
        let thread: SystemThread
        let work: DeadlineWatch
    }

    private let engine: WasmEngine
    private let table: DeadlineTable
    private let thread = Mutex<Running?>(nil)

    /// A watchdog at rest.
    ///
    /// - Parameter slotCount: how many stores it can watch at once; further ones have deadlines that hold to a tick.
    ///
    /// Errors: `system` when there is no memory.
    package init(engine: WasmEngine, slotCount: Int = 1_024) throws(WasmError) {
        self.engine = engine
        table = try DeadlineTable(capacity: slotCount)
    }

    deinit {
        stop()
    }

    /// Starts watching; does nothing when it watches already.
    ///
    /// Errors: `system` when there is no thread to be had.
    package func start() throws(WasmError) {
        try thread.withLock { (running: inout Running?) throws(WasmError) in
            guard running == nil else { return }
            // It holds the engine and the table, and not the watchdog, which could otherwise never end.
            let work = DeadlineWatch(engine: engine, table: table)
            do throws(SystemThreadError) {
                let thread = try SystemThread(
                    name: "cajon-watchdog", priority: DeadlineWatchdog.priority,
                    stackBytes: SystemThread.smallStackBytes
                ) { work.run() }
                running = Running(thread: thread, work: work)
            } catch {
                throw .system("pthread_create", error.code)
            }
        }
    }

    /// Stops watching and waits for the thread to end; does nothing at rest.
    package func stop() {
        thread.withLock { running in
            guard let ended = running else { return }
            running = nil
            ended.work.end()
            ended.thread.join()
        }
    }

    /// A slot for a store's deadlines; nil when all are taken. Whoever gets it holds the watchdog, and gives it back.
    func claimSlot() -> DeadlineSlot? { table.claim() }

    /// How often it has woken, to tell how much it does.
    package var wakeCount: Int { thread.withLock { $0?.work.wakeCount.load(ordering: .relaxed) ?? 0 } }
}

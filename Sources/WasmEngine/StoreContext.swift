// What a store's callbacks find: the host functions' user data, and the deadline of the code that runs. Thread: the one
// that runs the store's code.
import CRealtime
import CWasmtime
import Synchronization

/// One store's deadline, and what decides when wasmtime's epoch has reached it.
///
/// wasmtime's epoch only says when to look: this is what the deadline is. Lives at a fixed address as long as its store.
struct StoreContext: ~Copyable {
    /// What the store was made with, for host functions.
    let userData: UnsafeMutableRawPointer?
    /// What host functions of components keep between calls; nil in a store without components.
    var componentState: ComponentState?
    // SAFETY: the engine's, which the store holds.
    private let tickCount: UnsafeMutablePointer<Atomic<UInt64>>
    /// Where the watchdog is told of deadlines in time; nil without one.
    private let slot: DeadlineSlot?

    /// The tick at which the time is over; for a deadline in ticks.
    private var lastTick: UInt64 = 0
    /// On the clock of `cajon_monotonic_nanoseconds`; 0 for a deadline in ticks.
    private var deadlineNanoseconds: UInt64 = 0
    /// When that was granted, on the same clock.
    private var grantNanoseconds: UInt64 = 0
    private var grace = Grace()
    /// Whether the time ran out and the code was stopped.
    private(set) var isOverdue = false
    /// When that was.
    private(set) var stoppedNanoseconds: UInt64 = 0

    /// A store that has no time.
    init(
        userData: UnsafeMutableRawPointer?, tickCount: UnsafeMutablePointer<Atomic<UInt64>>, slot: DeadlineSlot?
    ) {
        self.userData = userData
        self.tickCount = tickCount
        self.slot = slot
    }

    deinit { slot?.giveBack() }

    @_noLocks
    mutating func grant(ticks: UInt64) {
        if deadlineNanoseconds != 0 { disarm() }
        deadlineNanoseconds = 0
        isOverdue = false
        lastTick = tickCount.pointee.load(ordering: .acquiring) &+ ticks
    }

    /// The engine's count.
    var tick: UInt64 { tickCount.pointee.load(ordering: .acquiring) }

    /// Moves a deadline in ticks; one in time stays.
    mutating func postpone(byTicks ticks: UInt64) { lastTick &+= ticks }

    @_noLocks
    mutating func grant(until deadline: UInt64, grace: UInt64, now: UInt64) {
        self.grace = Grace(nanoseconds: grace)
        deadlineNanoseconds = deadline
        grantNanoseconds = now
        isOverdue = false
        slot?.arm(deadline, budget: deadline > now ? deadline &- now : 0)
    }

    @_noLocks
    func disarm() { slot?.disarm() }

    /// For how many more ticks of wasmtime's epoch the code may run before it is asked again; 0 when its time is over.
    @_noLocks
    mutating func ticksToGo() -> UInt64 {
        if deadlineNanoseconds == 0 {
            // Partner: the releasing addition in `WasmEngine.incrementEpoch`.
            let tick = tickCount.pointee.load(ordering: .acquiring)
            if tick < lastTick { return lastTick &- tick }
        } else {
            let now = cajon_monotonic_nanoseconds()
            if now < deadlineNanoseconds { return 1 }
            // What others took from this thread is not held against the code: stopping it would mend nothing, since
            // the period is lost to them, and would end an effect that did nothing wrong.
            let extended = deadlineNanoseconds &+ cajon_stolen_nanoseconds(grantNanoseconds)
            if now < extended {
                slot?.arm(extended, budget: extended &- now)
                return 1
            }
            if let next = grace.nextLook(now) {
                slot?.arm(next, budget: next &- now)
                return 1
            }
            stoppedNanoseconds = now
            disarm()
        }
        isOverdue = true
        return 0
    }

    /// Called by wasmtime in the middle of the code, when the epoch has reached the store's deadline.
    static let deadlineCallback: wasmtime_epoch_deadline_callback_t = { _, data, delta, _ in
        // SAFETY: wasmtime passes the context that the store was made with, which lives as long as the store; the code
        // that called is the only one that uses it, from this thread.
        let ticks = data!.assumingMemoryBound(to: StoreContext.self).pointee.ticksToGo()
        guard ticks == 0 else {
            delta!.pointee = ticks
            return nil
        }
        let message: StaticString = "its time ran out"
        return wasmtime_error_new(UnsafeRawPointer(message.utf8Start).assumingMemoryBound(to: CChar.self))
    }
}

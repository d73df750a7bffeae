// A thread of the engine's own, started and waited for by its owner. Any thread may start one.
import Glibc

/// A thread that takes no signals.
struct ServiceThread {
    private let id: pthread_t

    /// Enough for a loop that calls a few system functions.
    private static let stackBytes = 256 << 10
    /// `RLIMIT_RTPRIO`, which Swift doesn't import. Source: Linux, include/uapi/asm-generic/resource.h.
    private static let realtimePriorityResource = __rlimit_resource_t(14)

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Starts a thread that runs `body` and ends with it.
    ///
    /// Errors: `system` when there is no thread to be had.
    init(_ body: @escaping @Sendable () -> Void) throws(WasmError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        // Signals are for the threads that expect them: the new thread inherits a mask that blocks them all.
        var everySignal = sigset_t()
        var previous = sigset_t()
        sigfillset(&everySignal)
        pthread_sigmask(SIG_SETMASK, &everySignal, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        let retained = Unmanaged.passRetained(Body(body))
        var id = pthread_t()
        let status = pthread_create(
            &id, &attributes,
            { argument in
                // SAFETY: balances `passRetained` above; the thread runs once.
                Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard status == 0 else {
            retained.release()
            throw .system("pthread_create", status)
        }
        self.id = id
    }

    /// Waits for its end; once.
    func join() {
        pthread_join(id, nil)
    }

    /// Lets it run before all threads of lower real-time priority, down to 1 when the system allows no more. Returns
    /// whether the system allows any.
    func raisePriority(to priority: Int32) -> Bool {
        var limits = rlimit()
        getrlimit(Self.realtimePriorityResource, &limits)
        let allowed = Int32(min(limits.rlim_cur, 99))
        for wanted in [priority, min(priority, allowed)] where wanted > 0 {
            var parameters = sched_param()
            parameters.sched_priority = wanted
            if pthread_setschedparam(id, SCHED_FIFO, &parameters) == 0 { return true }
        }
        return false
    }
}

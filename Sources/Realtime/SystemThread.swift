// A thread of our own: with a name, a stack, no signals, and real-time scheduling where the system grants it. Started and
// joined on any thread but the audio thread.

import CRealtime
import Glibc

/// A running thread; joined before it goes.
package final class SystemThread: @unchecked Sendable {
    /// How the system schedules a thread.
    package enum Scheduling: Equatable, Sendable {
        /// `SCHED_FIFO` with that priority: it runs before everything that isn't, and until it waits.
        case realtime(priority: Int)
        /// As any other thread, since real time wasn't asked for.
        case normal
        /// As any other thread, since the system refused real time; with the error's number.
        case refused(Int32)
    }

    /// Enough for code that calls down a few levels, and for a guest's 512 KiB.
    package static let defaultStackBytes = 2 << 20
    /// Enough for a loop that calls a few system functions.
    package static let smallStackBytes = 256 << 10

    /// What was granted.
    package let scheduling: Scheduling

    private let id: pthread_t
    // SAFETY: read and written by `join` alone, which one thread calls.
    private var isJoined = false

    /// Starts a thread that runs `body`.
    ///
    /// - Parameters:
    ///   - name: what `top -H` calls it; the kernel keeps 15 bytes.
    ///   - priority: for `SCHED_FIFO`; lowered to what the user's limit allows. nil asks for none.
    /// - Throws: there is no thread to be had.
    package init(
        name: String, priority: Int? = nil, stackBytes: Int = SystemThread.defaultStackBytes,
        body: @escaping @Sendable () -> Void
    ) throws(SystemThreadError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        // Signals are for the threads that expect them: the new thread inherits a mask that blocks them all.
        var everySignal = sigset_t()
        var previous = sigset_t()
        sigfillset(&everySignal)
        // But for those that the thread's own code raises: WebAssembly's traps are such signals.
        for number in [SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP, SIGSYS, SIGABRT] { sigdelset(&everySignal, number) }
        pthread_sigmask(SIG_SETMASK, &everySignal, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        let work = Unmanaged.passRetained(Work(body))
        var id = pthread_t()
        let status = pthread_create(
            &id, &attributes,
            { argument in
                // SAFETY: balances `passRetained` above; the thread runs once.
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw SystemThreadError(name: name, code: status)
        }
        cajon_name_thread(id, name)
        self.id = id
        scheduling = priority.map { Self.schedule(id, priority: $0) } ?? .normal
    }

    deinit { join() }

    /// Waits until the thread has come to its end. Does nothing the second time.
    package func join() {
        guard !isJoined else { return }
        isJoined = true
        pthread_join(id, nil)
    }

    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func schedule(_ id: pthread_t, priority: Int) -> Scheduling {
        let granted = cajon_schedule_realtime(id, Int32(priority))
        return granted > 0 ? .realtime(priority: Int(granted)) : .refused(-granted)
    }
}

/// There was no thread to be had.
package struct SystemThreadError: Error, Equatable, Sendable, CustomStringConvertible {
    package let name: String
    /// The system's error number.
    package let code: Int32

    package var description: String { "can't start the thread ‘\(name)’: \(String(cString: strerror(code)))" }
}

// A thread that nobody waits for. Any thread may start one.
internal import Glibc

/// Runs something on a thread of its own, which ends with it, or with the process.
struct DetachedThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let work: Work

    init(_ body: @escaping @Sendable () -> Void) { work = Work(body) }

    /// False when the system has no thread to give.
    func start() -> Bool {
        // SAFETY: the reference that is passed is taken over by the thread, or released here when there is none.
        let passed = Unmanaged.passRetained(work)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, passed.toOpaque())
        guard code == 0 else {
            passed.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}

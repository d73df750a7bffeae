// What other threads have sent to an event loop, and the descriptor that wakes it. Any thread sends, the loop's takes.

private import CControl
private import Glibc
private import Synchronization

/// Messages as closures, in the order in which they came.
///
/// Unbounded: who sends more than is worked off should wait for answers. Messages that come after the loop's end are
/// kept and never read.
final class MessageQueue: Sendable {
    /// Readable while something waits.
    let descriptor: Int32

    private let bodies = Mutex<[@Sendable () -> Void]>([])

    init() throws(ControlError) {
        descriptor = cajon_eventfd()
        guard descriptor >= 0 else { throw .system("an event descriptor", errno) }
    }

    deinit { close(descriptor) }

    /// Any thread, the audio thread excepted.
    func post(_ body: @escaping @Sendable () -> Void) {
        bodies.withLock { $0.append(body) }
        var one: UInt64 = 1
        // It fails only when the counter is full, and then the loop is awake.
        // SAFETY: eight bytes, as eventfd(2) wants them, from a variable that outlives the call.
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func takeAll() -> [@Sendable () -> Void] {
        var count: UInt64 = 0
        // Before taking: a message that comes in between wakes the loop once more, and that is all.
        // SAFETY: as above.
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
        return bodies.withLock { bodies in
            defer { bodies = [] }
            return bodies
        }
    }
}

// One thing at a time from a task to a thread that waits for it. The task puts, the thread takes.

import Dispatch
import Synchronization

/// A place for one item, so that the faster side waits for the slower.
final class Handoff: Sendable {
    enum Item: Sendable {
        /// The server's answer has begun, from this address; how much there will be, if it says.
        case head(Address, byteCount: Int?)
        case bytes([UInt8])
        case end(DownloadError?)
    }

    private struct State {
        var item: Item?
        var producer: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let isFilled = DispatchSemaphore(value: 0)

    /// Leaves an item, and waits until it was taken or nobody will.
    func put(_ item: Item) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard !state.isClosed else { return false }
                state.item = item
                state.producer = continuation
                return true
            }
            if goesOn { isFilled.signal() } else { continuation.resume() }
        }
    }

    /// Waits for an item; nil when the time is up.
    func take(until deadline: DispatchTime) -> Item? {
        guard isFilled.wait(timeout: deadline) == .success else { return nil }
        let (item, producer) = state.withLock { state in
            defer { (state.item, state.producer) = (nil, nil) }
            return (state.item, state.producer)
        }
        producer?.resume()
        return item
    }

    /// Nothing will be taken any more.
    func close() {
        let producer = state.withLock { state in
            state.isClosed = true
            defer { (state.item, state.producer) = (nil, nil) }
            return state.producer
        }
        producer?.resume()
    }
}

// What arrives, on its way from the client's thread to the one that waits for it. The client's thread puts, the other
// takes.

import Dispatch
import NIOCore
import NIOHTTP1
import Synchronization

/// A queue that holds one piece, and perhaps the end after it: the client waits until a piece was taken before it reads
/// on.
final class Handoff: Sendable {
    enum Item: Sendable {
        case head(HTTPResponseHead)
        case bytes([UInt8])
        case end((any Error)?)
    }

    private struct State {
        var items: [(item: Item, taken: EventLoopPromise<Void>?)] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let count = DispatchSemaphore(value: 0)

    /// - Parameter taken: told when there is room for more.
    func put(_ item: Item, taken: EventLoopPromise<Void>? = nil) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.items.append((item, taken)) }
            return state.isClosed
        }
        if isClosed { taken?.succeed() } else { count.signal() }
    }

    /// Waits for an item; nil when the time is up.
    func take(until deadline: DispatchTime) -> Item? {
        guard count.wait(timeout: deadline) == .success else { return nil }
        let (item, taken) = state.withLock { $0.items.removeFirst() }
        taken?.succeed()
        return item
    }

    /// Nothing will be taken any more.
    func close() {
        let rest = state.withLock { state in
            state.isClosed = true
            defer { state.items = [] }
            return state.items
        }
        for (_, taken) in rest { taken?.succeed() }
    }
}

// A thousand parameter changes a second, from a thread of its own. Made and ended by one test.

import Foundation
import Synchronization
import TestSupport

/// Changes a session's parameters at random, on a connection of its own, until it is told to stop.
final class ParameterFlood: Sendable {
    struct Outcome {
        var changeCount = 0
        var seconds = 0.0
        /// The first reply that wasn't what it should be, or why there was none.
        var refusal: String?
    }

    static let changesPerSecond = 1_000.0
    private static let pauseMicroseconds: UInt32 = 10_000
    /// After a stall not everything is made up for at once.
    private static let mostAtOnce = 100

    private let shouldStop = Atomic<Bool>(false)
    private let hasEnded = DispatchSemaphore(value: 0)
    private let outcome = Mutex(Outcome())

    /// - Parameter change: a request, different each time.
    init(_ client: sending RawClient, change: @escaping @Sendable (inout SeededGenerator) -> String) {
        let box = Box(client)
        let thread = Thread { [self] in
            run(box.take(), change)
            hasEnded.signal()
        }
        thread.start()
    }

    /// Stops, and says what came of it; once.
    func finish() -> Outcome {
        shouldStop.store(true, ordering: .relaxed)
        hasEnded.wait()
        return outcome.withLock { $0 }
    }

    private final class Box: @unchecked Sendable {
        // SAFETY: emptied by the one thread that it is made for.
        private var client: RawClient?
        init(_ client: RawClient) { self.client = client }
        func take() -> RawClient { client.take()! }
    }

    private func run(_ client: RawClient, _ change: (inout SeededGenerator) -> String) {
        var generator = SeededGenerator(seed: 1)
        var result = Outcome()
        let start = ContinuousClock.now
        while !shouldStop.load(ordering: .relaxed), result.refusal == nil {
            let due = Int((ContinuousClock.now - start) / .seconds(1) * Self.changesPerSecond)
            let count = max(0, min(due - result.changeCount, Self.mostAtOnce))
            client.send((0..<count).map { _ in change(&generator) + "\n" }.joined())
            for _ in 0..<count {
                let reply = client.line() ?? "nothing"
                if !reply.contains("\"ok\":true") { result.refusal = reply }
            }
            result.changeCount += count
            usleep(Self.pauseMicroseconds)
        }
        result.seconds = (ContinuousClock.now - start) / .seconds(1)
        let final = result
        outcome.withLock { $0 = final }
    }
}

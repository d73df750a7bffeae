// Jobs on several threads.

import Session
import Synchronization
import Testing

@Suite("The worker pool")
struct WorkerPoolTests {
    @Test("runs each job once, and returns when all have ended", arguments: [1, 2, 3, 16], [0, 1, 2, 57])
    func runsAll(threadCount: Int, jobCount: Int) {
        let seen = Mutex<[Int]>([])
        WorkerPool.run(count: jobCount, threadCount: threadCount) { index in seen.withLock { $0.append(index) } }
        #expect(seen.withLock { $0.sorted() } == Array(0..<jobCount))
    }

    @Test("on one thread runs them in order")
    func runsInOrder() {
        let seen = Mutex<[Int]>([])
        WorkerPool.run(count: 20, threadCount: 1) { index in seen.withLock { $0.append(index) } }
        #expect(seen.withLock { $0 } == Array(0..<20))
    }

    @Test("never runs more at a time than it has threads, and as many when there is work", arguments: [1, 2, 4])
    func concurrency(threadCount: Int) {
        let state = Mutex<(running: Int, greatest: Int)>((0, 0))
        let arrived = Atomic<Int>(0)
        WorkerPool.run(count: threadCount * 3, threadCount: threadCount) { _ in
            state.withLock {
                $0.running += 1
                $0.greatest = max($0.greatest, $0.running)
            }
            // The first jobs wait for each other: only as many threads as promised get all of them past here.
            arrived.add(1, ordering: .relaxed)
            while arrived.load(ordering: .relaxed) < threadCount {}
            state.withLock { $0.running -= 1 }
        }
        #expect(state.withLock { $0.greatest } == threadCount)
    }

    @Test("takes a thread count below 1 as 1")
    func noThreads() {
        let count = Atomic<Int>(0)
        WorkerPool.run(count: 3, threadCount: 0) { _ in count.add(1, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) == 3)
    }

    @Test("has let go of the work when it returns, so that what goes with it goes before the program does")
    func letsGo() {
        final class Token: Sendable {}
        var left = 0
        for _ in 0..<1_000 {
            weak var seen: Token?
            do {
                let token = Token()
                seen = token
                WorkerPool.run(count: 2, threadCount: 2) { _ in withExtendedLifetime(token) {} }
            }
            if seen != nil { left += 1 }
        }
        #expect(left == 0)
    }
}

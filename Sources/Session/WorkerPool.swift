// Runs independent jobs on a fixed number of threads. Called from a thread that may wait.

import Realtime
import Synchronization

/// Threads that take the next job until none is left.
package enum WorkerPool {
    /// Enough for a guest's stack of 512 KiB and everything of ours above it.
    private static let stackBytes = 8 << 20

    /// Runs `job` for each index below `count`, at most `threadCount` at a time; returns when all have ended, and the threads
    /// with all that they held.
    ///
    /// Jobs begin in order. Each runs wholly on one thread; where there is none to be had, on the caller's.
    package static func run(count: Int, threadCount: Int, _ job: @escaping @Sendable (Int) -> Void) {
        let indices = SharedIndex()
        let work = { @Sendable in
            while let index = indices.take(below: count) { job(index) }
        }
        let threads = (0..<min(max(threadCount, 1), count)).compactMap { _ in
            try? SystemThread(name: "cajon-worker", stackBytes: stackBytes, body: work)
        }
        if threads.isEmpty { work() }
        for thread in threads { thread.join() }
    }

    /// The first index that no thread has taken.
    private final class SharedIndex: Sendable {
        private let next = Atomic<Int>(0)

        func take(below end: Int) -> Int? {
            // Relaxed: nothing but the index itself passes from thread to thread here.
            let index = next.add(1, ordering: .relaxed).oldValue
            return index < end ? index : nil
        }
    }
}

// Runs independent jobs on a fixed number of threads. Called from a thread that may wait.

import Foundation
import Synchronization

/// Threads that take the next job until none is left.
package enum WorkerPool {
    /// Enough for a guest's stack of 512 KiB and everything of ours above it.
    private static let stackBytes = 8 << 20

    /// Runs `job` for each index below `count`, at most `threadCount` at a time; returns when all have ended.
    ///
    /// Jobs begin in order. Each runs wholly on one thread.
    package static func run(count: Int, threadCount: Int, _ job: @escaping @Sendable (Int) -> Void) {
        let indices = SharedIndex()
        let running = DispatchGroup()
        for _ in 0..<min(max(threadCount, 1), count) {
            running.enter()
            let thread = Thread {
                while let index = indices.take(below: count) { job(index) }
                running.leave()
            }
            thread.stackSize = stackBytes
            thread.start()
        }
        running.wait()
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

// Where a ring's two ends stand. Made and freed off the audio thread; each end is moved by the one thread that owns it.

import Synchronization

/// How many elements were ever written to a ring, and how many were ever read. The difference is what it holds.
///
/// Both count up for ever: at a billion elements a second they last for centuries.
@usableFromInline
package struct RingIndices: ~Copyable {
    /// Moved by the producer alone.
    private let written = Atomic<Int>(0)
    // A cache line of its own for each end, so that two threads don't take it from one another at every element.
    private let padding: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
    /// Moved by the consumer alone.
    private let read = Atomic<Int>(0)

    package init() {}

    /// The producer's view: how many elements it has written, and how many are in the ring at most.
    @usableFromInline @_noLocks
    package func forProducer() -> (written: Int, count: Int) {
        // Relaxed: only this thread writes `written`. The acquiring load is partner of the release in `didRead`: what
        // the consumer has read is read before it is overwritten.
        let written = self.written.load(ordering: .relaxed)
        return (written, written &- read.load(ordering: .acquiring))
    }

    /// The consumer's view: how many elements it has read, and how many are in the ring at least.
    @usableFromInline @_noLocks
    package func forConsumer() -> (read: Int, count: Int) {
        // Relaxed: only this thread writes `read`. The acquiring load is partner of the release in `didWrite`: elements
        // are complete before they are seen.
        let read = self.read.load(ordering: .relaxed)
        return (read, written.load(ordering: .acquiring) &- read)
    }

    /// Hands what was written over to the consumer.
    @usableFromInline @_noLocks
    package func didWrite(upTo index: Int) {
        // Partner: the acquiring load in `forConsumer`.
        written.store(index, ordering: .releasing)
    }

    /// Hands what was read back to the producer.
    @usableFromInline @_noLocks
    package func didRead(upTo index: Int) {
        // Partner: the acquiring load in `forProducer`.
        read.store(index, ordering: .releasing)
    }
}

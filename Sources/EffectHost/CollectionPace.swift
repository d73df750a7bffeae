// When garbage is collected between blocks, whose time is short. Thread: the audio thread's own.

/// Judges whether a collection fits the time that is left, by how long the last ones took and how full memory is.
///
/// A collection can't be cut in two: one that runs out of time ends the effect. So one that has lately taken longer than
/// there is time is left out, until half of the room that memory still had is used up. Then it is tried all the same:
/// garbage would fill memory otherwise, which ends the effect too.
struct CollectionPace {
    /// A call that took less than this part of the last collection found nothing to collect.
    private static var leastPart: UInt64 { @_noLocks get { 8 } }

    private let memoryLimitByteCount: Int
    private var tryingByteCount = Int.max
    private var last: UInt64 = 0
    private var previous: UInt64 = 0

    init(memoryLimitByteCount: Int) {
        self.memoryLimitByteCount = memoryLimitByteCount
    }

    /// How long a collection takes by what is known; 0 when nothing is. The shorter of the last two, so that one that
    /// was disturbed doesn't count.
    var expectedNanoseconds: UInt64 {
        @_noLocks get { last < previous ? last : previous }
    }

    /// Nothing is known, and memory is as large as it begins.
    mutating func restart(memoryByteCount: Int) {
        self = CollectionPace(memoryLimitByteCount: memoryLimitByteCount)
        tryingByteCount = halfway(from: memoryByteCount)
    }

    /// Whether to collect now.
    @_noLocks
    mutating func isDue(nanosecondsLeft: UInt64, memoryByteCount: Int) -> Bool {
        if expectedNanoseconds <= nanosecondsLeft { return true }
        guard memoryByteCount >= tryingByteCount else { return false }
        tryingByteCount = halfway(from: memoryByteCount)
        return true
    }

    /// A call that may have collected took that long.
    @_noLocks
    mutating func note(nanoseconds: UInt64) {
        guard nanoseconds > last / Self.leastPart else { return }
        previous = last
        last = nanoseconds
    }

    @_noLocks
    private func halfway(from byteCount: Int) -> Int {
        byteCount &+ (memoryLimitByteCount &- byteCount) / 2
    }
}

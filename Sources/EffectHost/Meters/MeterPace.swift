// When meters are read between blocks, whose time is short. Thread: the audio thread's own.

/// Judges whether meters are to be read: not more often than anybody looks, and only with time to spare, since a call
/// that runs out of it ends the effect.
package struct MeterPace {
    private static var readingsPerSecond: Float { @_noLocks get { 30 } }
    /// A reading has to fit so many times into what is left.
    private static var margin: UInt64 { @_noLocks get { 8 } }
    /// The least that has to be left, for a reading that was never timed or was timed on a good day.
    private static var leastNanoseconds: UInt64 { @_noLocks get { 20_000 } }

    private let intervalFrames: UInt32
    private var frames: UInt32
    /// How long the last two readings took. The shorter counts, so that one that was disturbed doesn't.
    private var last: UInt64 = 0
    private var previous: UInt64 = 0

    /// Due after the first block.
    package init(sampleRate: Float) {
        let interval = sampleRate / Self.readingsPerSecond
        intervalFrames = interval >= 1 && interval < 1e9 ? UInt32(interval) : 1
        frames = intervalFrames
    }

    @_noLocks
    package mutating func advance(_ frameCount: UInt32) {
        let (sum, isOver) = frames.addingReportingOverflow(frameCount)
        frames = isOver ? .max : sum
    }

    /// Whether to read now.
    ///
    /// - Parameter nanosecondsLeft: nil for no limit.
    @_noLocks
    package func isDue(nanosecondsLeft: UInt64?) -> Bool {
        guard frames > intervalFrames else { return false }
        guard let left = nanosecondsLeft else { return true }
        return left >= Self.leastNanoseconds && left / Self.margin >= min(last, previous)
    }

    /// A reading took that long.
    @_noLocks
    package mutating func note(nanoseconds: UInt64) {
        frames = 0
        previous = last
        last = nanoseconds
    }
}

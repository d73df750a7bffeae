// What a node usually costs. Rendering thread, or whoever holds the plan.

/// The time a node's blocks take: their mean, and how far they stray from it.
///
/// Both are smoothed exponentially, and what counts as usual lies four deviations above the mean, as in TCP's estimate
/// of round trips (Jacobson, "Congestion avoidance and control", SIGCOMM 1988). A node that does all its work in every
/// eighth block, because it takes long blocks only, so comes out at about what that one block costs.
struct NodeCost {
    private(set) var mean = 0.0
    private var deviation = 0.0
    /// Blocks taken in, as far as it matters.
    private var count = 0.0

    /// Blocks over which the mean is smoothed.
    private static var smoothedCount: Double { @_noLocks get { 32 } }

    // Written out because the implicit one carries no promise.
    @_noLocks
    init() {}

    /// Takes in what a block has cost. The first few weigh alike.
    @_noLocks
    mutating func add(nanoseconds: UInt64) {
        if count < Self.smoothedCount { count += 1 }
        let error = Double(nanoseconds) - mean
        mean += error / count
        // The first error is the whole cost, and says nothing of how far costs stray.
        if count > 1 { deviation += ((error < 0 ? -error : error) - deviation) / count }
    }

    /// What the next block is to be given. 0 as long as there was none.
    var usualNanoseconds: UInt64 {
        @_noLocks get { UInt64(mean + 4 * deviation) }
    }
}

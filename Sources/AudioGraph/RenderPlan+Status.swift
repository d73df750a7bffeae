// What a plan tells between blocks, and what may be changed there. The rendering thread, or whoever holds the plan
// while it doesn't render.

extension RenderPlan {
    /// A node that has failed.
    package struct Failure: Equatable, Sendable {
        /// Its place in `nodeIDs`.
        package let node: Int
        package let id: String
        /// The first frame of the block in which it failed, as `render` was given it.
        package let position: UInt64

        package init(node: Int, id: String, position: UInt64) {
            self.node = node
            self.id = id
            self.position = position
        }
    }

    /// The place of a node in `nodeIDs`; nil when it isn't heard or isn't there.
    package func index(ofNode id: String) -> Int? { nodeIDs.firstIndex(of: id) }

    /// How many nodes have failed and were not restarted.
    package var failedNodeCount: Int {
        @_noLocks get { state.failedNodeCount }
    }

    /// Whether the node at that place has failed and was not restarted.
    @_noLocks
    package func isFailed(node: Int) -> Bool {
        precondition(node >= 0 && node < state.nodeCount)
        return state.nodeStates[node].isFailed
    }

    /// The first frame of the block in which the node at that place failed, as `render` was given it.
    @_noLocks
    package func failurePosition(ofNode node: Int) -> UInt64 {
        precondition(node >= 0 && node < state.nodeCount)
        return state.nodeStates[node].failurePosition
    }

    /// The nodes that have failed and were not restarted, in the order of `nodeIDs`. Allocates.
    package var failedNodes: [Failure] {
        nodeIDs.indices.compactMap { node in
            let nodeState = state.nodeStates[node]
            guard nodeState.isFailed else { return nil }
            return Failure(node: node, id: nodeIDs[node], position: nodeState.failurePosition)
        }
    }

    /// Lets a failed node run again from the next block on; its input gives way to its output within 5 ms. Its step must
    /// be able to go on. Does nothing for a node that hasn't failed.
    @_noLocks
    package mutating func restart(node: Int) {
        precondition(node >= 0 && node < state.nodeCount)
        guard state.nodeStates[node].isFailed else { return }
        state.nodeStates[node].isFailed = false
        state.nodeStates[node].declickFrame = 0
        state.failedNodeCount -= 1
    }

    /// Forgets all sound, so that another stream can begin. The steps are left to their owner; failed nodes stay
    /// failed, and counters go on.
    package mutating func reset() { state.reset() }

    /// Whether each node's time is taken. Off at first, and on while there is a budget; costs one reading of the clock
    /// per operation.
    package var measuresTime: Bool {
        get { state.measuresTime }
        set { state.measuresTime = newValue }
    }

    /// The time spent on the node at that place while `measuresTime` was on: writing its input, running it, finishing.
    @_noLocks
    package func nanoseconds(ofNode node: Int) -> UInt64 {
        precondition(node >= 0 && node < state.nodeCount)
        return state.nodeStates[node].nanoseconds
    }

    /// The time spent on the node at that place in the last block.
    @_noLocks
    package func blockNanoseconds(ofNode node: Int) -> UInt64 {
        precondition(node >= 0 && node < state.nodeCount)
        return state.nodeStates[node].blockNanoseconds
    }

    /// Samples written to their destination by way of an edge: into a step's memory, or into the output. On a straight
    /// edge, each sample once.
    package var copiedSampleCount: UInt64 { state.copiedSampleCount }

    /// Samples the plan kept for itself: in delay lines, blending wet and dry, in place of a failed node's output. None
    /// in a chain without any of these.
    package var bufferedSampleCount: UInt64 { state.bufferedSampleCount }

    /// Input blocks that became silence because a sample was infinite or not a number.
    package var nonFiniteInputBlockCount: UInt64 { state.nonFiniteInputBlockCount }

    /// Sums that became silence for a block because they overflowed.
    package var nonFiniteSumBlockCount: UInt64 { state.nonFiniteSumBlockCount }
}

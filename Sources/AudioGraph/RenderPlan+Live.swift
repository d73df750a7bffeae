// What a plan does between blocks while it plays: budget, parameters, mix, new steps. The rendering thread, or whoever
// holds the plan while it doesn't render.

package import CRealtime
import Realtime

extension RenderPlan {
    /// How long a block may take, in nanoseconds; 0, as at first, for as long as the steps' owners allow.
    ///
    /// The steps then get deadlines: see `render`.
    package var budgetNanoseconds: UInt64 {
        @_noLocks get { state.budgetNanoseconds }
        @_noLocks set { state.budgetNanoseconds = newValue }
    }

    /// What a block usually takes: the sum of what its nodes usually do, those that have failed left out. 0 as long as
    /// no time was taken.
    package var usualNanoseconds: UInt64 {
        @_noLocks get {
            var sum: UInt64 = 0
            var index = 0
            while index < state.nodeCount {
                if !state.nodeStates[index].isFailed { sum &+= state.nodeStates[index].cost.usualNanoseconds }
                index += 1
            }
            return sum
        }
    }

    /// What a block takes on average: the sum of its nodes' means, those that have failed left out.
    package var meanNanoseconds: UInt64 {
        @_noLocks get {
            var sum = 0.0
            var index = 0
            while index < state.nodeCount {
                if !state.nodeStates[index].isFailed { sum += state.nodeStates[index].cost.mean }
                index += 1
            }
            return UInt64(sum)
        }
    }

    /// Forgets what blocks usually take: the first ones, which touch memory for the first time, say little.
    package mutating func forgetCosts() {
        for index in 0..<state.nodeCount { state.nodeStates[index].cost = NodeCost() }
    }

    /// Sets a parameter of the effect at a node. With a budget, a sixteenth of it is the most this may take.
    ///
    /// - Returns: false when the node has failed, now or before.
    @_noLocks
    package mutating func setParameter(node: Int, index: Int, value: Float) -> Bool {
        precondition(node >= 0 && node < state.nodeCount && index >= 0 && state.isLive)
        guard !state.nodeStates[node].isFailed else { return false }
        let budget = state.budgetNanoseconds
        let moment = budget == 0 ? 0 : cajon_monotonic_nanoseconds() &+ state.shortestNanoseconds
        let deadline = state.deadlineBetweenBlocks(moment)
        let mode = FlushToZero()
        let isAlive = cajon_step_set_parameter(&state.nodes[node].step, UInt32(index), value, deadline)
        mode.end()
        if !isAlive { state.fail(node, at: state.nextPosition) }
        return isAlive
    }

    /// Lets the effect at a node do what need not be done within a block, until the deadline. 0 sets none.
    ///
    /// - Returns: false when the node has failed, now or before.
    @_noLocks
    package mutating func maintain(node: Int, deadline: UInt64) -> Bool {
        precondition(node >= 0 && node < state.nodeCount && state.isLive)
        guard !state.nodeStates[node].isFailed else { return false }
        let mode = FlushToZero()
        let isAlive = cajon_step_maintain(&state.nodes[node].step, state.deadlineBetweenBlocks(deadline))
        mode.end()
        if !isAlive { state.fail(node, at: state.nextPosition) }
        return isAlive
    }

    /// Puts another step in place of a node's, which has usually failed, and lets it run from the next block on. What
    /// was heard gives way to its output within 5 ms.
    ///
    /// - Parameter step: of the latency that the plan was compiled with. Its context must outlive the plan, and the old
    ///   one's is no longer needed.
    @_noLocks
    package mutating func replaceStep(node: Int, step: cajon_render_step) {
        precondition(node >= 0 && node < state.nodeCount && state.isLive)
        state.nodes[node].step = step
        if state.nodeStates[node].isFailed {
            restart(node: node)
        } else {
            state.nodeStates[node].declickFrame = 0
        }
    }

    /// Changes how much of a node is heard, within 20 ms and without a step. Range: 0...1.
    @_noLocks
    package mutating func setMix(node: Int, mix: Float) {
        precondition(node >= 0 && node < state.nodeCount && mix >= 0 && mix <= 1 && state.isLive)
        state.nodeStates[node].mix.change(
            level: mix, isBypassed: state.nodeStates[node].mix.isBypassed, window: state.mixWindow,
            frameCount: state.mixFrames)
    }

    /// Takes a node out of the sound, or back in, within 20 ms and without a step. It runs on in the meantime.
    @_noLocks
    package mutating func setBypassed(node: Int, isBypassed: Bool) {
        precondition(node >= 0 && node < state.nodeCount && state.isLive)
        state.nodeStates[node].mix.change(
            level: state.nodeStates[node].mix.level, isBypassed: isBypassed, window: state.mixWindow,
            frameCount: state.mixFrames)
    }
}

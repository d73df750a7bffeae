// Who may take how long: a block's time, shared out among its nodes. Rendering thread only.

import CRealtime

extension RenderState {
    /// The part of a block's budget that a node gets beyond its usual time, however late it has become.
    private static var floorShare: UInt64 { @_noLocks get { 16 } }

    /// Starts a block's measurement. Returns what all nodes that run usually take together.
    @_noLocks
    func beginTiming() -> UInt64 {
        var sum: UInt64 = 0
        var index = 0
        while index < nodeCount {
            nodeStates[index].blockNanoseconds = 0
            if !nodeStates[index].isFailed { sum &+= nodeStates[index].cost.usualNanoseconds }
            index += 1
        }
        return sum
    }

    /// Ends a block's measurement. What a node took in the block in which it failed says nothing of its usual time.
    @_noLocks
    func endTiming() {
        var index = 0
        while index < nodeCount {
            nodeStates[index].nanoseconds &+= nodeStates[index].blockNanoseconds
            if !nodeStates[index].isFailed {
                nodeStates[index].cost.add(nanoseconds: nodeStates[index].blockNanoseconds)
            }
            index += 1
        }
    }

    /// By when a node must have come to its end.
    ///
    /// It may use all the time there is until `end` but for what the nodes after it usually take, so that one which
    /// never ends costs the others nothing. When little is left, because the machine was busy or the graph asks too
    /// much, it still gets its usual time and a sixteenth of the budget: a healthy effect isn't ended for being late
    /// through no fault of its own. The block may then overrun, by that sixteenth for each effect that never ends.
    ///
    /// As much again it may be seen running past its deadline: a healthy effect that the machine kept from running in
    /// the middle of its work needs no more to come to its end.
    ///
    /// - Parameter reserved: what this node and those after it usually take; those after it, when this returns.
    @_noLocks
    func deadline(of index: Int, end: UInt64, now: UInt64, _ reserved: inout UInt64) -> cajon_deadline {
        guard !nodeStates[index].isFailed else { return cajon_deadline(moment: end, grace: 0) }
        let usual = nodeStates[index].cost.usualNanoseconds
        reserved = reserved > usual ? reserved &- usual : 0
        let shared = end > reserved ? end &- reserved : 0
        let least = usual &+ shortestNanoseconds
        return cajon_deadline(moment: max(shared, now &+ least), grace: least)
    }

    /// A deadline for a call between blocks, which usually takes next to nothing.
    @_noLocks
    func deadlineBetweenBlocks(_ moment: UInt64) -> cajon_deadline {
        cajon_deadline(moment: moment, grace: shortestNanoseconds)
    }

    /// What a call gets at least.
    var shortestNanoseconds: UInt64 {
        @_noLocks get { budgetNanoseconds / Self.floorShare }
    }
}

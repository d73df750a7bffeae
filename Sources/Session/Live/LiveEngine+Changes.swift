// What the controller asked for, done between two blocks, and what it is told. Audio thread only.

import AudioGraph
import CRealtime
import Realtime

extension LiveEngine {
    /// The most changes made in one period, so that a flood of them leaves time for sound.
    private static var mostCommands: Int { @_noLocks get { 256 } }
    /// Notices that a period may need room for, before another change is made.
    private static var noticeReserve: Int { @_noLocks get { 16 } }

    /// Makes the changes that have come, until a quarter of the budget is gone; the rest waits for the next period.
    @_noLocks
    mutating func receiveCommands() {
        if waiting != nil, outgoing == nil { beginWaiting() }
        var count = 0
        while count < Self.mostCommands, notices.freeCount() >= Self.noticeReserve {
            if budgetNanoseconds > 0, count > 0,
                cajon_monotonic_nanoseconds() &- periodStart > budgetNanoseconds / 4
            {
                return
            }
            guard let command = commands.pop() else { return }
            perform(command)
            // Whatever was changed may be heard, so the engine doesn't rest for a while.
            silentOutputFrames = 0
            count += 1
        }
    }

    @_noLocks
    private mutating func perform(_ command: LiveCommand) {
        switch command {
        case .setParameter(let generation, let node, let index, let value):
            guard let plan = plan(generation) else { return }
            _ = plan.pointee.plan.setParameter(node: Int(node), index: Int(index), value: value)
        case .setMix(let generation, let node, let mix):
            guard let plan = plan(generation) else { return }
            plan.pointee.plan.setMix(node: Int(node), mix: mix)
        case .setBypassed(let generation, let node, let isBypassed):
            guard let plan = plan(generation) else { return }
            plan.pointee.plan.setBypassed(node: Int(node), isBypassed: isBypassed)
        case .replaceStep(let generation, let node, let step):
            guard let plan = plan(generation) else { return }
            plan.pointee.plan.replaceStep(node: Int(node), step: step)
            if plan.pointee.isReported[Int(node)] {
                plan.pointee.isReported[Int(node)] = false
                plan.pointee.reportedCount -= 1
            }
            // There is room: see `noticeReserve`.
            _ = notices.push(.replaced(generation: generation, node: node, position: position))
        case .swap(let plan):
            waiting = plan
            if outgoing == nil { beginWaiting() } else { tail.cut() }
        case .fadeOut:
            if fadeOutFrame < 0 { fadeOutFrame = 0 }
        }
    }

    @_noLocks
    private func plan(_ generation: UInt32) -> UnsafeMutablePointer<LivePlan>? {
        if current.pointee.generation == generation { return current }
        if let incoming, incoming.pointee.generation == generation { return incoming }
        if let waiting, waiting.pointee.generation == generation { return waiting }
        if let outgoing, outgoing.pointee.generation == generation { return outgoing }
        return nil
    }

    @_noLocks
    private mutating func beginWaiting() {
        guard let plan = waiting, incoming == nil else { return }
        waiting = nil
        incoming = plan
        swap = LiveSwap(
            old: current, new: plan, sampleRate: sampleRate, shortFrames: fades.shortFrames,
            maximumFrames: maximumFrames, budgetNanoseconds: budgetNanoseconds)
    }

    /// Makes the new plan the one that plays, and lets the old one ring out.
    @_noLocks
    mutating func complete(_ new: UnsafeMutablePointer<LivePlan>) {
        let old = current
        outgoing = old
        tail = LiveTail(
            tailFrames: old.pointee.tailFrames, latencyFrames: old.pointee.latencyFrames, sampleRate: sampleRate,
            isHeard: swap.oldFadesInput && !swap.isSequential)
        let silence = old.pointee.input.block(frameCount: maximumFrames)
        cajon_zero(silence.base, silence.sampleCount)
        current = new
        incoming = nil
        maintainedNode = 0
        unreportedSwap = new.pointee.generation
    }

    /// Tells the controller what has happened. What the ring has no room for is told in a later period.
    @_noLocks
    mutating func tellNotices() {
        tellFailures(current)
        if let incoming { tellFailures(incoming) }
        if unreportedSwap != 0, notices.push(.swapped(generation: unreportedSwap)) { unreportedSwap = 0 }
        guard let outgoing else { return }
        tellFailures(outgoing)
        if tail.isOver, notices.push(.retired(generation: outgoing.pointee.generation)) { self.outgoing = nil }
    }

    @_noLocks
    private func tellFailures(_ plan: UnsafeMutablePointer<LivePlan>) {
        guard plan.pointee.plan.failedNodeCount != plan.pointee.reportedCount else { return }
        var node = 0
        while node < plan.pointee.nodeCount {
            if plan.pointee.plan.isFailed(node: node), !plan.pointee.isReported[node] {
                let notice = LiveNotice.failed(
                    generation: plan.pointee.generation, node: UInt32(node),
                    position: plan.pointee.plan.failurePosition(ofNode: node))
                guard notices.push(notice) else { return }
                plan.pointee.isReported[node] = true
                plan.pointee.reportedCount += 1
            }
            node += 1
        }
    }
}

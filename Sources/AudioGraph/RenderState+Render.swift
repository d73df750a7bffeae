// The render itself: one pass over the operations. Rendering thread only.

import CRealtime
import Realtime

extension RenderState {
    /// Renders one block of 1...maximumFrames frames; `RenderPlan.render` has checked the shapes.
    @_noLocks
    mutating func render(position: UInt64, input: AudioBlock, output: MutableAudioBlock, deadline: UInt64) {
        frameCount = input.frameCount
        nextPosition = position &+ UInt64(frameCount)
        let takesTime = measuresTime || budgetNanoseconds > 0
        var stamp = takesTime ? cajon_monotonic_nanoseconds() : 0
        let end = deadline != 0 || budgetNanoseconds == 0 ? deadline : stamp &+ budgetNanoseconds
        var reserved = takesTime ? beginTiming() : 0
        accept(input)
        var next = 0
        while next < operationCount {
            let operation = operations[next]
            switch operation.kind {
            case .run:
                var nodeDeadline = cajon_deadline()
                if end != 0 { nodeDeadline = self.deadline(of: operation.index, end: end, now: stamp, &reserved) }
                run(operation.index, position: position, deadline: nodeDeadline)
            case .sum: sumBypassed(operation.index)
            case .record: record(operation.index)
            case .finish: finish(operation.index)
            case .emit: copiedSampleCount += gather(outputEdges, into: output.base, counting: true)
            }
            if takesTime {
                let now = cajon_monotonic_nanoseconds()
                if operation.node >= 0 { nodeStates[operation.node].blockNanoseconds += now - stamp }
                stamp = now
            }
            next += 1
        }
        if takesTime { endTiming() }
    }

    /// Makes the caller's block, or silence in its stead, what edges from the graph's input read.
    @_noLocks
    private mutating func accept(_ input: AudioBlock) {
        if cajon_has_non_finite(input.base, input.sampleCount) {
            nonFiniteInputBlockCount += 1
            views[RenderProgram.inputView] = PlanarView(base: UnsafePointer(silence), stride: 0)
        } else {
            views[RenderProgram.inputView] = PlanarView(base: input.base, stride: frameCount)
        }
    }

    /// Gives a node its input, runs its step, and makes its output, or what takes its place, what others read.
    @_noLocks
    private mutating func run(_ index: Int, position: UInt64, deadline: cajon_deadline) {
        let node = nodes + index
        var wet: UnsafePointer<Float>?
        var isRecorded = false
        if !nodeStates[index].isFailed {
            var destination = cajon_step_destination()
            if cajon_step_acquire(&node.pointee.step, UInt32(frameCount), deadline, &destination) {
                isRecorded = deliver(index, to: destination)
                nodeStates[index].needsFinish = cajon_step_process(
                    &node.pointee.step, position, UInt32(frameCount), &wet)
                if !nodeStates[index].needsFinish { wet = nil }
            }
            if wet == nil {
                finish(index)
                fail(index, at: position)
            }
        }
        if !isRecorded { recordSummedInput(index) }
        if let wet {
            settle(index, wet: wet)
        } else {
            settleOnDry(index)
        }
    }

    /// Writes a node's inputs to where its step wants them. Returns whether its delay line got the input, too.
    @_noLocks
    private mutating func deliver(_ index: Int, to destination: cajon_step_destination) -> Bool {
        let node = nodes + index
        if let sidechain = destination.sidechain {
            copiedSampleCount += gather(node.pointee.sidechain, into: sidechain, counting: true)
        }
        guard let input = destination.input else { return false }
        copiedSampleCount += gather(node.pointee.main, into: input, counting: true)
        guard node.pointee.inputLine >= 0 else { return true }
        // Before the step runs, which may leave anything in its input's memory.
        write(PlanarView(base: UnsafePointer(input), stride: frameCount), toLine: node.pointee.inputLine)
        return true
    }

    /// Sums a node's input for its delay line, when its step had no use for it.
    @_noLocks
    private mutating func recordSummedInput(_ index: Int) {
        let line = nodes[index].inputLine
        guard line >= 0 else { return }
        bufferedSampleCount += gather(nodes[index].main, into: scratch, counting: true)
        write(PlanarView(base: UnsafePointer(scratch), stride: frameCount), toLine: line)
    }

    /// Sums the input of a bypassed node into its buffer.
    @_noLocks
    private mutating func sumBypassed(_ index: Int) {
        let target = buffer(of: index)
        copiedSampleCount += gather(nodes[index].main, into: target, counting: true)
        views[nodes[index].outputView] = PlanarView(base: UnsafePointer(target), stride: frameCount)
    }

    /// Writes what the line listens to into it.
    @_noLocks
    private mutating func record(_ line: Int) { write(views[lineLayouts[line].sourceView], toLine: line) }

    @_noLocks
    private mutating func write(_ view: PlanarView, toLine line: Int) {
        lines[line].write(view, frameCount: frameCount)
        bufferedSampleCount += UInt64(frameCount * channelCount)
        var tap = lineLayouts[line].firstTap
        while tap < lineLayouts[line].endTap {
            views[taps[tap].view] = lines[line].view(delay: taps[tap].delay)
            tap += 1
        }
    }

    /// Tells a step that its output has been read, unless it has been told or has none.
    @_noLocks
    private mutating func finish(_ index: Int) {
        guard nodeStates[index].needsFinish else { return }
        nodeStates[index].needsFinish = false
        cajon_step_finish(&nodes[index].step)
    }

    /// From the block that begins at `position` on, the node's input takes its output's place.
    @_noLocks
    mutating func fail(_ index: Int, at position: UInt64) {
        nodeStates[index].isFailed = true
        nodeStates[index].failurePosition = position
        nodeStates[index].declickFrame = 0
        failedNodeCount += 1
    }

    /// The memory for what the plan itself makes of a node's output.
    @_noLocks
    func buffer(of index: Int) -> UnsafeMutablePointer<Float> {
        buffers + nodes[index].buffer * channelCount * maximumFrames
    }
}

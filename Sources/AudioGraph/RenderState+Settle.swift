// What becomes of a node's output before others read it: wet and dry, a failed node's replacement, the crossing
// between the two. Rendering thread only.

import CRealtime

extension RenderState {
    /// Makes a step's output, blended with its input, what others read. Untouched if it is all wet.
    @_noLocks
    mutating func settle(_ index: Int, wet: UnsafePointer<Float>) {
        let target = buffer(of: index)
        var view = PlanarView(base: wet, stride: frameCount)
        let isBlended = nodeStates[index].mix.frame < mixFrames || nodeStates[index].mix.to < 1
        if isBlended {
            blend(index, wet: wet, into: target)
            view = PlanarView(base: UnsafePointer(target), stride: frameCount)
        }
        if nodeStates[index].declickFrame < declickFrames {
            if !isBlended {
                copy(view, to: target)
                bufferedSampleCount += UInt64(frameCount * channelCount)
            }
            declick(index, target)
            view = PlanarView(base: UnsafePointer(target), stride: frameCount)
        }
        publish(view, of: index)
    }

    /// Makes a node's input, delayed by its latency, what others read.
    @_noLocks
    mutating func settleOnDry(_ index: Int) {
        let target = buffer(of: index)
        nodeStates[index].mix.settle(frameCount: mixFrames)
        writeDry(index, to: target)
        if nodeStates[index].declickFrame < declickFrames { declick(index, target) }
        publish(PlanarView(base: UnsafePointer(target), stride: frameCount), of: index)
    }

    @_noLocks
    private mutating func publish(_ view: PlanarView, of index: Int) {
        views[nodes[index].outputView] = view
        var channel = 0
        while channel < channelCount {
            lastFrames[index * channelCount + channel] = view.base[channel * view.stride + frameCount - 1]
            channel += 1
        }
    }

    /// Writes wet and dry in the node's proportion. At 0 the dry signal is copied bit for bit.
    @_noLocks
    private mutating func blend(_ index: Int, wet: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let mix = nodeStates[index].mix
        let isMoving = mix.frame < mixFrames
        if !isMoving && mix.to == 0 {
            writeDry(index, to: target)
            return
        }
        var dry = PlanarView(base: UnsafePointer(scratch), stride: frameCount)
        if nodes[index].dryView >= 0 {
            dry = views[nodes[index].dryView]
        } else {
            bufferedSampleCount += gather(nodes[index].main, into: scratch, counting: false)
        }
        if isMoving {
            cajon_move_along(mixCurve, mixWindow, mixFrames, mix.frame, mix.from, mix.to, frameCount)
            nodeStates[index].mix.advance(by: frameCount, frameCount: mixFrames)
        }
        var channel = 0
        while channel < channelCount {
            // SAFETY: target, scratch, the sources and the step's memory are four different places.
            let (result, source) = (target + channel * frameCount, dry.base + channel * dry.stride)
            if isMoving {
                cajon_crossfade_along(result, source, wet + channel * frameCount, mixCurve, frameCount)
            } else {
                cajon_crossfade(result, source, wet + channel * frameCount, mix.to, frameCount)
            }
            channel += 1
        }
        bufferedSampleCount += UInt64(frameCount * channelCount)
    }

    @_noLocks
    private mutating func writeDry(_ index: Int, to target: UnsafeMutablePointer<Float>) {
        let dryView = nodes[index].dryView
        if dryView >= 0 {
            copy(views[dryView], to: target)
            bufferedSampleCount += UInt64(frameCount * channelCount)
        } else {
            // The sources are still there: a step is finished only after the last node that reads it has run.
            bufferedSampleCount += gather(nodes[index].main, into: target, counting: false)
        }
    }

    /// Adds what is left of the jump from the sound before to the sound now.
    ///
    /// The offset is fixed at the first frame, so that this frame repeats the last one before; from there it falls to
    /// zero along half a cosine, whose slope is zero at both ends. Own derivation.
    @_noLocks
    private mutating func declick(_ index: Int, _ samples: UnsafeMutablePointer<Float>) {
        let done = nodeStates[index].declickFrame
        let count = min(frameCount, declickFrames - done)
        var channel = 0
        while channel < channelCount {
            let slot = index * channelCount + channel
            let first = samples + channel * frameCount
            if done == 0 { declickOffsets[slot] = lastFrames[slot] - first.pointee }
            cajon_multiply_add(first, declickWindow + done, declickOffsets[slot], count)
            channel += 1
        }
        nodeStates[index].declickFrame = done + count
        // Only samples near the greatest number there is can get here; they must not pass the edge as infinity.
        if cajon_has_non_finite(samples, frameCount * channelCount) {
            cajon_zero(samples, frameCount * channelCount)
            nodeStates[index].declickFrame = declickFrames
        }
    }
}

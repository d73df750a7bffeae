// Reading edges: copying, scaling and adding up what arrives at one port. Rendering thread only.

import CRealtime

extension RenderState {
    /// Writes the sum of what the edges read, or silence without edges, in the edges' order.
    ///
    /// A sum that overflows becomes silence for the block; it is counted when `counting`, so that an input that is
    /// summed a second time isn't counted twice.
    ///
    /// - Parameter destination: planar, without gaps, overlapping nothing the edges read.
    /// - Returns: how many samples were read.
    @_noLocks
    mutating func gather(
        _ range: RenderProgram.EdgeRange, into destination: UnsafeMutablePointer<Float>, counting: Bool
    ) -> UInt64 {
        let sampleCount = frameCount * channelCount
        if range.first == range.end {
            cajon_zero(destination, sampleCount)
            return 0
        }
        var edge = range.first
        while edge < range.end {
            let view = views[edges[edge].view]
            let gain = edges[edge].gain
            if edge > range.first {
                add(view, gain: gain, to: destination)
            } else {
                copy(view, gain: gain, to: destination)
            }
            edge += 1
        }
        let edgeCount = range.end - range.first
        let isStraight = edgeCount == 1 && edges[range.first].gain == 1
        if !isStraight && cajon_has_non_finite(destination, sampleCount) {
            cajon_zero(destination, sampleCount)
            if counting { nonFiniteSumBlockCount += 1 }
        }
        return UInt64(edgeCount * sampleCount)
    }

    /// Writes a view's samples, multiplied unless the gain is 1. Planar without gaps.
    @_noLocks
    func copy(_ view: PlanarView, gain: Float = 1, to destination: UnsafeMutablePointer<Float>) {
        // Channels that lie without gaps are one run, and then the whole block is one call.
        let isOneRun = view.stride == frameCount
        let runLength = isOneRun ? frameCount * channelCount : frameCount
        var channel = 0
        while channel < (isOneRun ? 1 : channelCount) {
            // SAFETY: a view holds channelCount channels of frameCount frames, valid until its step is finished.
            let source = view.base + channel * view.stride
            if gain == 1 {
                cajon_copy(destination + channel * frameCount, source, runLength)
            } else {
                cajon_scaled_copy(destination + channel * frameCount, source, gain, runLength)
            }
            channel += 1
        }
    }

    /// Adds a view's samples, multiplied unless the gain is 1. Planar without gaps.
    @_noLocks
    private func add(_ view: PlanarView, gain: Float, to destination: UnsafeMutablePointer<Float>) {
        let isOneRun = view.stride == frameCount
        let runLength = isOneRun ? frameCount * channelCount : frameCount
        var channel = 0
        while channel < (isOneRun ? 1 : channelCount) {
            // SAFETY: as in `copy`.
            let source = view.base + channel * view.stride
            if gain == 1 {
                cajon_add(destination + channel * frameCount, source, runLength)
            } else {
                cajon_multiply_add(destination + channel * frameCount, source, gain, runLength)
            }
            channel += 1
        }
    }
}

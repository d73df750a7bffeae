// The delay lines that keep parallel paths aligned. The rendering thread writes them; they own no memory.

import CRealtime

/// The last frames of a signal, from which any delay up to a maximum can be read without copying.
///
/// Each channel is a ring of `maximumDelay + maximumFrames` samples, followed by a second copy of its first
/// `maximumFrames`. A block's worth of samples starting anywhere in the ring therefore lies in one piece, and a tap is
/// a pointer. Blocks may be shorter or longer than the delay; how the signal is cut changes nothing.
struct DelayLine {
    /// The rings, channel after channel, `stride` samples each.
    let base: UnsafeMutablePointer<Float>
    let channelCount: Int
    let maximumFrames: Int
    /// Samples of a ring without its copied part.
    let ringFrames: Int
    /// Where the next sample goes. Range: 0..<ringFrames.
    private var position = 0
    /// Where the last block began.
    private var blockStart = 0

    /// Samples from one channel's ring to the next.
    var stride: Int {
        @_noLocks get { ringFrames + maximumFrames }
    }

    /// The memory a line takes, in samples.
    static func sampleCount(maximumDelay: Int, channelCount: Int, maximumFrames: Int) -> Int {
        (maximumDelay + 2 * maximumFrames) * channelCount
    }

    /// `base` has room for `sampleCount` samples, all zero, and outlives the line.
    init(base: UnsafeMutablePointer<Float>, maximumDelay: Int, channelCount: Int, maximumFrames: Int) {
        self.base = base
        self.channelCount = channelCount
        self.maximumFrames = maximumFrames
        ringFrames = maximumDelay + maximumFrames
    }

    /// Appends a block. Range of `frameCount`: 0...maximumFrames.
    @_noLocks
    mutating func write(_ source: PlanarView, frameCount: Int) {
        let untilEnd = min(frameCount, ringFrames - position)
        let afterWrap = frameCount - untilEnd
        let mirrored = position < maximumFrames ? min(untilEnd, maximumFrames - position) : 0
        var channel = 0
        while channel < channelCount {
            // SAFETY: position + untilEnd <= ringFrames, afterWrap <= maximumFrames and position + mirrored <=
            // maximumFrames, so every write stays inside the channel's stride; the caller keeps the source valid.
            let ring = base + channel * stride
            let samples = source.base + channel * source.stride
            cajon_copy(ring + position, samples, untilEnd)
            cajon_copy(ring + ringFrames + position, samples, mirrored)
            cajon_copy(ring, samples + untilEnd, afterWrap)
            cajon_copy(ring + ringFrames, samples + untilEnd, afterWrap)
            channel += 1
        }
        blockStart = position
        position = afterWrap > 0 ? afterWrap : position + untilEnd
        if position == ringFrames { position = 0 }
    }

    /// The last block as it was `delay` frames earlier; valid until the next write. Range: 0...the maximum delay.
    @_noLocks
    func view(delay: Int) -> PlanarView {
        let start = blockStart - delay
        return PlanarView(base: UnsafePointer(base + (start < 0 ? start + ringFrames : start)), stride: stride)
    }
}

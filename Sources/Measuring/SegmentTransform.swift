// Overlapping segments of a sound, transformed: what both spectra stand on. A value, one thread.

import Realtime

/// Overlapping segments of a sound, windowed and transformed: what Welch's spectrum and a spectrogram have in common.
struct SegmentTransform {
    let length: Int
    let hop: Int
    private let transform: FourierTransform
    private let window: [Double]
    /// The frames of each channel that wait for a whole segment.
    private var pending: [[Float]]
    private(set) var segmentCount = 0

    /// Range: an even length of at least 2; a channel or more.
    init(length: Int, channelCount: Int) {
        self.length = length
        hop = length / 2
        transform = FourierTransform(length: length)
        window = Window.hann(length: length)
        pending = Array(repeating: [], count: channelCount)
    }

    var binCount: Int { transform.binCount }

    /// Takes in frames `range` of a block; the powers of every segment that is then whole.
    mutating func append(_ block: AudioBlock, _ range: Range<Int>) -> [[Double]] {
        var whole: [[Double]] = []
        var first = range.lowerBound
        while first < range.upperBound {
            let count = min(length - pending[0].count, range.upperBound - first)
            for channel in pending.indices {
                // SAFETY: the range lies within the block's frames, as the caller promises.
                pending[channel] += UnsafeBufferPointer(
                    start: block.base + channel * block.frameCount + first, count: count)
            }
            first += count
            guard pending[0].count == length else { break }
            whole.append(powers(window))
            for channel in pending.indices { pending[channel].removeFirst(hop) }
        }
        return whole
    }

    /// The powers of what is left. If there was no whole segment, the window is one over as much as there is.
    ///
    /// - Parameter isPadded: whether silence makes a segment of what is left beyond the last one.
    mutating func finish(isPadded: Bool = false) -> [Double]? {
        let left = pending[0].count
        if segmentCount == 0, left > 0 { return powers(Window.hann(length: left)) }
        guard isPadded, left > hop else { return nil }
        for channel in pending.indices { pending[channel] += Array(repeating: 0, count: length - left) }
        return powers(window)
    }

    /// The mean over the channels of |X|^2, scaled such that a sine of amplitude 1 on a bin gives 1.
    private mutating func powers(_ window: [Double]) -> [Double] {
        segmentCount += 1
        var sums = [Double](repeating: 0, count: binCount)
        let gain = window.reduce(0, +)
        for channel in pending {
            transform.run { samples in
                for index in 0..<length {
                    samples[index] = index < window.count ? window[index] * Double(channel[index]) : 0
                }
            } bin: { index, value in
                // What is neither 0 nor half the rate has its twin at the negative frequency.
                let isEdge = index == 0 || 2 * index == length
                sums[index] += value.power * (isEdge ? 1 : 4)
            }
        }
        let scale = 1 / (gain * gain * Double(pending.count))
        return sums.map { $0 * scale }
    }
}

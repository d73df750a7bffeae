// A sound's outline: extremes and mean square over time. A plain value, one thread.

package import Realtime

/// Measures the outline of each channel, in constant memory.
package struct WaveformMeter {
    /// What is between two moments.
    package struct Extent: Sendable {
        package var lowest: Float
        package var highest: Float
        package var sumOfSquares: Double
        package var frameCount: Int

        /// Both together, the earlier one first.
        package static func merged(_ a: Extent, _ b: Extent) -> Extent {
            Extent(
                lowest: min(a.lowest, b.lowest), highest: max(a.highest, b.highest),
                sumOfSquares: a.sumOfSquares + b.sumOfSquares, frameCount: a.frameCount + b.frameCount)
        }
    }

    /// More than any picture has columns.
    private static let capacity = 8_192

    private var series: [ThinnedSeries<Extent>]
    package private(set) var frameCount = 0

    package init(channelCount: Int) {
        series = Array(
            repeating: ThinnedSeries(capacity: Self.capacity, merge: Extent.merged), count: channelCount)
    }

    /// Takes in frames `range` of a block of as many channels; samples are finite.
    package mutating func measure(_ block: AudioBlock, _ range: Range<Int>) {
        for channel in 0..<block.channelCount {
            let samples = block.base + channel * block.frameCount
            var first = range.lowerBound
            while first < range.upperBound {
                let count = min(series[channel].room, range.upperBound - first)
                // SAFETY: the range lies within the block's frames, as the caller promises.
                series[channel].append(Self.extent(of: samples + first, count), count: count)
                first += count
            }
        }
        frameCount += range.count
    }

    private static func extent(of samples: UnsafePointer<Float>, _ count: Int) -> Extent {
        var extent = Extent(lowest: samples[0], highest: samples[0], sumOfSquares: 0, frameCount: count)
        for index in 0..<count {
            let sample = samples[index]
            extent.lowest = min(extent.lowest, sample)
            extent.highest = max(extent.highest, sample)
            extent.sumOfSquares += Double(sample) * Double(sample)
        }
        return extent
    }

    /// The outline of a channel, and how many frames each extent covers; the last may cover fewer.
    package func outline(ofChannel channel: Int) -> (extents: [Extent], framesEach: Int) {
        (series[channel].entries, series[channel].width)
    }
}

// Peak and mean level of what is written. Used by the thread that renders.

import CRealtime
import Foundation
package import Realtime

/// Measures a stream, whatever its blocks.
package struct LevelMeter {
    private var peak: Float = 0
    private var sumOfSquares = 0.0
    private var sampleCount = 0

    package init() {}

    /// Takes in frames `range` of a block.
    package mutating func measure(_ block: AudioBlock, _ range: Range<Int>) {
        for channel in 0..<block.channelCount {
            let samples = block.base + channel * block.frameCount + range.lowerBound
            // SAFETY: the range lies within the block's frames, as the caller promises.
            peak = max(peak, cajon_peak(samples, range.count))
            sumOfSquares += cajon_sum_of_squares(samples, range.count)
        }
        sampleCount += block.channelCount * range.count
    }

    /// In dB relative to full scale; nil for silence.
    package var peakDecibels: Double? { Self.decibels(Double(peak)) }

    /// In dB relative to a full-scale square wave; nil for silence.
    package var rmsDecibels: Double? {
        sampleCount == 0 ? nil : Self.decibels((sumOfSquares / Double(sampleCount)).squareRoot())
    }

    private static func decibels(_ magnitude: Double) -> Double? {
        magnitude > 0 ? 20 * log10(magnitude) : nil
    }
}

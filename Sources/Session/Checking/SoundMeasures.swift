// What can be measured of a short sound. Plain values, any thread.

import Foundation

/// Levels of a sound of 48 kHz, all channels together.
package struct SoundMeasures: Codable, Equatable, Sendable {
    /// The greatest magnitude, relative to full scale; nil for silence.
    package let peakDecibels: Double?
    /// Relative to a full-scale square wave; nil for silence.
    package let rmsDecibels: Double?
    /// Nil for silence.
    package let loudnessLUFS: Double?
    /// The largest mean of a channel, as a part of full scale.
    package let offset: Double

    /// - Parameter channels: all of the same length, which may be 0.
    package init(_ channels: [some Collection<Float>]) {
        var peak: Float = 0
        var sumOfSquares = 0.0
        var largestMean = 0.0
        var powers: [Double] = []
        for channel in channels {
            var meter = LoudnessMeter()
            var sum = 0.0
            for sample in channel {
                peak = max(peak, abs(sample))
                sum += Double(sample)
                sumOfSquares += Double(sample) * Double(sample)
            }
            meter.measure(channel)
            powers.append(meter.power)
            if !channel.isEmpty { largestMean = max(largestMean, abs(sum / Double(channel.count))) }
        }
        let sampleCount = channels.reduce(0) { $0 + $1.count }
        peakDecibels = Self.decibels(Double(peak))
        rmsDecibels = sampleCount == 0 ? nil : Self.decibels((sumOfSquares / Double(sampleCount)).squareRoot())
        loudnessLUFS = LoudnessMeter.loudness(ofPowers: powers)
        offset = largestMean
    }

    private static func decibels(_ magnitude: Double) -> Double? { magnitude > 0 ? 20 * log10(magnitude) : nil }
}

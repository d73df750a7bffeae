// The long-term spectrum of a sound. A value, one thread.

import Foundation
package import Realtime

/// Welch's spectrum: the mean over overlapping segments of the powers of their bins, and over the channels.
///
/// Units: dB, 0 for a sine of full scale (peak 1) in every channel, whose frequency is that of a bin; between two bins it
/// reads up to 1.4 dB less. Source: P. Welch, IEEE Trans. Audio Electroacoust. 15(2), 1967, doi:10.1109/TAU.1967.1161901.
package struct SpectrumMeter {
    private var segments: SegmentTransform
    private var sums: [Double]
    package let binHertz: Double

    /// - Parameter length: a segment's, in frames; even.
    package init(length: Int, channelCount: Int, sampleRate: Double) {
        segments = SegmentTransform(length: length, channelCount: channelCount)
        sums = Array(repeating: 0, count: segments.binCount)
        binHertz = sampleRate / Double(length)
    }

    /// How many segments there were.
    package var segmentCount: Int { segments.segmentCount }

    /// Takes in frames `range` of a block of as many channels; samples are finite.
    package mutating func measure(_ block: AudioBlock, _ range: Range<Int>) {
        for powers in segments.append(block, range) { add(powers) }
    }

    /// Ends the sound: the level of each bin; `FrequencyResponse.floorDecibels` for silence.
    package mutating func finish() -> [Double] {
        if let powers = segments.finish() { add(powers) }
        let count = Double(max(segments.segmentCount, 1))
        let floor = FrequencyResponse.floorDecibels
        return sums.map { $0 > 0 ? max(10 * log10($0 / count), floor) : floor }
    }

    private mutating func add(_ powers: [Double]) {
        for index in sums.indices { sums[index] += powers[index] }
    }
}

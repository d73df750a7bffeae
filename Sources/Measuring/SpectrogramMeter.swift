// A sound's spectrum over time. A value, one thread.

import Foundation
package import Realtime

/// Short-time spectra on rows of the logarithm of frequency, in bounded memory.
///
/// Units: as `SpectrumMeter`. Each frame of the sound counts: where there are more segments than columns, a column is the
/// mean of the powers of several; a row is the loudest of its bins, and between two bins' rows the nearest bin.
package struct SpectrogramMeter {
    /// More than a picture has columns.
    private static let capacity = 2_048

    private var segments: SegmentTransform
    private var columns: ThinnedSeries<(powers: [Float], count: Int)>
    private let rows: [ClosedRange<Int>]
    /// The frames from one segment to the next.
    package var hop: Int { segments.hop }

    /// - Parameters:
    ///   - length: a segment's, in frames; even.
    ///   - range: of frequencies, from the lowest row to the highest; more than 0 Hz.
    package init(
        length: Int, channelCount: Int, sampleRate: Double, range: ClosedRange<Double>, rowCount: Int
    ) {
        segments = SegmentTransform(length: length, channelCount: channelCount)
        let (binHertz, last) = (sampleRate / Double(length), length / 2)
        let ratio = range.upperBound / range.lowerBound
        let edges = (0...rowCount).map { range.lowerBound * pow(ratio, Double($0) / Double(rowCount)) / binHertz }
        rows = (0..<rowCount).map { row in
            let first = Int(edges[row].rounded(.up))
            let end = Int(edges[row + 1].rounded(.up)) - 1
            let nearest = min(max(Int(((edges[row] + edges[row + 1]) / 2).rounded()), 0), last)
            return first <= end ? min(first, last)...min(end, last) : nearest...nearest
        }
        columns = ThinnedSeries(capacity: Self.capacity) { a, b in
            (zip(a.powers, b.powers).map { $0 + $1 }, a.count + b.count)
        }
    }

    /// Takes in frames `range` of a block of as many channels; samples are finite.
    package mutating func measure(_ block: AudioBlock, _ range: Range<Int>) {
        for powers in segments.append(block, range) { columns.append((row(powers), 1)) }
    }

    /// Ends the sound: levels by column, from the lowest row up, and how many segments a column spans.
    package mutating func finish() -> (columns: [[Double]], segmentsEach: Int) {
        if let powers = segments.finish(isPadded: true) { columns.append((row(powers), 1)) }
        let floor = FrequencyResponse.floorDecibels
        let levels = columns.entries.map { column in
            column.powers.map { power in
                power > 0 ? max(10 * log10(Double(power) / Double(column.count)), floor) : floor
            }
        }
        return (levels, columns.width)
    }

    private func row(_ powers: [Double]) -> [Float] {
        rows.map { bins in Float(bins.reduce(0) { max($0, powers[$1]) }) }
    }
}

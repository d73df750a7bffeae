// One curve of a response plot, and its numbers. Plain values, any thread.

import Foundation
import Measuring
import Plotting

/// A subject's response in one channel, or in several that answer alike.
struct ResponseCurve {
    let label: String
    let response: FrequencyResponse
    let range: ClosedRange<Double>

    /// What lies so far below the loudest frequency has no phase worth showing.
    private static let quietDecibels = 90.0

    private func points(_ value: (Int) -> Double) -> [Point] {
        // At 0 Hz a logarithmic axis has no place.
        response.bins(in: range).filter { $0 > 0 }.map { Point(response.hertz($0), value($0)) }
    }

    /// Of silence there is none.
    private var floor: Double {
        let none = FrequencyResponse.floorDecibels
        let loudest = response.bins(in: range).reduce(none) { max($0, response.decibels[$1]) }
        return max(loudest - Self.quietDecibels, none)
    }

    var magnitude: [Point] { points { response.decibels[$0] } }

    /// Degrees; at the lowest frequency shown between -180 and 180.
    var phase: [Point] {
        let floor = floor
        let bins = response.bins(in: range)
        let first = bins.first { $0 > 0 && response.decibels[$0] > floor }
        let turns = first.map { (response.phaseRadians[$0] / (2 * .pi)).rounded() * 360 } ?? 0
        return points { bin in
            response.decibels[bin] > floor ? response.phaseRadians[bin] * 180 / .pi - turns : .nan
        }
    }

    /// Milliseconds.
    var groupDelay: [Point] {
        let floor = floor
        return points { bin in
            response.decibels[bin] > floor ? response.groupDelaySeconds[bin].map { $0 * 1_000 } ?? .nan : .nan
        }
    }

    // MARK: - Numbers

    /// What `--json` prints of a curve: at frequencies of equal ratios.
    struct Numbers: Encodable {
        let label: String
        let hertz: [Double]
        let decibels: [Double]
        /// Nil where there is next to nothing.
        let phaseDegrees: [Double?]
        let groupDelayMilliseconds: [Double?]
    }

    private static let numberCount = 481

    /// Between two bins on the straight line.
    var numbers: Numbers {
        let (low, high) = (range.lowerBound, min(range.upperBound, response.hertz(response.decibels.count - 1)))
        let frequencies = (0..<Self.numberCount).map {
            low * pow(high / low, Double($0) / Double(Self.numberCount - 1))
        }
        func sampled(_ points: [Point]) -> [Double] {
            var index = 0
            return frequencies.map { hertz in
                while index + 2 < points.count, points[index + 1].x < hertz { index += 1 }
                guard points.count > 1 else { return points.first?.y ?? .nan }
                let (a, b) = (points[index], points[index + 1])
                let share = min(max((hertz - a.x) / (b.x - a.x), 0), 1)
                return share == 0 ? a.y : share == 1 ? b.y : a.y + share * (b.y - a.y)
            }
        }
        func known(_ values: [Double]) -> [Double?] { values.map { $0.isFinite ? $0 : nil } }
        return Numbers(
            label: label, hertz: frequencies, decibels: sampled(magnitude), phaseDegrees: known(sampled(phase)),
            groupDelayMilliseconds: known(sampled(groupDelay)))
    }
}

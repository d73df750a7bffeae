// What an impulse response says of frequencies: magnitude, phase, group delay. A plain value, any thread.

import Foundation

/// The response of a system at evenly spaced frequencies, from 0 to half the rate.
package struct FrequencyResponse: Sendable {
    /// The distance between two frequencies.
    package let binHertz: Double
    /// 20 log10 |H|; `floorDecibels` and less count as that.
    package let decibels: [Double]
    /// Continuous from the lowest frequency on, which has its principal value; the delay of `origin` frames is taken off.
    package let phaseRadians: [Double]
    /// -dφ/dω, the delay of `origin` frames taken off; nil where there is next to nothing to be delayed.
    package let groupDelaySeconds: [Double?]

    /// What is below is nothing.
    package static let floorDecibels = -200.0
    /// Below this beside the loudest frequency, a group delay is that of rounding errors.
    private static let quietDecibels = 100.0
    /// No response is computed from fewer points: 0.18 Hz apart at 48 kHz.
    private static let leastLength = 262_144

    /// Transforms an impulse response.
    ///
    /// - Parameters:
    ///   - impulseResponse: from the impulse on. It may be empty, which is silence.
    ///   - origin: the frame that counts as time 0: the latency.
    ///   - length: the transform's, at least; it is raised to what the response needs.
    ///
    /// Source: group delay = Re(FFT(n h) / FFT(h)); J. O. Smith, *Introduction to Digital Filters*, 2007, "Numerical
    /// Computation of Group Delay".
    package init(impulseResponse: [Float], origin: Int = 0, sampleRate: Double, length: Int = leastLength) {
        var size = max(length, Self.leastLength)
        while size < impulseResponse.count { size *= 2 }
        let transform = FourierTransform(length: size)
        let response = transform.bins(of: impulseResponse.map(Double.init))
        let ramp = transform.bins(of: impulseResponse.enumerated().map { Double($0) * Double($1) })
        binHertz = sampleRate / Double(size)
        let levels = response.map { value in
            value.power > 0 ? max(10 * log10(value.power), Self.floorDecibels) : Self.floorDecibels
        }
        let loudest = levels.max() ?? Self.floorDecibels
        decibels = levels
        groupDelaySeconds = zip(response, ramp).enumerated().map { index, pair in
            let (value, slope) = pair
            guard levels[index] > max(loudest - Self.quietDecibels, Self.floorDecibels) else { return nil }
            let frames = (slope.real * value.real + slope.imaginary * value.imaginary) / value.power
            return (frames - Double(origin)) / sampleRate
        }
        phaseRadians = Self.unwrapped(
            response.enumerated().map { index, value in
                // Whole turns are taken off before the cosine is, so that long delays lose no digits.
                let turns = (Double(index) * Double(origin) / Double(size)).truncatingRemainder(dividingBy: 1)
                return value.power > 0 ? atan2(value.imaginary, value.real) + 2 * .pi * turns : nil
            })
    }

    /// Takes whole turns out of the steps between neighbours; where there is no phase, the last one stays.
    private static func unwrapped(_ phases: [Double?]) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(phases.count)
        var last: Double?
        for phase in phases {
            guard let phase else {
                result.append(last ?? 0)
                continue
            }
            let near = last ?? 0
            let value = phase - 2 * .pi * ((phase - near) / (2 * .pi)).rounded()
            result.append(value)
            last = value
        }
        return result
    }

    /// The frequency of a bin.
    package func hertz(_ bin: Int) -> Double { Double(bin) * binHertz }

    /// The bins within a range of frequencies, and one more on either side where there is one.
    package func bins(in range: ClosedRange<Double>) -> Range<Int> {
        let last = decibels.count - 1
        let first = min(max(Int((range.lowerBound / binHertz).rounded(.down)), 0), last)
        let end = min(max(Int((range.upperBound / binHertz).rounded(.up)), first), last)
        return first..<end + 1
    }

    /// The largest difference in level between two responses of one size, in dB, where either is heard: within
    /// `spanDecibels` of the loudest frequency of both.
    package func greatestDifference(
        from other: FrequencyResponse, in range: ClosedRange<Double>, spanDecibels: Double = 40
    ) -> Double {
        let bins = bins(in: range)
        guard other.decibels.count == decibels.count else { return .infinity }
        let loudest = bins.reduce(Self.floorDecibels) { max($0, decibels[$1], other.decibels[$1]) }
        let floor = max(loudest - spanDecibels, Self.floorDecibels)
        return bins.reduce(0) { max($0, abs(max(decibels[$1], floor) - max(other.decibels[$1], floor))) }
    }
}

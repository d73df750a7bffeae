// Loudness over time, by libebur128. A value that owns the library's state, one thread.

import CLoudness
import Foundation
package import Realtime

/// Measures a programme's loudness as EBU R128 has it: momentary and short-term ten times a second, and of the whole.
///
/// Units: LUFS, LU and dBTP. Silence has no loudness. Source: EBU R128, EBU Tech 3341 and 3342, ITU-R BS.1770.
package struct LoudnessCurve: ~Copyable {
    /// One moment: the loudness of the 400 ms and of the 3 s before it. Where several moments are one, the loudest.
    package struct Moment: Sendable {
        package let momentary: Double
        package let shortTerm: Double
    }

    /// Of the whole. Nil where the standard's gates let nothing through.
    package struct Programme: Sendable, Encodable {
        package let integratedLUFS: Double?
        package let rangeLU: Double?
        package let truePeakDecibels: Double?
    }

    /// As many as the library takes.
    package static let channelCounts = 1...64
    /// As the library takes them.
    package static let sampleRates = 16...2_822_400
    /// An hour and a half in full; longer sounds have fewer moments.
    private static let capacity = 65_536

    private var state: UnsafeMutablePointer<ebur128_state>?
    private let channelCount: Int
    private let framesEach: Int
    private var interleaved: [Float] = []
    private var series = ThinnedSeries<Moment>(capacity: capacity) { a, b in
        Moment(momentary: max(a.momentary, b.momentary), shortTerm: max(a.shortTerm, b.shortTerm))
    }

    /// Range: `channelCounts`, `sampleRates`. The channels are left, right, centre, unused (bass), left and right surround,
    /// and then such as don't count; of four, left, right and both surrounds; of five, without the bass.
    package init(channelCount: Int, sampleRate: Int) {
        precondition(Self.channelCounts.contains(channelCount) && Self.sampleRates.contains(sampleRate))
        self.channelCount = channelCount
        framesEach = max(sampleRate / 10, 1)
        state = ebur128_init(UInt32(channelCount), UInt(sampleRate), cajon_loudness_all)
        precondition(state != nil, "libebur128 has no memory")
    }

    deinit {
        var state = state
        ebur128_destroy(&state)
    }

    /// Seconds from one moment to the next.
    package func secondsEach(sampleRate: Double) -> Double { Double(framesEach * series.width) / sampleRate }

    package var moments: [Moment] { series.entries }

    /// Takes in frames `range` of a block of as many channels; samples are finite.
    package mutating func measure(_ block: AudioBlock, _ range: Range<Int>) {
        for frame in range {
            for channel in 0..<channelCount {
                // SAFETY: the range lies within the block's frames, as the caller promises.
                interleaved.append(block.base[channel * block.frameCount + frame])
            }
            if interleaved.count == framesEach * channelCount { takeIn() }
        }
    }

    private mutating func takeIn() {
        let status = ebur128_add_frames_float(state, interleaved, interleaved.count / channelCount)
        precondition(status == cajon_loudness_success, "libebur128 has no memory")
        interleaved.removeAll(keepingCapacity: true)
        var (momentary, shortTerm) = (-Double.infinity, -Double.infinity)
        ebur128_loudness_momentary(state, &momentary)
        ebur128_loudness_shortterm(state, &shortTerm)
        series.append(Moment(momentary: momentary, shortTerm: shortTerm))
    }

    /// Ends the sound.
    package mutating func finish() -> Programme {
        if !interleaved.isEmpty { takeIn() }
        var (integrated, range, peak) = (-Double.infinity, 0.0, 0.0)
        ebur128_loudness_global(state, &integrated)
        let hasRange = ebur128_loudness_range(state, &range) == cajon_loudness_success
        for channel in 0..<channelCount {
            var one = 0.0
            ebur128_true_peak(state, UInt32(channel), &one)
            peak = max(peak, one)
        }
        return Programme(
            integratedLUFS: integrated.isFinite ? integrated : nil,
            rangeLU: hasRange && integrated.isFinite ? range : nil,
            truePeakDecibels: peak > 0 ? 20 * log10(peak) : nil)
    }
}

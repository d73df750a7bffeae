// The compressor in time: attack, release, lookahead.

import EffectTestSupport
import Foundation
import Testing

@Suite("The compressor's time")
struct CompressorTimeTests {
    private static let rates = [44_100.0, 48_000, 96_000]
    /// The share of a step that is done after one time constant.
    private static let share = 1 - exp(-1.0)
    private static let settings: [String: Float] = ["threshold": -30, "ratio": 4, "knee": 0]

    /// Where a falling or rising row first passes a value, between frames, counted from `start`.
    private static func crossing(_ row: [Double], of value: Double, from start: Int) -> Double? {
        let isRising = row[start] < value
        guard let index = row[start...].firstIndex(where: { isRising ? $0 >= value : $0 <= value }), index > start
        else { return nil }
        return Double(index - start) - (row[index] - value) / (row[index] - row[index - 1])
    }

    @Test("of attack is within 5 % of what is set", arguments: [0.5, 1, 10, 30, 200] as [Float], rates)
    func attack(milliseconds: Float, rate: Double) throws {
        let frames = Double(milliseconds) * rate / 1_000
        let start = 2_000
        let input = CompressorBench.steps([(-60, start), (-6, Int(20 * frames) + 100)])
        var settings = Self.settings
        settings["attack"] = milliseconds
        settings["release"] = max(milliseconds * 4, 50)
        let gain = try CompressorBench.gains(input, settings: settings, rate: rate)
        let goal = CompressorBench.curve(-6, threshold: -30, ratio: 4, knee: 0) + 6
        // The first loud frame is one step of the recursion, so the count begins at the quiet one before it.
        let found = try #require(Self.crossing(gain, of: goal * Self.share, from: start - 1))
        #expect(abs(found / frames - 1) <= 0.05, "\(found) frames, expected \(frames)")
    }

    @Test(
        "of release is within 5 % of what is set",
        arguments: [(0.5, 5), (1, 50), (10, 25), (10, 100), (30, 1_000)] as [(Float, Float)], rates)
    func release(times: (attack: Float, release: Float), rate: Double) throws {
        let frames = Double(times.release) * rate / 1_000
        let loud = Int(Double(times.attack) * rate / 1_000 * 20) + 2_000
        let input = CompressorBench.steps([(-6, loud), (-60, Int(10 * frames) + 100)])
        var settings = Self.settings
        settings["attack"] = times.attack
        settings["release"] = times.release
        let gain = try CompressorBench.gains(input, settings: settings, rate: rate)
        let found = try #require(Self.crossing(gain, of: gain[loud - 1] * (1 - Self.share), from: loud - 1))
        #expect(abs(found / frames - 1) <= 0.05, "\(found) frames, expected \(frames)")
    }

    @Test("of lookahead lets the gain fall before the sound comes", arguments: rates)
    func lookahead(rate: Double) throws {
        let start = 4_000
        let input = CompressorBench.steps([(-60, start), (-6, 8_000)])
        var settings = Self.settings
        settings["attack"] = 2
        settings["lookahead"] = 5
        let gain = try CompressorBench.gains(input, settings: settings, rate: rate)
        let goal = CompressorBench.curve(-6, threshold: -30, ratio: 4, knee: 0) + 6
        let expected = goal * (1 - exp(-5.0 / 2))
        #expect(abs(gain[start] / expected - 1) <= 0.05)
        #expect(abs(gain[start - Int(rate * 0.0055)]) < 0.001)
    }

    @Test("is over once the gain has come back: a quiet sound then passes as it is")
    func comesBack() throws {
        let input = CompressorBench.steps([(-6, 10_000), (-60, 100_000)])
        var settings = Self.settings
        settings["release"] = 100
        let gain = try CompressorBench.gains(input, settings: settings)
        #expect(abs(gain[109_999]) < 0.001)
    }
}

// The gate: where it opens and closes, how long that takes, what is left of what it keeps out.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The gate")
struct GateTests {
    /// The gain of each frame, with the latency taken off.
    private static func gains(
        _ input: [Float], sidechain: [Float]? = nil, _ settings: [String: Float], rate: Double = 48_000
    ) throws -> [Double] {
        let module = try StagedEffects.module("gate")
        let format = EffectFormat(
            sampleRateHertz: Float(rate), channelCount: 1, sidechainChannelCount: sidechain == nil ? 0 : 1,
            maximumFrameCount: 4_096)
        let rig = try EffectRig(module, format, values: module.descriptor.values(settings))
        let output = try rig.process(
            PlanarSound([input]), sidechain: sidechain.map { PlanarSound([$0]) }, blocks: .fixed(1_000))
        let latency = rig.timing.latencyFrameCount
        return (0..<input.count - latency).map { Double(output[0, $0 + latency] / input[$0]) }
    }

    @Test("opens at the threshold, and closes below it by the hysteresis", arguments: [0, 6, 24] as [Float])
    func thresholds(hysteresis: Float) throws {
        let settings: [String: Float] = [
            "threshold": -30, "hysteresis": hysteresis, "hold": 1, "attack": 0.1, "release": 1, "range": 60,
        ]
        let lower = Double(hysteresis)
        let cases: [(decibels: Double, opens: Bool, stays: Bool)] = [
            (-30.1, false, hysteresis > 0), (-29.9, true, true), (-29.9 - lower, hysteresis == 0, true),
            (-30.1 - lower, false, false),
        ]
        for (decibels, opens, stays) in cases {
            let quiet = CompressorBench.steps([(decibels, 4_000)])
            let risen = try Self.gains(quiet, settings)[3_999]
            #expect((risen > 0.5) == opens, "\(decibels) dB from closed")
            let after = CompressorBench.steps([(-10, 2_000), (decibels, 4_000)])
            let fallen = try Self.gains(after, settings)[5_999]
            #expect((fallen > 0.5) == stays, "\(decibels) dB from open")
        }
    }

    @Test("closed, turns down by the range; open, passes every bit", arguments: [0, 12, 60, 90] as [Float])
    func range(decibels: Float) throws {
        let settings: [String: Float] = ["threshold": -30, "range": decibels, "hold": 1, "release": 10]
        let input = CompressorBench.steps([(-60, 2_000), (-10, 10_000), (-60, 20_000)])
        let gain = try Self.gains(input, settings)
        let expected = pow(10, -Double(decibels) / 20)
        for frame in [0, 1_999, 31_999] { #expect(abs(gain[frame] - expected) <= 1e-6) }
        #expect(gain[8_000..<12_000].allSatisfy { $0 == 1 })
    }

    @Test(
        "has done 63 % of its way within attack and release, after the hold", arguments: [0.5, 10, 100] as [Float],
        [44_100.0, 192_000])
    func times(milliseconds: Float, rate: Double) throws {
        let frames = Double(milliseconds) * rate / 1_000
        let loud = 1_000 + Int(12 * frames)
        let hold = 0.02 * rate
        let release = max(milliseconds, 1)
        let settings: [String: Float] = [
            "threshold": -30, "hysteresis": 0, "attack": milliseconds, "release": release, "hold": 20, "range": 90,
        ]
        let releaseFrames = Double(release) * rate / 1_000
        let rest = Int(hold + 3 * releaseFrames) + 1_000
        let input = CompressorBench.steps([(-60, 1_000), (-10, loud), (-60, rest)])
        let gain = try Self.gains(input, settings, rate: rate)
        let share = 1 - exp(-1.0)
        let opened = try #require(gain.firstIndex { $0 >= share })
        #expect(abs(Double(opened - 1_000) - frames) <= 2 + 0.01 * frames)
        let end = 1_000 + loud
        let closed = try #require(gain[end...].firstIndex { $0 <= 1 - share })
        let expected = hold + releaseFrames
        #expect(abs(Double(closed - end) - expected) <= 3 + 0.01 * expected)
    }

    @Test("hears the side-chain instead of the input when there is one")
    func sidechain() throws {
        let settings: [String: Float] = ["threshold": -30, "hold": 1, "release": 10]
        let (loud, quiet) = (CompressorBench.steps([(-10, 5_000)]), CompressorBench.steps([(-60, 5_000)]))
        let opened = try Self.gains(quiet, sidechain: loud, settings)[4_999]
        #expect(opened == 1)
        let closed = try Self.gains(loud, sidechain: quiet, settings)[4_999]
        #expect(abs(closed - 0.001) < 1e-6)
    }

    @Test("opens ahead of the sound by the lookahead", arguments: [44_100.0, 96_000])
    func lookahead(rate: Double) throws {
        let input = CompressorBench.steps([(-60, 4_000), (-10, 4_000)])
        let gain = try Self.gains(input, ["threshold": -30, "attack": 1, "lookahead": 5], rate: rate)
        #expect(gain[4_000] > 0.99)
        #expect(gain[4_000 - Int(0.0051 * rate) - 1] < 0.002)
    }
}

// The slow normaliser: its way to the target against the formula, and what it leaves alone.

import EffectHost
import EffectTestSupport
import Foundation
import Testing

@Suite("The loudness normaliser")
struct LoudnessLevelTests {
    private typealias Part = LoudnessSignals.Part

    @Test("is on its way after each second as far as the formula says", arguments: [-30, -12] as [Double])
    func way(level: Double) throws {
        let (target, seconds) = (-20.0, 4.0)
        let rig = try LoudnessRig([
            "normalise": 1, "target": Float(target), "speed": Float(seconds), "maximum-gain": 24, "ceiling": 0,
        ])
        var played = PlanarSound(channelCount: 2, frameCount: 0)
        for second in 1...12 {
            let sound = LoudnessSignals.stereo([Part(1, level)])
            played = try rig.play(sound)
            let found = try rig.read("gain")
            // From 0.4 s on, every tenth of a second; two smoothings of 0.05 s follow, which lag as long together.
            func gain(_ time: Double) -> Double {
                let rest = exp(-max(0, time - 0.3) / seconds)
                let power = pow(10, level / 10) * (1 - rest) + pow(10, target / 10) * rest
                return target - 10 * log10(power)
            }
            let expected = gain(Double(second) - 0.15)
            #expect(abs(found - expected) < 0.15, "after \(second) s: \(found), not \(expected)")
        }
        let last = played.channel(0).suffix(48).map(abs).max() ?? 0
        #expect(abs(20 * log10(Double(last)) - level - (try rig.read("gain"))) < 0.1)
    }

    @Test("brings a sound to its target, and no further up than it may")
    func target() throws {
        for (level, most, expected) in [(-35, 24, -20), (-5, 24, -20), (-35, 6, -29)] as [(Double, Float, Double)] {
            let rig = try LoudnessRig([
                "normalise": 1, "target": -20, "speed": 1, "maximum-gain": most, "ceiling": 0,
            ])
            try rig.play(LoudnessSignals.stereo([Part(15, level)]))
            let output = try rig.play(LoudnessSignals.stereo([Part(5, level)]))
            let found = try LoudnessRig.read("integrated", after: output)
            #expect(abs(found - expected) < 0.05, "\(found), not \(expected)")
        }
    }

    @Test("leaves what is below the gate as it is, bit for bit, and stays where it is in pauses")
    func gate() throws {
        let settings: [String: Float] = ["normalise": 1, "target": -20, "speed": 1, "gate": -45]
        let quiet = LoudnessSignals.stereo([Part(10, -50)])
        #expect(try LoudnessRig(settings).play(quiet).difference(from: quiet) == nil)
        let rig = try LoudnessRig(settings)
        try rig.play(LoudnessSignals.stereo([Part(15, -28)]))
        let gain = try rig.read("gain")
        #expect(abs(gain - 8) < 0.1)
        // Blocks that reach back into the tone count, the others don't.
        try rig.play(LoudnessSignals.stereo([Part(20, nil)]))
        #expect(abs(try rig.read("gain") - gain) < 6)
        let settled = try rig.read("gain")
        try rig.play(LoudnessSignals.stereo([Part(20, nil)]))
        #expect(try rig.read("gain") == settled)
    }

    @Test("doesn't lift peaks over the ceiling that it has heard coming")
    func ceiling() throws {
        // A quiet tone with a click at -4 dBFS every half second.
        var samples = LoudnessSignals.tones([Part(30, -32)])
        for frame in stride(from: 2_400, to: samples.count, by: 24_000) { samples[frame] = 0.63 }
        let sound = LoudnessSignals.stereo(samples)
        let rig = try LoudnessRig(["normalise": 1, "target": -14, "speed": 1, "maximum-gain": 24, "ceiling": -3])
        let output = try rig.play(sound)
        // Between clicks 1 dB a second is forgotten.
        #expect(20 * log10(Double(output.frames(480_000..<output.frameCount).peak)) < -3 + 0.5)
        #expect(try rig.read("gain") > 0)
    }

    @Test("passes every bit while it only measures")
    func off() throws {
        let sound = PlanarSound.noise(channelCount: 3, frameCount: 50_000, seed: 90)
        let rig = try LoudnessRig(channelCount: 3)
        #expect(try rig.play(sound).difference(from: sound) == nil)
        #expect(try rig.read("gain") == 0)
    }

    @Test("comes and goes without a step")
    func switching() throws {
        let sound = LoudnessSignals.stereo([Part(1, -12)])
        let rig = try LoudnessRig(["target": -30, "speed": 1])
        let index = try #require(try StagedEffects.module("loudness").descriptor.parameterIndex("normalise"))
        try rig.play(LoudnessSignals.stereo([Part(3, -12)]))
        try rig.rig.instance.setParameter(index: index, value: 1)
        let output = try rig.play(sound)
        let samples = Array(output.channel(0))
        let greatest = zip(samples, samples.dropFirst()).reduce(Float(0)) { max($0, abs($1.1 - $1.0)) }
        // A sine of that amplitude at 1 kHz moves by so much a frame.
        #expect(greatest < Float(pow(10, -12.0 / 20) * 2 * Double.pi / 48) * 1.01)
        #expect(samples.suffix(48).map(abs).max() ?? 1 < 0.06)
    }
}

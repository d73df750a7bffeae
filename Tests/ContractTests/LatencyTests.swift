// The latency that an effect declares is the one that it has.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect's latency")
struct LatencyTests {
    /// Settings in which an effect leaves the sound as it is, so that its output is its input, late.
    private static func neutralSettings(_ name: String, _ descriptor: EffectDescriptor) throws -> [[String: Float]] {
        switch name {
        case "gain", "loudness": [[:]]
        case "filter": [["type": try descriptor.choice("peak", of: "type"), "gain": 0]]
        case "equalizer": [[:], ["type1": try descriptor.choice("bell", of: "type1"), "gain1": 0]]
        case "compressor": [0, 0.1, 1.3, 5, 10].map { ["ratio": 1, "lookahead": $0] }
        case "chorus", "bitcrusher", "cabinet", "delay", "phaser", "reverb", "tape-delay", "wah": [["mix": 0]]
        case "convolver": [0, 1, 2, 3].map { ["mix": 0, "latency": $0] }
        case "crossfeed": [["amount": 0]]
        case "gate": [0, 1.3, 10].map { ["range": 0, "lookahead": $0] }
        case "limiter": [1, 1.3, 2, 10].map { ["true-peak": 0, "lookahead": $0] }
        case "saturator": [0, 1, 2, 3].map { ["mix": 0, "oversampling": $0] }
        case "stereo": [[:]]
        case "tremolo": [["depth": 0]]
        case "biquad": [["type": try descriptor.choice("peak", of: "type"), "gain": 0]]
        default: []
        }
    }

    /// All but the multiband compressor, whose crossovers always turn the phase; its own suite has its first frame.
    private static let names = StagedEffects.everyName.filter { $0 != "multiband" }

    @Test("is as declared, at every rate", arguments: names, Rates.all)
    func isAsDeclared(name: String, rate: Float) throws {
        let module = try StagedEffects.module(name)
        let settings = try Self.neutralSettings(name, module.descriptor)
        try #require(!settings.isEmpty, "say in neutralSettings how \(name) leaves the sound as it is")
        for setting in settings {
            let format = EffectFormat(sampleRateHertz: rate, channelCount: 2, maximumFrameCount: 512)
            let rig = try EffectRig(module, format, values: try module.descriptor.values(setting))
            let latency = rig.timing.latencyFrameCount
            let input = PlanarSound.noise(channelCount: 2, frameCount: latency + 4_000, seed: 12)
            let output = try rig.process(input)
            #expect(output.frames(0..<latency).isSilent, "\(setting), latency \(latency)")
            let greatest = (0..<2).reduce(0 as Float) { greatest, channel in
                (0..<4_000).reduce(greatest) {
                    max($0, abs(output[channel, latency + $1] - input[channel, $1]))
                }
            }
            // Half a step of 20-bit audio: more than rounding makes, less than any shift would.
            #expect(greatest < 5e-7, "\(setting), latency \(latency)")
        }
    }

    @Test("is what lookahead asks for, rounded to a frame", arguments: Rates.all)
    func followsLookahead(rate: Float) throws {
        let module = try StagedEffects.module("compressor")
        for milliseconds in [0, 0.1, 1, 2.5, 10] as [Float] {
            let values = try module.descriptor.values(["lookahead": milliseconds])
            let format = EffectFormat(sampleRateHertz: rate, channelCount: 1, maximumFrameCount: 512)
            let rig = try EffectRig(module, format, values: values)
            let exact = Double(milliseconds) * Double(rate) / 1_000
            #expect(abs(Double(rig.timing.latencyFrameCount) - exact) <= 0.501)
        }
    }
}

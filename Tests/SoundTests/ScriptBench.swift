// A scripted effect run on a sound, without the latency of its blocks. Pure functions of the shipped scripts.

import EffectHost
import EffectTestSupport

/// One shipped effect in JavaScript.
struct ScriptBench {
    let module: EffectModule
    var rateHertz: Float = 48_000

    init(_ name: String, rateHertz: Float = 48_000) throws {
        module = try StagedEffects.module(name)
        self.rateHertz = rateHertz
    }

    /// What it makes of a sound with these settings, as long as the sound.
    func run(_ settings: [String: Float], _ input: PlanarSound) throws -> PlanarSound {
        let format = EffectFormat(
            sampleRateHertz: rateHertz, channelCount: input.channelCount, maximumFrameCount: 4_096)
        let rig = try EffectRig(module, format, values: module.descriptor.values(settings))
        let latency = rig.timing.latencyFrameCount
        let output = try rig.process(input.followed(bySilence: latency), blocks: .fixed(4_096))
        return output.frames(latency..<latency + input.frameCount)
    }

    /// What it makes of an impulse.
    func impulseResponse(_ settings: [String: Float], frameCount: Int, amplitude: Float = 1) throws -> [Float] {
        try run(settings, .impulse(channelCount: 1, frameCount: frameCount, amplitude: amplitude)).samples
    }
}

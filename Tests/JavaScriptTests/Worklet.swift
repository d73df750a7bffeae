// Scripts for tests of the engine, and what they are run with. Any test thread.

import EffectHost
import EffectTestSupport

/// A script whose processor does what a test wants.
enum Worklet {
    /// - Parameters:
    ///   - process: the body of `process(inputs, outputs, parameters)`.
    ///   - members: of the class, beside it.
    static func script(top: String = "", constructor: String = "", members: String = "", process: String) -> String {
        """
        \(top)
        class Test extends AudioWorkletProcessor {
          constructor(options) { super(); \(constructor) }
          \(members)
          process(inputs, outputs, parameters) { \(process) }
        }
        registerProcessor('test', Test);
        """
    }

    static func load(_ text: String) throws -> EffectModule {
        try StagedEffects.loader().load([ScriptSource(name: "test.js", text: text)], name: "test.js")
    }

    static func rig(
        _ text: String, rate: Float = 48_000, channels: Int = 2, sidechain: Int = 0
    ) throws -> EffectRig {
        try EffectRig(
            load(text),
            EffectFormat(
                sampleRateHertz: rate, channelCount: channels, sidechainChannelCount: sidechain,
                maximumFrameCount: 512))
    }

    /// What ended the effect, in words; empty when nothing did.
    static func fault(_ rig: EffectRig, frames: Int = 1_024) -> String {
        do {
            _ = try rig.process(.noise(channelCount: rig.format.channelCount, frameCount: frames, seed: 1))
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// Why a script is refused when it is loaded; empty when it isn't.
    static func refusal(_ text: String) throws -> String {
        do {
            _ = try load(text)
            return ""
        } catch let error as EffectError {
            return error.description
        }
    }
}

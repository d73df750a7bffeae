// Scripts for tests, and what they are run with. Any test thread.

import EffectHost
import EffectTestSupport
import Realtime

/// The text of a script, and one loader for all.
enum Script {
    static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 512)

    /// A processor that multiplies by a parameter, with code of the test's own.
    static func gain(
        top: String = "", constructor: String = "", process: String = "", parameters: String = ""
    ) -> String {
        """
        \(top)
        class Gain extends AudioWorkletProcessor {
          static get parameterDescriptors() {
            return [{ name: 'gain', defaultValue: 0.5, minValue: 0, maxValue: 2 }\(parameters)];
          }
          constructor(options) {
            super();
            \(constructor)
          }
          process(inputs, outputs, parameters) {
            \(process)
            const gain = parameters.gain;
            for (let channel = 0; channel < outputs[0].length; channel++) {
              const input = inputs[0][channel];
              const output = outputs[0][channel];
              for (let i = 0; i < output.length; i++) output[i] = input[i] * (gain.length > 1 ? gain[i] : gain[0]);
            }
            return true;
          }
        }
        registerProcessor('gain', Gain);
        """
    }

    static func load(_ text: String, name: String = "gain.js") throws -> EffectModule {
        try StagedEffects.loader().load([ScriptSource(name: name, text: text)], name: name)
    }

    static func rig(_ text: String) throws -> EffectRig { try EffectRig(load(text), format) }

    /// Why a script is refused; nil when it isn't.
    static func refusal(_ text: String) throws -> EffectError? {
        do {
            _ = try load(text)
            return nil
        } catch let error as EffectError {
            return error
        }
    }
}

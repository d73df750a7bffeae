// One script, rendered once: with which settings, on which sound. Values, any thread.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport

/// What is rendered both in a browser and in Cajon.
struct BrowserCase: Sendable, CustomStringConvertible {
    let script: BrowserScript
    let rate: Int
    let channelCount: Int
    /// By the parameters' ids.
    let values: [String: Float]
    /// Whether `portable-maths.js` takes the place of the engine's mathematical functions.
    let hasPortableMaths: Bool

    /// A second and a bit: half noise, a sweep, and silence for the tail, in whole blocks of 128.
    static let frameCount = 128 * 300

    var description: String {
        let settings = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return "\(script.name), \(channelCount) channels at \(rate) Hz, \(settings)"
    }

    /// Where the served folder has the script.
    var servedPath: String { (hasPortableMaths ? "portable/" : "plain/") + "\(script.name)/\(script.name).js" }

    /// Where it has the sound.
    var inputName: String { "input-\(rate)-\(channelCount).f32" }

    /// The sound: noise that falls silent twice, with a sweep upon it.
    var input: PlanarSound {
        let noise = PlanarSound.noise(
            channelCount: channelCount, frameCount: Self.frameCount, amplitude: 0.6, seed: UInt64(rate + channelCount))
        return PlanarSound(channelCount: channelCount, frameCount: Self.frameCount) { channel, frame in
            let place = Double(frame) / Double(Self.frameCount)
            guard place < 0.7, !(0.3..<0.33).contains(place) else { return 0 }
            let sweep = 0.3 * sin(Double(channel) + 0.5 * Double(frame) * place)
            return noise[channel, frame] * Float(place < 0.5 ? 0.8 : 0.1) + Float(sweep)
        }
    }

    /// As the page wants it. A parameter's name in a script is its id in camel case.
    func json() -> [String: Any] {
        let parameters = values.map { id, value in
            let words = id.split(separator: "-")
            return (words[0] + words.dropFirst().map(\.capitalized).joined(), Double(value))
        }
        let manifest = script.manifest
        return [
            "script": servedPath, "processor": manifest["processor"] ?? script.name,
            "options": manifest["processorOptions"] ?? [String: Any](), "messages": manifest["messages"] ?? [Any](),
            "rate": rate, "channels": channelCount,
            "frames": Self.frameCount, "parameters": Dictionary(uniqueKeysWithValues: parameters), "input": inputName,
        ]
    }
}

// What a kernel is worth: the cabinet with its kernel, and the same script with the kernel's work done in JavaScript.

import EffectHost
import Foundation

enum KernelBenchmark {
    private static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 128)

    /// Microseconds for a stereo block of 128 frames.
    ///
    /// - Parameters:
    ///   - engine: the JavaScript engine, started.
    ///   - module: the cabinet, as `cajon build` makes it.
    ///   - script: the cabinet's `.js` file.
    ///   - twin: a `.js` file that exports what the kernel does.
    static func run(engine: String, module: String, script: String, twin: String) throws -> [String: Double] {
        let loader = try EffectLoader(cache: nil, scriptEngine: engine)
        let text = try String(contentsOfFile: script, encoding: .utf8)
            .replacingOccurrences(of: "'kernel:convolution'", with: "'./convolution.js'")
        let plain = try loader.load(
            [
                ScriptSource(name: "cabinet.js", text: text),
                ScriptSource(name: "convolution.js", text: String(contentsOfFile: twin, encoding: .utf8)),
            ], name: "cabinet.js")
        let withKernel = try Player(loader.load(path: module), format)
        let without = try Player(plain, format)
        let blocks = Stopwatch.medians(
            rounds: 15, repetitions: 3, [{ withKernel.play() }, { without.play() }])
        return [
            "blockMicroseconds": blocks[0] / 1_000, "twinBlockMicroseconds": blocks[1] / 1_000,
            "ratio": blocks[1] / blocks[0],
        ]
    }
}

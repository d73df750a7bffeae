// From compiled code to an effect that is ready to process.

import EffectHost

enum StartBenchmark {
    /// Microseconds to instantiate and configure the filter, and to throw it away.
    static func run(wasmFolder: String) throws -> [String: Double] {
        let module = try EffectLoader(cache: nil).load(path: "\(wasmFolder)/filter.wasm")
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 1_024)
        let medians = Stopwatch.medians(
            rounds: 51, repetitions: 20,
            [
                {
                    guard let instance = try? module.instantiate(), (try? instance.configure(format)) != nil else {
                        preconditionFailure("the filter starts")
                    }
                }
            ])
        return ["instanceMicroseconds": medians[0] / 1_000]
    }
}

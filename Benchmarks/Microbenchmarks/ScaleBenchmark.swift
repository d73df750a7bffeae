// Chains of 1 to 64 effects: what one effect costs in each.

import EffectHost

enum ScaleBenchmark {
    private static let lengths = [1, 4, 16, 64]
    private static let frameCount = 128

    /// Nanoseconds for a block of 128 stereo frames, for each effect of a chain, by the chain's length.
    static func run(wasmFolder: String) throws -> [String: Double] {
        let module = try EffectLoader(cache: nil).load(path: "\(wasmFolder)/filter.wasm")
        let chains = try lengths.map { try Chain(module, count: $0, frameCount: frameCount) }
        let medians = Stopwatch.medians(rounds: 101, repetitions: 30, chains.map { chain in { chain.render() } })
        return Dictionary(
            uniqueKeysWithValues: zip(lengths, medians).map { ("\($0)", $1 / Double($0)) })
    }
}

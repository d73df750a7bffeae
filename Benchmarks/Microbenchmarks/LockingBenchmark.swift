// What it costs to lock an effect's memory: what a restart of an effect that failed while it played takes longer by.

import EffectHost
import Foundation
import Realtime

enum LockingBenchmark {
    private static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 128)
    private static let count = 1_001

    /// Times of making, configuring, warming and throwing away an instance, with its memory locked and without.
    ///
    /// - Parameter effects: names in `wasmFolder`.
    static func run(wasmFolder: String, engine: String, effects: [String]) throws -> [String: Double] {
        let loader = try EffectLoader(cache: nil, scriptEngine: engine)
        var results: [String: Double] = [:]
        for name in effects {
            let module = try loader.load(path: "\(wasmFolder)/\(name).wasm")
            func restart(locks: Bool) throws -> EffectInstance {
                let instance = try module.instantiate(.live)
                _ = try instance.configure(format)
                try instance.warmUp()
                if locks { instance.lockMemory() }
                return instance
            }
            let locked = try restart(locks: true)
            results["\(name)Bytes"] = Double(LockedPages.shared.account.lockedByteCount)
            withExtendedLifetime(locked) {}
            for (key, locks) in [("", false), ("Locked", true)] {
                let times = Stopwatch.sorted(count) { _ = try! restart(locks: locks) }
                results["\(name)\(key)RestartMedianMicroseconds"] = times[count / 2] / 1_000
                results["\(name)\(key)Restart99thMicroseconds"] = times[count * 99 / 100] / 1_000
            }
        }
        return results
    }
}

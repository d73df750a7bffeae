// What effects run on: the engine, the cache of compiled code, the clock that stops runaways. Any thread but the audio
// thread.

import WasmBinary
import WasmEngine

/// Kept by every effect, loaded or running, so that the clock ticks as long as one of them lives.
final class EffectRuntime: Sendable {
    /// Between two ticks of the engine's epoch: the resolution of time limits.
    static let tickMilliseconds = 10

    private static let pageBytes = 65_536

    let limits: EffectLimits
    /// On a module's parts; its memory and tables as `limits` has them.
    let moduleLimits: ModuleLimits
    let engine: WasmEngine
    let cache: CodeCache?
    private let ticker: EpochTicker

    /// Errors: the engine could not be made.
    init(limits: EffectLimits, moduleLimits: ModuleLimits, cache: CodeCache?) throws(EffectError) {
        self.limits = limits
        // What an instance could never be given is refused with the module, by name.
        var moduleLimits = moduleLimits
        moduleLimits.maximumMemoryPages = limits.memoryBytes / Self.pageBytes
        moduleLimits.maximumTableElements = limits.tableElements
        self.moduleLimits = moduleLimits
        self.cache = cache
        do {
            engine = try WasmEngine()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
        ticker = EpochTicker(engine: engine, intervalMilliseconds: Self.tickMilliseconds)
        do {
            try ticker.start()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
    }

    /// How many ticks a limit is: one more than fit, since the first may come at once.
    static func ticks(milliseconds: Int) -> UInt64 { UInt64(max(milliseconds, 0) / tickMilliseconds + 1) }

    /// The limit that so many ticks stand for, rounded down to whole ticks.
    static func milliseconds(ticks: UInt64) -> Int { (Int(ticks) - 1) * tickMilliseconds }
}

// What components run on that are run as wholes: an engine of their own. Any thread but the audio thread.

import WasmEngine

/// An engine for components, with the clock that stops runaways.
///
/// It is not the modules' engine: that one takes less, and nothing about it changes when a component is loaded.
final class GeneralEngine: Sendable {
    let engine: WasmEngine
    /// Keeps the deadlines of render steps; nil where they only have to hold to a tick.
    let watchdog: DeadlineWatchdog?
    private let ticker: EpochTicker

    /// Errors: the engine could not be made.
    init(limits: EffectLimits, watchesDeadlines: Bool) throws(EffectError) {
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        configuration.maximumTableElements = max(configuration.maximumTableElements, limits.tableElements)
        do {
            engine = try WasmEngine(configuration)
            watchdog = watchesDeadlines ? try DeadlineWatchdog(engine: engine) : nil
            ticker = EpochTicker(engine: engine, intervalMilliseconds: EffectRuntime.tickMilliseconds)
            try ticker.start()
            try watchdog?.start()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
    }
}

// What effects run on: the engine, the cache of compiled code, the clock that stops runaways. Any thread but the audio
// thread.

import Synchronization
import WasmBinary
import WasmEngine

/// Kept by every effect, loaded or running, so that the clock ticks as long as one of them lives.
final class EffectRuntime: Sendable {
    /// Between two ticks of the engine's epoch: the resolution of time limits.
    static let tickMilliseconds = 10

    let limits: EffectLimits
    /// On a module's parts; its memory and tables as `limits` has them.
    let moduleLimits: ModuleLimits
    let engine: WasmEngine
    let cache: CodeCache?
    /// What compiles strangers' code; nil is this process.
    let compiler: CompilerProcess?
    /// Keeps the deadlines of render steps; nil where they only have to hold to a tick.
    let watchdog: DeadlineWatchdog?
    private let ticker: EpochTicker
    private let scriptEnginePath: String?
    private let startedScriptEngine = Mutex<ScriptEngine?>(nil)
    private let faustRuntimePath: String?
    private let readFaustRuntime = Mutex<FaustRuntime?>(nil)
    private let watchesDeadlines: Bool
    /// Scripts' own modules, by their bytes: an effect that starts again, or twice, has the same.
    private let scriptModules = Mutex<[[UInt8]: ScriptModule]>([:])
    private static let mostScriptModules = 64
    private let startedGeneralEngine = Mutex<GeneralEngine?>(nil)

    /// Errors: the engine could not be made.
    init(
        limits: EffectLimits, moduleLimits: ModuleLimits, cache: CodeCache?, compiler: CompilerProcess?,
        scriptEnginePath: String?, faustRuntimePath: String?, watchesDeadlines: Bool
    ) throws(EffectError) {
        self.limits = limits
        self.moduleLimits = limits.bounding(moduleLimits)
        self.cache = cache
        self.compiler = compiler
        self.scriptEnginePath = scriptEnginePath
        self.faustRuntimePath = faustRuntimePath
        self.watchesDeadlines = watchesDeadlines
        do {
            engine = try WasmEngine()
            watchdog = watchesDeadlines ? try DeadlineWatchdog(engine: engine) : nil
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
        ticker = EpochTicker(engine: engine, intervalMilliseconds: Self.tickMilliseconds)
        do {
            try ticker.start()
            try watchdog?.start()
        } catch {
            throw EffectError(.hostFailure(error.description), effect: "wasmtime")
        }
    }

    /// Compiles a stranger's module, or takes its code from the cache, so that no instruction of it outlasts a deadline.
    ///
    /// Errors: `invalidModule`, `compilation`, `compiler`.
    func compile(_ wasm: [UInt8]) throws(WasmError) -> WasmModule {
        let limits = moduleLimits
        let rewriting = WasmModule.Rewriting(name: BoundedBulkMemory.revision) {
            BoundedBulkMemory.rewriting($0, limits: limits)
        }
        return try WasmModule(wasm, engine: engine, cache: cache, compiler: compiler, rewriting: rewriting)
    }

    /// A script's own module, made when it is first asked for.
    func scriptModule(_ wasm: [UInt8]) throws(ScriptModule.Failure) -> ScriptModule {
        if let known = scriptModules.withLock({ $0[wasm] }) { return known }
        let made = try ScriptModule(wasm, runtime: self)
        return scriptModules.withLock { modules in
            if let known = modules[wasm] { return known }
            if modules.count >= Self.mostScriptModules { modules.removeAll() }
            modules[wasm] = made
            return made
        }
    }

    /// The JavaScript engine, made when it is first asked for.
    ///
    /// Errors: it is missing, or can't be used.
    func scriptEngine() throws(EffectError) -> ScriptEngine {
        guard let scriptEnginePath else { throw EffectError(.noScriptEngine(searched: nil), effect: "JavaScript") }
        return try startedScriptEngine.withLock { engine throws(EffectError) in
            if let engine { return engine }
            let made = try ScriptEngine(path: scriptEnginePath, runtime: self)
            engine = made
            return made
        }
    }

    /// What Faust's modules are linked with, read when it is first asked for.
    ///
    /// Errors: it is missing, or can't be used.
    func faustRuntime() throws(EffectError) -> FaustRuntime {
        guard let faustRuntimePath else { throw EffectError(.noFaustRuntime(searched: nil), effect: "Faust") }
        return try readFaustRuntime.withLock { known throws(EffectError) in
            if let known { return known }
            let read = try FaustRuntime(path: faustRuntimePath)
            known = read
            return read
        }
    }

    /// The engine for components that are run as wholes, made when it is first asked for.
    ///
    /// Errors: it could not be made.
    func generalEngine() throws(EffectError) -> GeneralEngine {
        try startedGeneralEngine.withLock { engine throws(EffectError) in
            if let engine { return engine }
            let made = try GeneralEngine(limits: limits, watchesDeadlines: watchesDeadlines)
            engine = made
            return made
        }
    }

    /// How many ticks a limit is: one more than fit, since the first may come at once.
    static func ticks(milliseconds: Int) -> UInt64 { UInt64(max(milliseconds, 0) / tickMilliseconds + 1) }

    /// The limit that so many ticks stand for, rounded down to whole ticks.
    static func milliseconds(ticks: UInt64) -> Int { (Int(ticks) - 1) * tickMilliseconds }
}

// The JavaScript engine: compiled once, it serves every script. Any thread but the audio thread.

import Snapshot
import WasmBinary
import WasmEngine

/// An interpreter that has been started, and over whose compiled code the state of a script is laid.
///
/// What evaluating a script leaves behind, its *state*, takes two forms: the few bytes that differ from the engine's
/// own (`StateOverlay`), and, for a file, a module with the engine's code.
final class ScriptEngine: Sendable {
    /// The engine, and the same with its state exported.
    private let instrumented: Instrumented
    private let skeleton: CodeSkeleton
    /// The engine's own state, when no script has been loaded.
    private let memory: [UInt8]
    private let globals: [ModuleState.Global]
    private let code: EffectCode

    /// What a script leaves behind.
    struct Evaluation {
        let state: ModuleState
        let code: EffectCode
        /// What the script wrote to the log.
        let log: [EffectLogEntry]
    }

    /// Reads and compiles the engine, or takes its code from the cache.
    ///
    /// Errors: the file is missing, or is no engine that Cajon can use.
    init(path: String, runtime: EffectRuntime) throws(EffectError) {
        let wasm: [UInt8]
        do {
            wasm = try EffectLoader.read(path, limit: runtime.moduleLimits.maximumBytes)
        } catch {
            throw EffectError(.noScriptEngine(searched: path), effect: path)
        }
        let module: ModuleBinary
        do {
            module = try ModuleBinary(parsing: wasm, limits: runtime.moduleLimits)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: path)
        }
        do throws(SnapshotError) {
            let survey = try ModuleSurvey(of: module)
            let state = try ModuleState(initialStateOf: module)
            instrumented = Instrumented(module, survey)
            skeleton = CodeSkeleton(of: module, survey)
            guard instrumented.tables.isEmpty, state.memories.count == 1 else {
                throw SnapshotError(.uncapturable("a script's state is one memory and globals"))
            }
            memory = state.memories[0].contents
            globals = state.globals
        } catch {
            throw EffectError(.invalidModule(error.description), effect: path)
        }
        code = try EffectCode(compiling: instrumented.bytes, name: path, runtime: runtime)
    }

    /// Runs a script's files in a new instance, and takes the state in which that leaves it.
    ///
    /// - Parameters:
    ///   - surroundings: what the script finds beside its sources.
    ///   - kernels: what the script may import; it may call them later only.
    ///   - name: what messages call the script.
    ///
    /// Errors: the script threw, or took too much time or memory.
    func evaluate(
        _ sources: [ScriptSource], surroundings: ScriptSurroundings = ScriptSurroundings(),
        kernels: [KernelModule] = [], name: String, runtime: EffectRuntime
    ) throws(EffectError) -> Evaluation {
        let instance = try EffectInstance(code, runtime: runtime, name: name)
        try instance.load(sources, surroundings: surroundings, kernels: kernels)
        let state: ModuleState
        do {
            state = try ModuleState(capturing: instance, of: instrumented)
        } catch {
            throw EffectError(.hostFailure(error.description), effect: name)
        }
        var code = code(in: state)
        code.kernels = kernels
        return Evaluation(state: state, code: code, log: instance.drainLog().entries)
    }

    /// A module with the engine's code that starts in a script's state, and has nothing to load another.
    func module(in state: ModuleState) -> [UInt8] {
        ModuleRewriter(
            instrumented.module, instrumented.survey, state: state,
            exports: ExportChanges(removed: [LoaderContract.load.name, LoaderContract.load.postReturnName])
        ).rewritten()
    }

    /// The engine's compiled code for a module that has the same code and only starts in another state; nil for any
    /// other module, which has to be compiled.
    func code(for module: ModuleBinary) -> EffectCode? {
        guard module.hasCode(of: instrumented.module), let survey = try? ModuleSurvey(of: module)
        else { return nil }
        let other = CodeSkeleton(of: module, survey)
        guard other == skeleton, skeleton.offersExports(of: other),
            let state = try? ModuleState(initialStateOf: module),
            // Memory can be grown, not shrunk.
            state.memories[0].pageCount * MemoryImage.pageByteCount >= memory.count,
            let template = code.program.template
        else { return nil }
        return EffectCode(template, module.summary, overlay: code(in: state).overlay)
    }

    /// The engine's code, starting in a state of its own.
    private func code(in state: ModuleState) -> EffectCode {
        let differing = state.globals.filter { !globals.contains($0) }
        var code = code
        code.program = code.program.withoutCalls
        code.overlay = StateOverlay(
            base: memory, target: state.memories[0],
            globals: differing.map { global in
                let item = instrumented.globals.first { $0.index == global.index }!
                return (item.name, RawValue(low: global.low, high: global.high))
            })
        return code
    }
}

extension ModuleBinary {
    /// Whether the code sections are equal: what tells most modules apart at once.
    fileprivate func hasCode(of other: ModuleBinary) -> Bool {
        guard let mine = layout.section(.code), let others = other.layout.section(.code) else { return false }
        return bytes[mine.contents] == other.bytes[others.contents]
    }
}

extension MemoryImage {
    /// The memory as a whole, zeroes included.
    var contents: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: pageCount * Self.pageByteCount)
        bytes.withUnsafeMutableBytes { write(to: $0) }
        return bytes
    }
}

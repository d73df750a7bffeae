// From a stranger's bytes to code that may run: judged, compiled, linked to what was granted. Any thread but the audio
// thread.

import WasmBinary
import WasmEngine

extension EffectCode {
    /// Checks a module, and compiles it or finds its code among what is compiled already. Nothing of it runs.
    ///
    /// Errors: it is too large, not WebAssembly, or breaks the contract.
    init(_ wasm: [UInt8], name: String, runtime: EffectRuntime) throws(EffectError) {
        let module = try Self.check(wasm, name: name, runtime: runtime)
        let summary = module.summary
        // Only engines have garbage to collect, so no other module is held against ours.
        if summary.export(EffectContract.maintenance[0].name) != nil, let engine = try? runtime.scriptEngine(),
            let code = engine.code(for: module)
        {
            self = code
        } else {
            try self.init(wasm, summary, name: name, runtime: runtime)
        }
        let kernels = try KernelSource.carried(by: wasm, summary: summary, effect: name)
        self.kernels = try KernelModule.load(kernels, runtime: runtime, effect: name)
    }

    /// Checks and compiles a module. Nothing of it runs.
    ///
    /// Errors: it is too large, not WebAssembly, or breaks the contract.
    init(compiling wasm: [UInt8], name: String, runtime: EffectRuntime) throws(EffectError) {
        try self.init(wasm, Self.check(wasm, name: name, runtime: runtime).summary, name: name, runtime: runtime)
    }

    private init(
        _ wasm: [UInt8], _ summary: ModuleSummary, name: String, runtime: EffectRuntime
    ) throws(EffectError) {
        do {
            let module = try runtime.compile(wasm)
            self.init(try InstanceTemplate(module, hostFunctions: HostFunctions.all), summary)
        } catch {
            throw EffectError(compiling: error, effect: name)
        }
    }

    private static func check(
        _ wasm: [UInt8], name: String, runtime: EffectRuntime
    ) throws(EffectError) -> ModuleBinary {
        let limits = runtime.moduleLimits
        guard wasm.count <= limits.maximumBytes else {
            throw EffectError(.tooLarge(byteCount: wasm.count, limit: limits.maximumBytes), effect: name)
        }
        let module: ModuleBinary
        do {
            module = try ModuleBinary(parsing: wasm, limits: limits)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
        let problems = EffectContract.problems(of: module.summary)
        guard problems.isEmpty else { throw EffectError(.contractBroken(problems), effect: name) }
        return module
    }
}

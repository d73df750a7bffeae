// An effect that was checked and compiled, ready to be instantiated as often as wanted. Immutable; any thread.

import CanonicalABI
package import WasmBinary
import WasmEngine

/// A stranger's code, found to keep to the contract.
package final class EffectModule: Sendable {
    /// As the user named it.
    package let name: String
    package let descriptor: EffectDescriptor
    /// What the binary consists of.
    package let summary: ModuleSummary
    package let byteCount: Int

    let runtime: EffectRuntime
    let template: InstanceTemplate
    /// What the module carries for its script to call.
    let kernels: [KernelModule]

    /// Checks, compiles and describes an effect. Called by `EffectLoader`.
    ///
    /// Nothing of the effect runs before its imports and exports have been found to be in order.
    init(_ wasm: [UInt8], name: String, runtime: EffectRuntime) throws(EffectError) {
        self.name = name
        self.runtime = runtime
        byteCount = wasm.count
        guard wasm.count <= runtime.moduleLimits.maximumBytes else {
            throw EffectError(.tooLarge(byteCount: wasm.count, limit: runtime.moduleLimits.maximumBytes), effect: name)
        }
        do {
            summary = try ModuleSummary(parsing: wasm, limits: runtime.moduleLimits)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
        let problems = EffectContract.problems(of: summary)
        guard problems.isEmpty else { throw EffectError(.contractBroken(problems), effect: name) }
        do {
            let module = try WasmModule(wasm, engine: runtime.engine, cache: runtime.cache)
            template = try InstanceTemplate(
                module, hostFunctions: [EffectInstance.logFunction] + KernelFunctions.all)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
        kernels = try KernelModule.load(
            try KernelSource.carried(by: wasm, summary: summary, effect: name), runtime: runtime, effect: name)
        let instance = try EffectInstance(template, exports: summary, runtime: runtime, name: name)
        descriptor = try instance.describe()
    }

    /// Everything that keeps a module from being an effect, in words; empty for an effect. Runs nothing of it.
    package static func contractProblems(of summary: ModuleSummary) -> [String] { EffectContract.problems(of: summary) }

    /// A new instance in a store of its own, not configured yet.
    ///
    /// Errors: the start function trapped or ran out of time; no room for another instance.
    package func instantiate() throws(EffectError) -> EffectInstance {
        try EffectInstance(
            template, exports: summary, kernels: kernels, runtime: runtime, name: name, descriptor: descriptor)
    }
}

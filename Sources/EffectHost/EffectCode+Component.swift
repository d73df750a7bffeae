// From a stranger's component to core modules that may run: judged, taken apart, compiled, linked to what was granted. Any
// thread but the audio thread.

import CanonicalABI
import ComponentBinary
import ComponentModel
import WasmBinary
import WasmEngine

extension EffectCode {
    /// What becomes of a component.
    enum Component: Sendable {
        /// Its core modules are linked and called directly.
        case core(EffectCode)
        /// It takes a component engine, for these reasons.
        case general(reasons: [String])
    }

    /// Whether a file is a component rather than a core module, by its first eight bytes.
    static func isComponent(_ wasm: [UInt8]) -> Bool { wasm.starts(with: Component.preamble) }

    /// Checks a component, and takes it apart and compiles its core modules if they are enough. Nothing of it runs.
    ///
    /// Errors: it is too large, no component, or breaks the contract.
    static func component(
        _ wasm: [UInt8], name: String, runtime: EffectRuntime
    ) throws(EffectError) -> Component {
        var limits = ComponentLimits()
        limits.module = runtime.moduleLimits
        let component: ValidatedComponent
        do {
            component = try ValidatedComponent(parsing: wasm, limits: limits)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
        let imports = ComponentImports(component)
        guard imports.problems.isEmpty else { throw EffectError(.contractBroken(imports.problems), effect: name) }
        switch Unbundling(component) {
        case .declined(let reasons): return .general(reasons: imports.reasons + reasons.map(\.description))
        case .fast(let parts):
            let plan = ComponentPlan(parts)
            guard plan.problems.isEmpty else { throw EffectError(.contractBroken(plan.problems), effect: name) }
            let reasons = imports.reasons + plan.reasons
            guard reasons.isEmpty, let entryPoints = plan.entryPoints else { return .general(reasons: reasons) }
            return .core(try EffectCode(parts, plan, entryPoints, name: name, runtime: runtime))
        }
    }

    private init(
        _ parts: UnbundledComponent, _ plan: ComponentPlan, _ entryPoints: EntryPoints, name: String,
        runtime: EffectRuntime
    ) throws(EffectError) {
        let main = parts.modules[plan.moduleOfInstance[entryPoints.memory.instance]]
        let wasm = Array(main.bytes)
        do throws(WasmBinaryError) {
            let module = try ModuleBinary(parsing: wasm, limits: runtime.moduleLimits)
            // Only engines have garbage to collect, so no other module is held against ours.
            if plan.instanceCount == 1, entryPoints[.collect] != nil, let engine = try? runtime.scriptEngine(),
                var code = engine.code(for: module)
            {
                code.entryPoints = entryPoints
                self = code
            } else {
                self = try Self.linked(parts, plan, entryPoints, module.summary, name: name, runtime: runtime)
            }
            let kernels = try KernelSource.carried(by: wasm, summary: module.summary, effect: name)
            self.kernels = try KernelModule.load(kernels, runtime: runtime, effect: name)
        } catch let error as WasmBinaryError {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
    }
}

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
        let module: ModuleBinary
        do {
            module = try ModuleBinary(parsing: wasm, limits: runtime.moduleLimits)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
        // Only engines have garbage to collect, so no other module is held against ours.
        if plan.moduleOfInstance.count == 1, entryPoints[.collect] != nil, let engine = try? runtime.scriptEngine(),
            var code = engine.code(for: module)
        {
            code.entryPoints = entryPoints
            self = code
        } else {
            self = try Self.linked(parts, plan, entryPoints, module.summary, name: name, runtime: runtime)
        }
        let kernels = try KernelSource.carried(by: wasm, summary: module.summary, effect: name)
        self.kernels = try KernelModule.load(kernels, runtime: runtime, effect: name)
    }

    /// Compiles the modules of a component and gives each what it imports.
    private static func linked(
        _ parts: UnbundledComponent, _ plan: ComponentPlan, _ entryPoints: EntryPoints, _ summary: ModuleSummary,
        name: String, runtime: EffectRuntime
    ) throws(EffectError) -> EffectCode {
        do {
            let modules = try parts.modules.map { part throws(WasmError) in try runtime.compile(Array(part.bytes)) }
            var steps: [CoreProgram.Step] = []
            for step in parts.steps {
                switch step {
                case .call(let item): steps.append(.call(try called(item)))
                case .instantiate(let number, let imports):
                    steps.append(try instantiating(modules[number], imports.map { source($0, plan) }))
                }
            }
            let program = CoreProgram(steps: steps, stepsBeforeCalls: plan.stepsBeforeCalls)
            return EffectCode(program, entryPoints, imports: plan.importedInterfaces, summary)
        } catch {
            throw EffectError(.invalidModule(error.description), effect: name)
        }
    }

    private static func called(_ item: UnbundledComponent.CoreItem) throws(WasmError) -> EntryPoints.Place {
        guard let place = EntryPoints.Place(item) else {
            throw .missingExport("a start function", expected: "function of an instance")
        }
        return place
    }

    /// A module that imports from the host alone is linked once for all instances.
    private static func instantiating(
        _ module: WasmModule, _ sources: [CoreProgram.Source]
    ) throws(WasmError) -> CoreProgram.Step {
        var functions: [HostFunction] = []
        for (item, source) in zip(module.imports, sources) {
            guard case .host(let function) = source else { return .link(module, sources) }
            functions.append(
                HostFunction(
                    module: item.module, name: item.name, signature: function.signature, body: function.body))
        }
        return .instantiate(try InstanceTemplate(module, hostFunctions: functions))
    }

    private static func source(_ item: UnbundledComponent.CoreItem, _ plan: ComponentPlan) -> CoreProgram.Source {
        switch item {
        case .host(let number): .host(plan.hostFunctions[number])
        case .export(let instance, let name): .export(.init(instance: instance, name: name))
        }
    }
}

extension EffectCode.Component {
    /// Magic number, version and layer.
    /// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
    static let preamble: [UInt8] = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]
}

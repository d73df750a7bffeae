// From a stranger's component to core modules that may run: judged, taken apart, compiled, linked to what was granted. Any
// thread but the audio thread.

import CanonicalABI
import ComponentBinary
import ComponentModel
import WasmBinary
import WasmEngine

extension EffectCode {
    /// Checks a component, and compiles its core modules if linking those is enough, else all of it. Nothing of it runs.
    ///
    /// - Parameter findAssets: asked, before anything is compiled, for the sources of its assets if it wants any.
    ///
    /// Errors: it is too large, no component, or breaks the contract; what `findAssets` throws.
    static func component(
        _ wasm: [UInt8], name: String, runtime: EffectRuntime,
        findAssets: () throws(EffectError) -> [any AssetSource]
    ) throws(EffectError) -> EffectModule.Code {
        let component = try ComponentContract.check(wasm, name: name, limits: runtime.limits)
        switch fastPath(component, limits: runtime.moduleLimits) {
        case .taken(let plan):
            let assets = component.imports[EffectContract.assetsInterface] == nil ? [] : try findAssets()
            var code = try EffectCode(plan, name: name, runtime: runtime)
            code.assets = assets
            return .core(code)
        case .declined(let reasons):
            return .general(
                try GeneralCode(
                    wasm, component, name: name, runtime: runtime, reasons: reasons, findAssets: findAssets))
        }
    }

    /// Whether linking a component's core modules is enough.
    enum FastPath {
        case taken(ComponentPlan)
        /// It takes a component engine: each reason is a sentence without its full stop.
        case declined([String])
    }

    /// Decides on a component that keeps to the contract.
    static func fastPath(_ component: ValidatedComponent, limits: ModuleLimits) -> FastPath {
        let foreign = component.imports.names.filter { !HostFunctions.interfaces.contains($0) }
            .map { "it imports ‘\(printable($0, limit: 100))’, of which the fast path knows nothing" }
        switch Unbundling(component) {
        case .declined(let reasons): return .declined(foreign + reasons.map(\.description))
        case .fast(let parts):
            let plan = ComponentPlan(parts, limits: limits)
            let reasons = foreign + plan.reasons
            return reasons.isEmpty ? .taken(plan) : .declined(reasons)
        }
    }

    private init(_ plan: ComponentPlan, name: String, runtime: EffectRuntime) throws(EffectError) {
        guard let entryPoints = plan.entryPoints else { preconditionFailure("a plan that is taken has entry points") }
        let module = plan.modules[plan.moduleOfInstance[entryPoints.memory.instance]]
        // Only engines have garbage to collect, so no other module is held against ours.
        if plan.givesImportsByName, entryPoints[.collect] != nil, let engine = try? runtime.scriptEngine(),
            var code = engine.code(for: module)
        {
            code.entryPoints = entryPoints
            self = code
        } else {
            self = try Self.linked(plan, entryPoints, module.summary, name: name, runtime: runtime)
        }
        let kernels = try KernelSource.carried(by: module.bytes, summary: module.summary, effect: name)
        self.kernels = try KernelModule.load(kernels, runtime: runtime, effect: name)
    }

    /// Compiles the modules of a component and gives each what it imports.
    private static func linked(
        _ plan: ComponentPlan, _ entryPoints: EntryPoints, _ summary: ModuleSummary, name: String,
        runtime: EffectRuntime
    ) throws(EffectError) -> EffectCode {
        do {
            let modules = try plan.modules.map { module throws(WasmError) in try runtime.compile(module.bytes) }
            var steps: [CoreProgram.Step] = []
            for step in plan.parts.steps {
                switch step {
                case .call(let item): steps.append(.call(try called(item)))
                case .instantiate(let number, let imports):
                    steps.append(try instantiating(modules[number], imports.map { source($0, plan) }))
                }
            }
            let program = CoreProgram(steps: steps, stepsBeforeCalls: plan.stepsBeforeCalls)
            return EffectCode(program, entryPoints, summary)
        } catch {
            throw EffectError(compiling: error, effect: name)
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

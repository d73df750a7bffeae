// What instances of a component are made from that is run as a whole. Immutable; any thread.

import ComponentBinary
import WasmBinary
import WasmEngine

/// Compiled code of a component, linked to what it was granted.
struct GeneralCode: Sendable {
    let template: ComponentTemplate
    let engine: GeneralEngine
    /// What of the contract's optional interfaces it exports.
    let hasSettings: Bool
    let hasMaintenance: Bool
    let hasMeters: Bool
    /// Where its assets come from; empty for an effect that wants none.
    let assets: [any AssetSource]
    /// Why it isn't run as modules are.
    let reasons: [String]

    /// Compiles a component that was checked, or takes its code from the cache. Nothing of it runs.
    ///
    /// - Parameter findAssets: asked, before that, for the sources of its assets if it wants any.
    ///
    /// Errors: it has kernels; the engine doesn't take it; what `findAssets` throws.
    init(
        _ wasm: [UInt8], _ component: ValidatedComponent, name: String, runtime: EffectRuntime, reasons: [String],
        findAssets: () throws(EffectError) -> [any AssetSource]
    ) throws(EffectError) {
        let limits = GeneralLimits.componentLimits(runtime.limits)
        if let kernel = Self.kernelName(in: component, limits.module) {
            throw EffectError(.invalidKernel(kernel, "a component that is run as a whole has none"), effect: name)
        }
        assets = component.imports[EffectContract.assetsInterface] == nil ? [] : try findAssets()
        hasSettings = ComponentContract.has(EffectContract.settings, component)
        hasMaintenance = ComponentContract.has(EffectContract.maintenance, component)
        hasMeters = ComponentContract.has(EffectContract.meters, component)
        self.reasons = reasons
        engine = try runtime.generalEngine()
        do {
            let compiled = try WasmComponent(
                wasm, engine: engine.engine, cache: runtime.cache, compiler: runtime.compiler,
                rewriting: Self.rewriting(component.component, limits.module))
            template = try ComponentTemplate(compiled, granting: ComponentContract.granted)
        } catch {
            throw EffectError(compiling: error, effect: name)
        }
    }

    /// A kernel that a script brings with it.
    private static func kernelName(in component: ValidatedComponent, _ limits: ModuleLimits) -> String? {
        // Only scripts have any, and large components aren't scripts.
        guard component.imports[KernelFunctions.moduleName] != nil else { return nil }
        for bytes in component.component.coreModules {
            let sections = (try? ModuleSummary(parsing: Array(bytes), limits: limits))?.sections ?? []
            if let section = sections.first(where: { $0.isCustom && $0.name.hasPrefix(KernelSource.sectionPrefix) }) {
                return String(section.name.dropFirst(KernelSource.sectionPrefix.count))
            }
        }
        return nil
    }

    /// What is done to a component so that no instruction of it outlasts a deadline.
    private static func rewriting(_ component: Component, _ limits: ModuleLimits) -> WasmModule.Rewriting {
        WasmModule.Rewriting(name: BoundedBulkMemory.revision) { _ in
            component.rewritingModules { BoundedBulkMemory.rewriting($0, limits: limits) }.encoded()
        }
    }
}

extension Component {
    /// The component with other core modules in place of its own and of those of nested components, which are no deeper
    /// than whoever read it allows.
    fileprivate func rewritingModules(_ rewrite: ([UInt8]) -> [UInt8]) -> Component {
        Component(
            sections.map { section in
                switch section {
                case .coreModule(let bytes): .coreModule(rewrite(Array(bytes))[...])
                case .component(let nested):
                    .component(Located(nested.value.rewritingModules(rewrite), at: nested.offset))
                default: section
                }
            })
    }
}

// What can be said of a component without compiling or running any of it. Plain values, any thread.

package import ComponentBinary
import ComponentModel
package import WasmBinary

/// Whether a component is an effect, and how it would be run.
package struct ComponentJudgement: Sendable {
    /// Something of the host's or the system's that a component asks for.
    package enum Capability: String, Sendable, CaseIterable {
        /// It may write lines to the effect's log, as every effect may.
        case log
        /// It reads sounds and data by name: the user has to grant a folder.
        case assets
        /// It calls native modules that come with a script.
        case kernels
        /// It asks for a system's interfaces, and finds them empty: no files, no network, no environment, a clock that
        /// stands still.
        case system
    }

    /// By what it breaks the contract, in words; empty for an effect.
    package let problems: [String]
    /// The way its calls would take.
    package let path: EffectPath
    package let capabilities: [Capability]
    /// Whether it exports the contract's `meters`.
    package let hasMeters: Bool

    package init(
        of component: ValidatedComponent, limits: EffectLimits = EffectLimits(),
        moduleLimits: ModuleLimits = ModuleLimits()
    ) {
        problems = ComponentContract.problems(of: component)
        path =
            switch EffectCode.fastPath(component, limits: limits.bounding(moduleLimits)) {
            case .taken: .core
            case .declined(let reasons): .general(reasons: reasons)
            }
        capabilities = Capability.asked(for: component.imports.names)
        hasMeters = ComponentContract.has(EffectContract.meters, component)
    }
}

extension ComponentJudgement.Capability {
    /// What whoever imports these interfaces asks for.
    static func asked(for interfaces: [String]) -> [Self] {
        allCases.filter { capability in interfaces.contains { capability.isMeant(by: $0) } }
    }

    private func isMeant(by interface: String) -> Bool {
        switch self {
        case .log: interface == EffectContract.logInterface
        case .assets: interface == EffectContract.assetsInterface
        case .kernels: interface == KernelFunctions.moduleName
        case .system: interface.hasPrefix("wasi:")
        }
    }
}

// What instances of an effect are made from. Immutable; any thread.

import WasmBinary
import WasmEngine

/// Compiled code, and the state in which it starts.
struct EffectCode: Sendable {
    var program: CoreProgram
    var entryPoints: EntryPoints
    /// What the module consists of that has the effect's memory.
    let summary: ModuleSummary
    /// What is laid over a new instance; nil when the module's own state is the right one.
    var overlay: StateOverlay?
    /// What its script may call, linked beside every instance.
    var kernels: [KernelModule] = []
    /// Where its assets come from; empty for an effect that wants none.
    var assets: [any AssetSource] = []

    init(_ program: CoreProgram, _ entryPoints: EntryPoints, _ summary: ModuleSummary) {
        self.program = program
        self.entryPoints = entryPoints
        self.summary = summary
    }

    /// A core module that keeps to the contract, with its names.
    init(_ template: InstanceTemplate, _ summary: ModuleSummary, overlay: StateOverlay? = nil) {
        let hasInitializer = summary.export(EffectContract.initializerExport) != nil
        program = CoreProgram(
            template,
            initializer: hasInitializer && overlay == nil
                ? .init(instance: 0, name: EffectContract.initializerExport) : nil)
        entryPoints = EntryPoints(summary)
        self.summary = summary
        self.overlay = overlay
    }
}

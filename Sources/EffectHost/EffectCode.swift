// What instances of an effect are made from. Immutable; any thread.

import WasmBinary
import WasmEngine

/// Compiled code, and the state in which it starts.
struct EffectCode: Sendable {
    let template: InstanceTemplate
    /// What the binary consists of.
    let exports: ModuleSummary
    let entryPoints: EntryPoints
    /// What is laid over a new instance; nil when the module's own state is the right one.
    var overlay: StateOverlay?
    /// What its script may call, linked beside every instance.
    var kernels: [KernelModule] = []
    /// Where its assets come from; empty for an effect that wants none.
    var assets: [any AssetSource] = []

    init(_ template: InstanceTemplate, _ exports: ModuleSummary, overlay: StateOverlay? = nil) {
        self.template = template
        self.exports = exports
        self.overlay = overlay
        entryPoints = EntryPoints(exports)
    }
}

// The kernels of scripts, for components that are run as wholes: there are none. Runs wherever the effect runs.

import WasmEngine

/// What a script's engine imports to reach its kernels. Values pass between memories there, which a component that is run as
/// a whole keeps to itself. So a script with kernels is refused; one without never calls these.
enum GeneralKernels {
    static let interface = HostInterface(
        KernelFunctions.moduleName,
        functions: [
            "call": { _, _ throws(HostRefusal) in .s32(KernelLinks.Answer.notLinked) },
            "fetch": { _, _ throws(HostRefusal) in .s32(KernelLinks.Answer.notLinked) },
            "drop": { _, _ throws(HostRefusal) in nil },
            "operate": { _, _ throws(HostRefusal) in .s32(ModuleCaller.unavailable) },
        ])
}

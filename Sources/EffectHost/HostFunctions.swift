// All functions of ours that an effect may import. Constants, any thread.

import WasmEngine

/// What can be granted to effects.
enum HostFunctions {
    static let all = [EffectInstance.logFunction] + AssetFunctions.all + KernelFunctions.all

    /// By the names of the interfaces that they belong to.
    static let interfaces = Set(all.map(\.module))

    /// Names are compared byte for byte.
    static func named(_ name: String, of interface: String) -> HostFunction? {
        all.first { $0.module.utf8.elementsEqual(interface.utf8) && $0.name.utf8.elementsEqual(name.utf8) }
    }
}

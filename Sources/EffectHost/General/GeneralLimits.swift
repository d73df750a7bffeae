// What a component may consist of that is run as a whole. Plain values, any thread.

import ComponentBinary
package import WasmBinary
import WasmEngine

/// Bounds on components of other people's tools, which may hold an interpreter with its libraries. What an instance may
/// take of the machine is the same as for any effect: see `EffectLimits`, where some of it is for components.
package enum GeneralLimits {
    /// For one of a component's modules. CPython's largest, as `componentize-py` links it, has about
    /// 12,000 functions, 11,000 elements and 8 MB of data.
    package static var generalModuleLimits: ModuleLimits {
        var limits = ModuleLimits()
        limits.maximumBytes = 48 << 20
        limits.maximumImports = 10_000
        limits.maximumFunctions = 100_000
        limits.maximumExports = 50_000
        limits.maximumGlobals = 50_000
        limits.maximumDataSegments = 100_000
        return limits
    }

    /// For a whole component. What an instance could never be given is refused with the component, by name.
    static func componentLimits(_ limits: EffectLimits) -> ComponentLimits {
        var component = ComponentLimits()
        component.maximumBytes = maximumBytes
        component.module = generalModuleLimits
        component.module.maximumMemoryPages = limits.componentMemoryBytes / pageBytes
        component.module.maximumTableElements = limits.componentTableElements
        return component
    }

    private static let pageBytes = 65_536
    /// Of a whole component.
    package static let maximumBytes = 64 << 20

    /// Core instances, and those that only put names together.
    static let instances = 128
    static let memories = 4
    static let tables = 16

    /// What one component's store may hold.
    static func storeLimits(_ limits: EffectLimits) -> StoreLimits {
        StoreLimits(
            memoryBytes: limits.componentMemoryBytes, tableElements: limits.componentTableElements,
            instances: instances, memories: memories, tables: tables)
    }
}

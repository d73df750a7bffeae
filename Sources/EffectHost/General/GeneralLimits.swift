// What a component may consist of that is run as a whole. Plain values, any thread.

import ComponentBinary
package import WasmBinary
import WasmEngine

/// Bounds on components of other people's tools, which may hold an interpreter with its libraries. What an instance may
/// take of the machine is the same as for any effect (`EffectLimits`).
///
/// CPython, as `componentize-py` links it, consists of 14 modules with 18 MB; the largest have 10,625 functions and 918
/// imports. It takes less than 32 MiB of memory and 5,672 table elements. Each of its extensions adds to the imports.
package enum GeneralLimits {
    /// For each of a component's modules: larger than for modules by themselves.
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
        component.module.maximumMemoryPages = limits.memoryBytes / pageBytes
        component.module.maximumTableElements = limits.tableElements
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
            memoryBytes: limits.memoryBytes, tableElements: limits.tableElements,
            instances: instances, memories: memories, tables: tables)
    }
}

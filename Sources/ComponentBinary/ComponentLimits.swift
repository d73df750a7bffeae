// How large a stranger's component may be, so that reading and validating it take bounded time and memory. Plain
// values, any thread.

package import WasmBinary

/// Bounds on a component's parts. Where wasmtime 50 has a bound, ours is no higher.
package struct ComponentLimits: Equatable, Sendable {
    /// Of the whole file.
    package var maximumBytes = 64 << 20
    package var maximumSections = 10_000
    /// Components in components, and types in types.
    package var maximumNesting = 32
    /// Of any one vector of definitions, fields, cases, arguments or names.
    package var maximumElements = 100_000
    /// Of all those in the file together.
    package var maximumTotalElements = 500_000
    /// Of one name, in bytes.
    package var maximumNameBytes = 100_000
    /// Of canonical options.
    package var maximumOptions = 10
    /// Of a value type's fields, cases, flags or parts.
    package var maximumMembers = 10_000
    /// Of one function.
    package var maximumParameters = 1_000
    /// Core modules and components, in nested components too.
    package var maximumModulesAndComponents = 1_000
    /// Of one component, core and others, imported and exported ones too.
    package var maximumInstances = 4_096
    /// How deep types may refer to types.
    package var maximumTypeDepth = 99
    /// How many types a type may consist of, each reference counted anew.
    package var maximumTypeSize = 1_000_000
    /// Of checking and substituting types, in types visited. Without it, small files could ask for much work.
    package var maximumTypeSteps = 2_000_000
    /// For the core modules inside.
    package var module = ModuleLimits()

    package init() {}
}

extension ComponentLimits {
    /// For what a person passes to a tool, rather than to be run: as large as any tool makes them.
    package static let forTools: ComponentLimits = {
        var limits = ComponentLimits()
        limits.module = .forTools
        limits.maximumBytes = limits.module.maximumBytes
        return limits
    }()
}

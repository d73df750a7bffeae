// A component whose every index, type and option was checked. A value, any thread.
// Source: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md

/// A component that makes sense, with the types of all that is in it.
///
/// What is left to wasmtime's validator, which runs besides: the insides of core modules (instructions, initialisers,
/// bounds of memories and tables, features that the engine leaves off). Everything else is checked here. Where this is
/// stricter than wasmtime, `ComponentLimits` or an error of the kind `unsupported` tells.
package struct ValidatedComponent: Sendable {
    package let component: Component
    package let types: TypeTable
    package let imports: EntityMap
    package let exports: EntityMap
    /// Of this component and of all that are nested in it, by the offsets that `Located` gives; this one's is 0.
    private let spaces: [Int: IndexSpaces]

    /// Validates a component that was read from a file: the offsets in errors are those of its definitions.
    ///
    /// Errors: the first thing that is wrong, in which section and where.
    package init(
        _ component: Component, limits: ComponentLimits = ComponentLimits(),
        features: ComponentFeatures = ComponentFeatures()
    ) throws(ComponentBinaryError) {
        var validator = ComponentValidator(limits: limits, features: features)
        let type = try validator.validate(component, at: 0)
        self.component = component
        types = validator.table
        imports = types[type].imports
        exports = types[type].exports
        spaces = validator.finishedSpaces
    }

    /// Reads and validates.
    package init(
        parsing bytes: [UInt8], limits: ComponentLimits = ComponentLimits(),
        features: ComponentFeatures = ComponentFeatures()
    ) throws(ComponentBinaryError) {
        try self.init(try Component(parsing: bytes, limits: limits), limits: limits, features: features)
    }

    package var indexSpaces: IndexSpaces { spaces[0] ?? IndexSpaces() }

    /// Of a component nested in this one, which has to have been read from a file.
    package func indexSpaces(of nested: Located<Component>) -> IndexSpaces? { spaces[nested.offset] }
}

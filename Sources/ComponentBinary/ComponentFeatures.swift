// What may be in a component besides what every host takes. Plain values, any thread.

/// Features of the component model that are not everybody's yet.
package struct ComponentFeatures: Equatable, Sendable {
    /// Lists whose length is part of their type. wasmtime 50 refuses them.
    package var fixedLengthLists = false

    package init() {}
}

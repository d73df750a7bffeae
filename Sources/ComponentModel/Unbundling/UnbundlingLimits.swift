// How much there may be to take apart, so that a stranger's component takes bounded time and memory. Plain values, any
// thread.

/// Bounds on what a component becomes when all its nested components are instantiated.
package struct UnbundlingLimits: Equatable, Sendable {
    /// Definitions, names and arguments, those of nested components counted once for each instance. A nested component
    /// can be instantiated by another one twice, that one twice again, and so on. As `ComponentSize` bounds it for
    /// wasmtime.
    package var maximumItems = 50_000
    /// Instances whose making began and has not come to its end.
    package var maximumDepth = 64
    /// Types in the types of all functions together, each reference counted anew.
    package var maximumTypes = 100_000
    /// Of the reasons for declining that are told.
    package var maximumReasons = 16

    package init() {}
}

// How much an initialisation may take before its state is captured. Plain values, any thread.

/// Limits on one initialisation.
package struct SnapshotLimits: Equatable, Sendable {
    /// For the start function, `_initialize` and the initialisation function each, in milliseconds.
    package var milliseconds = 60_000
    /// The most bytes that all memories may have together; of several, each gets its share.
    package var memoryBytes = 1 << 30
    /// The most elements each table may have.
    package var tableElements = 100_000
    /// Stack for WebAssembly code, in bytes.
    package var stackBytes = 1 << 20

    package init() {}
}

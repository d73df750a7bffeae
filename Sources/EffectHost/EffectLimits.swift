// What an effect may use. Plain values, any thread.

/// The most that one instance of an effect may take of the machine.
package struct EffectLimits: Equatable, Sendable {
    /// Linear memory, in bytes. Growing beyond it fails inside the effect, as running out of memory does.
    package var memoryBytes = 64 << 20
    /// Elements in each table.
    package var tableElements = 10_000
    /// Linear memory, in bytes, of each memory of a component that is run as a whole: an interpreter takes half of what
    /// other effects have before it has begun.
    package var componentMemoryBytes = 128 << 20
    /// Elements in each table of such a component.
    package var componentTableElements = 20_000
    /// For starting up, describing, configuring and resetting, each: milliseconds.
    package var setupMilliseconds = 5_000
    /// For one block, or one parameter: milliseconds. Offline this only has to catch an effect that never ends.
    package var blockMilliseconds = 2_000

    package init() {}
}

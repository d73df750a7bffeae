// What an effect may use. Plain values, any thread.

/// The most that one instance of an effect may take of the machine.
package struct EffectLimits: Equatable, Sendable {
    /// Linear memory, in bytes; of a component with several, each. Growing beyond it fails inside the effect, as running out of memory does.
    package var memoryBytes = 64 << 20
    /// Elements in each table.
    package var tableElements = 10_000
    /// For starting up, describing, configuring and resetting, each: milliseconds.
    package var setupMilliseconds = 5_000
    /// For one block, or one parameter: milliseconds. Offline this only has to catch an effect that never ends.
    package var blockMilliseconds = 2_000

    package init() {}
}

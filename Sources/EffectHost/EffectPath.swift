// How a host enters an effect. A plain value, any thread.

/// The way that calls of an effect take.
package enum EffectPath: Equatable, Sendable {
    /// A core module of its own: samples are copied once, into its memory. For any thread.
    case core
    /// A component that is run as a whole, through wasmtime: slower, and not for the audio thread. The reasons say what
    /// kept it off the other path, each in words that go on from "it".
    case general(reasons: [String])
}

// How much a Faust module may hold. Constants, any thread.

/// Bounds on what a module says of itself, and on itself.
enum FaustLimits {
    /// Of the JSON text.
    static let descriptionBytes = 1 << 20
    /// Of groups within groups, and of whatever else a JSON text may nest.
    static let depth = 48
    /// As many as an effect may have.
    static let parameters = 1_024
    static let meters = EffectMeter.limit
    static let choices = 1_024
    /// Inputs, and outputs.
    static let channels = 256
    /// Of one instance's state; less than what an effect may have, so that there is room for samples.
    static let stateBytes = 60 << 20
    /// Of a text that is shown, in Unicode scalars.
    static let textLength = 500
    /// Of an identifier.
    static let idLength = 64
    /// Of all of a module's code.
    static let codeBytes = 16 << 20
    /// How many functions a module has.
    static let functions = 1_000
    /// How often a function is gone through for the addresses that its variables hold.
    static let addressPasses = 64
}

// The core names of the contract, `Effects/wit/effect.wit`, as a built effect must bear them. Constants, any thread.

enum EffectContract {
    static let logModule = "cajon:effect/log@0.1.0"
    static let logField = "write"
    /// The one function that every effect may import, as messages show it.
    static let logImport = "\(logModule)#\(logField)"
    /// What an effect may import if it is granted sounds and data.
    static let assetsModule = "cajon:effect/assets@0.1.0"

    /// What an effect must export.
    static let exports =
        ["describe", "configure", "set-parameter", "process", "reset"].map { "cajon:effect/processor@0.1.0#\($0)" }
        + ["memory", "cabi_realloc"]
}

// The core names of the contract, `Effects/wit/effect.wit`, as a built effect must bear them. Constants, any thread.

import ComponentModel
import WIT

enum EffectContract {
    private static let processor = "cajon:effect/processor@0.1.0"
    /// The one function that every effect may import, as messages show it.
    static let logImport = "cajon:effect/log@0.1.0#write"
    /// What an effect may import if it is granted sounds and data.
    static let assetsModule = "cajon:effect/assets@0.1.0"

    /// What an effect must export.
    static let exports: [String] = {
        guard let interface = QualifiedName(processor).flatMap({ ContractText.resolution.interface($0) }) else {
            preconditionFailure("the contract's text has the interface ‘\(processor)’")
        }
        return interface.functions.map { "\(processor)#\($0.externalName)" } + ["memory", "cabi_realloc"]
    }()
}

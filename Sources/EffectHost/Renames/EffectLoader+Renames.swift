// A built effect given its former names. Any thread but the audio thread.

import ComponentBinary

extension EffectLoader {
    /// A module or component that states its former names. It has to describe itself first, to show that they fit; what it
    /// wants granted, it does without.
    ///
    /// Errors: it is no effect; `.invalidRenames`.
    package func stating(_ renames: EffectRenames, in wasm: [UInt8], name: String) throws(EffectError) -> [UInt8] {
        let stating = renames.adding(to: wasm)
        let code: EffectModule.Code =
            if Component.isComponent(stating) {
                try EffectCode.component(stating, name: name, runtime: runtime) { () throws(EffectError) in [] }
            } else {
                .core(try EffectCode(stating, name: name, runtime: runtime))
            }
        _ = try module(code, stating, name: name, files: [])
        return stating
    }
}

// What an effect's user is told of trouble with its code. Plain values, any thread.

import WasmEngine

extension EffectError {
    /// Why an effect's code is not to be had.
    init(compiling error: WasmError, effect: String) {
        let kind: Kind =
            switch error.kind {
            case .compilation: .uncompilable(error.description)
            case .compiler: .hostFailure(error.description)
            default: .invalidModule(error.description)
            }
        self.init(kind, effect: effect)
    }
}

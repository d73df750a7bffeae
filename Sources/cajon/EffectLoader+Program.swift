// How every command gets its effects: compiled in processes of their own, and kept. Any thread.

import EffectHost
import WasmEngine

extension EffectLoader {
    /// A loader for effects that anybody may have made.
    ///
    /// Errors: the engine could not be made.
    static func forProgram(
        limits: EffectLimits = EffectLimits(), grants: EffectGrants = EffectGrants(), watchesDeadlines: Bool = false
    ) throws(EffectError) -> EffectLoader {
        try EffectLoader(
            limits: limits, compiler: .standard, grants: grants, watchesDeadlines: watchesDeadlines)
    }
}

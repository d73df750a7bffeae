// A catalog that looks nothing up any more when time is over. Used by the thread that checks.

import EffectHost
import Presets

/// Loading and describing each of a preset's effects has its limit; this is one for all of them.
struct BoundedCatalog: EffectCatalog {
    let store: EffectStore
    let bounds: WorkBounds

    func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor {
        guard !bounds.isOver else {
            let seconds = bounds.timeLimit / .seconds(1)
            throw .unusable(reason: "it wasn't looked at, since the preset had taken longer than \(seconds) s")
        }
        return try store.descriptor(for: reference)
    }

    func presentName(of formerName: String) -> String? {
        bounds.isOver ? nil : store.presentName(of: formerName)
    }

    var knownNames: [String] { bounds.isOver ? [] : store.knownNames }
}

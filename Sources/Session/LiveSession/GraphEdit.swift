// One change to the graph that plays, on its way from a wish to a swap. Made and finished on the control thread.

import Control
import EffectHost
import Presets

/// A graph to be made.
struct GraphEdit {
    /// What comes of it. SAFETY: the graph was just made and is known to nobody else, so it may change threads.
    struct Outcome: @unchecked Sendable {
        let result: Result<(preset: ResolvedPreset, graph: LiveGraph, node: String?), any Error>
    }

    /// What came of it, for who asked.
    typealias Answer = Result<(preset: ResolvedPreset, node: String?, warnings: [String]), any Error>

    /// Says what is to play, from what plays; on the workshop's thread, as it may read files and compile.
    let change: @Sendable (ResolvedPreset) throws -> (preset: ResolvedPreset, node: String?)
    /// Whether values that were set meanwhile hold for the new graph, too.
    var keepsValues = true
    /// Where the graph then comes from; nil leaves that as it is.
    var origin: (GraphSource, directory: String?)?
    /// Whether the preset's controllers take the place of those that were learned.
    var bringsControllers = false
    let done: (Answer) -> Void
}

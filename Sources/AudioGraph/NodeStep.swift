// What runs at a node, and its timing. A plain value; any thread may hold it, the rendering thread calls the step.

package import CRealtime

/// A render step with what the plan must know of it beforehand.
package struct NodeStep {
    /// A tail that never ends, as the contract's `tail-frames` says it.
    package static let infiniteTail = Int(UInt32.max)
    /// The longest latency a node, or a path through the graph, may have: 21.8 s at 48 kHz.
    package static let maximumLatencyFrames = 1 << 20

    /// Its context must outlive the plan.
    package var step: cajon_render_step
    /// How many frames the step's output lags behind its input. Range: 0...`maximumLatencyFrames`.
    package var latencyFrames: Int
    /// How many frames the step sounds on after its input has fallen silent, beyond the latency. At
    /// `infiniteTail` or above: for ever. Range: 0 and up.
    package var tailFrames: Int

    package init(step: cajon_render_step, latencyFrames: Int = 0, tailFrames: Int = 0) {
        self.step = step
        self.latencyFrames = latencyFrames
        self.tailFrames = tailFrames
    }
}

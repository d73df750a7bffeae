// A compiled graph, ready to render. Compiled, asked and destroyed on any thread, one at a time; `render` runs on the
// thread that renders.

package import Realtime

/// A graph compiled for one format: a fixed list of operations over memory that was allocated beforehand.
///
/// Rendering neither allocates nor locks. On a straight edge samples are copied once, from where the upstream step left
/// them to where the downstream step wants them; a sum is added up right there. Paths that meet are aligned to the
/// sample. The result doesn't depend on how the stream is cut into blocks, as long as no step's does, and no step fails.
package struct RenderPlan: ~Copyable {
    package let format: RenderFormat
    /// The nodes that are heard, in the order they run. Other calls name a node by its place in this list.
    package let nodeIDs: [String]
    /// What is odd about the graph without being wrong.
    package let warnings: [GraphWarning]
    /// How many frames the output lags behind the input.
    package let totalLatencyFrames: Int
    /// How long the output sounds on after the input has fallen silent, beyond the latency: the most that the tails on
    /// one path add up to. `NodeStep.infiniteTail` when one of them never ends.
    package let tailFrames: Int
    /// Buffers of one block that the plan shares among its nodes.
    package let bufferCount: Int

    /// Whether it may change while it runs.
    package let purpose: RenderPurpose

    var state: RenderState

    /// The most memory all delay lines may take together, in samples: 256 MiB.
    private static let maximumDelaySampleCount = 1 << 26

    /// Compiles a graph.
    ///
    /// - Parameters:
    ///   - steps: what runs at each node, by id; those of nodes that aren't heard aren't needed, those of bypassed nodes
    ///     give their latency. Their contexts must outlive the plan.
    ///   - purpose: whether mix, bypass and steps may change while the plan runs.
    /// - Throws: what is wrong with the graph, the format, or a step's timing.
    package static func compile(
        _ graph: Graph, format: RenderFormat, steps: [String: NodeStep], purpose: RenderPurpose = .offline
    ) throws(GraphError) -> RenderPlan {
        try format.validate()
        let resolved = try graph.resolve()
        let aligned = try AlignedGraph(graph, resolved, steps: steps, purpose: purpose)
        let program = GraphCompiler.compile(aligned)
        let delaySampleCount = RenderState.delaySampleCount(program, format: format)
        guard delaySampleCount <= maximumDelaySampleCount else {
            throw GraphError(.tooMuchDelay(samples: delaySampleCount, limit: maximumDelaySampleCount))
        }
        return RenderPlan(aligned, program, format: format, purpose: purpose, warnings: resolved.warnings)
    }

    private init(
        _ graph: AlignedGraph, _ program: RenderProgram, format: RenderFormat, purpose: RenderPurpose,
        warnings: [GraphWarning]
    ) {
        self.format = format
        self.purpose = purpose
        self.warnings = warnings
        nodeIDs = graph.nodes.map(\.id)
        totalLatencyFrames = graph.totalLatencyFrames
        tailFrames = graph.tailFrames
        bufferCount = program.bufferCount
        state = RenderState(program, format: format, purpose: purpose)
    }

    /// Renders one block.
    ///
    /// A step that fails is replaced by its input, delayed by its latency, from the first frame of that block on, and
    /// isn't called again until `restart`. The jump between the last frame before and the first after is taken out by
    /// an offset that falls to zero within 5 ms along half a cosine. An input block with a sample that is infinite or
    /// not a number is taken as silence, and so is a sum that overflows.
    ///
    /// Denormals are zero during the call, whatever the thread's mode.
    ///
    /// - Parameters:
    ///   - position: frames since the stream began; handed to every step.
    ///   - input: `format.channelCount` channels of 0...`format.maximumFrames` frames. Without frames nothing is called.
    ///   - output: of the input's shape, and not overlapping it.
    ///   - deadline: the moment by which the block is to be done, on the clock of `cajon_monotonic_nanoseconds`; 0 for
    ///     `budgetNanoseconds` from now on, or for none if there is no budget. No node gets less than its usual time and
    ///     a sixteenth of the budget.
    @_noLocks
    package mutating func render(
        position: UInt64, input: AudioBlock, output: MutableAudioBlock, deadline: UInt64 = 0
    ) {
        precondition(input.channelCount == format.channelCount && output.channelCount == format.channelCount)
        precondition(input.frameCount == output.frameCount && input.frameCount <= format.maximumFrames)
        guard input.frameCount > 0 else { return }
        let mode = FlushToZero()
        state.render(position: position, input: input, output: output, deadline: deadline)
        mode.end()
    }
}

// SAFETY: a plan is the only owner of its memory and can't be copied, so it moves to another thread as a whole. The
// steps' contexts move with it: whoever made them lets nobody else use them while it renders.
extension RenderPlan: @unchecked Sendable {}

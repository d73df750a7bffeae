// A compiled graph as flat tables of trivial values: what a plan runs, before it has any memory. Any thread.

import CRealtime

/// Everything that doesn't change while a plan runs. Numbers refer to places in the tables; the views are those that
/// `RenderState` keeps, with silence at 0 and the graph's input at 1.
struct RenderProgram {
    // Computed, since the audio thread reads no global that might have to be initialised.
    static var silenceView: Int { 0 }
    static var inputView: Int {
        @_noLocks get { 1 }
    }

    /// One thing to do, in order. `index` is a node, a delay line, or nothing.
    struct Operation {
        enum Kind {
            /// Give a node its input, run its step, see to its output.
            case run
            /// Add up a bypassed node's input.
            case sum
            /// Write a signal into its delay line and move the line's taps.
            case record
            /// Tell a node's step that its output has been read.
            case finish
            /// Write the graph's output.
            case emit
        }

        let kind: Kind
        let index: Int
        /// The node whose time this is, or -1.
        let node: Int
    }

    /// What an edge reads and how loud.
    struct EdgeLayout {
        let view: Int
        let gain: Float
    }

    /// Consecutive places in the table of edges.
    struct EdgeRange {
        let first: Int
        let end: Int
    }

    struct NodeLayout {
        /// Its functions are never called for a bypassed node.
        var step: cajon_render_step
        let main: EdgeRange
        let sidechain: EdgeRange
        /// At the start; `RenderState` knows how it stands.
        let mix: Float
        /// Runs unheard at the start.
        let isBypassed: Bool
        /// The view of what the node puts out.
        let outputView: Int
        /// The view of its input delayed by its latency; -1 when it must be summed afresh from `main`.
        let dryView: Int
        /// The delay line that records its summed input, or -1.
        let inputLine: Int
        /// The buffer for what the plan itself makes of the node's output, or -1.
        var buffer: Int
    }

    struct LineLayout {
        /// The view it records, or -1 for a node's summed input, which has no view.
        let sourceView: Int
        let maximumDelay: Int
        let firstTap: Int
        let endTap: Int
    }

    struct TapLayout {
        let delay: Int
        let view: Int
    }

    var operations: [Operation] = []
    var nodes: [NodeLayout] = []
    var edges: [EdgeLayout] = []
    var lines: [LineLayout] = []
    var taps: [TapLayout] = []
    var outputEdges = EdgeRange(first: 0, end: 0)
    var viewCount = 0
    /// Buffers of one block each; nodes that are never in use together share one.
    var bufferCount = 0
}

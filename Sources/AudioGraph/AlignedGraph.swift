// A graph in running order with every path's delay worked out: what compilation knows before it lays out memory.
// Any thread; allocates.

import CRealtime

/// The nodes of a graph in the order they run, each edge with the delay that makes it arrive together with the others.
///
/// A sound's *arrival* is how many frames it lags behind the graph's input. Wherever edges meet (at a node's main input
/// and side-chain taken together, and at the output) each is delayed until it arrives with the latest of them.
struct AlignedGraph {
    /// Something a plan can read sound from.
    enum Signal: Hashable {
        case silence
        case input
        /// What the node at that place in the order puts out.
        case node(Int)
        /// What goes into the node at that place, where that isn't simply another signal.
        case summedInput(Int)
    }

    /// A signal as it was some frames ago.
    struct Tap: Hashable {
        let signal: Signal
        let delay: Int

        init(_ signal: Signal, delay: Int = 0) {
            self.signal = signal
            self.delay = signal == .silence ? 0 : delay
        }

        func delayed(by frames: Int) -> Tap { Tap(signal, delay: delay + frames) }
    }

    struct Edge {
        let tap: Tap
        let gain: Float
    }

    /// How a node comes to its output.
    enum Work {
        /// It runs. `dry` is the main input delayed by the latency, or nil where the input has to be summed afresh.
        /// Bypassed, it runs unheard.
        case step(cajon_render_step, dry: Tap?, mix: Float, isBypassed: Bool)
        /// It is bypassed and its input is a sum, which somebody has to add up.
        case sum
        /// It is bypassed and its input is another signal, which is used in its stead.
        case none
    }

    struct Node {
        let id: String
        let main: [Edge]
        let sidechain: [Edge]
        let work: Work
        /// Where others read what this node puts out.
        let output: Tap
        /// Frames by which `output` lags behind the graph's input.
        let arrival: Int
        /// How long it sounds on when the graph's input has fallen silent, beyond the latency.
        let tailFrames: Int
    }

    private(set) var nodes: [Node] = []
    private(set) var outputEdges: [Edge] = []
    private(set) var totalLatencyFrames = 0
    private(set) var tailFrames = 0

    /// The place in the order of each node of the graph that is heard.
    private var places: [Int: Int] = [:]

    private let purpose: RenderPurpose

    init(
        _ graph: Graph, _ resolved: ResolvedGraph, steps: [String: NodeStep], purpose: RenderPurpose
    ) throws(GraphError) {
        self.purpose = purpose
        for index in resolved.order {
            let node = graph.nodes[index]
            guard let step = steps[node.id] else { throw GraphError(.missingStep(node: node.id)) }
            try Self.checkTiming(of: step, node: node.id)
            places[index] = nodes.count
            nodes.append(aligned(node, step, resolved.mainEdges[index], resolved.sidechainEdges[index]))
            if let arrival = nodes.last?.arrival, arrival > NodeStep.maximumLatencyFrames {
                let expected = "at most \(NodeStep.maximumLatencyFrames) frames"
                throw GraphError(
                    .timingOutOfRange(
                        node: node.id, name: "latency from the graph's input on", frames: arrival, expected: expected))
            }
        }
        totalLatencyFrames = latestArrival(of: resolved.outputEdges)
        tailFrames = longestTail(of: resolved.outputEdges)
        outputEdges = aligned(resolved.outputEdges, to: totalLatencyFrames)
    }

    private static func checkTiming(of step: NodeStep, node: String) throws(GraphError) {
        let limit = NodeStep.maximumLatencyFrames
        guard (0...limit).contains(step.latencyFrames) else {
            throw GraphError(
                .timingOutOfRange(node: node, name: "latency", frames: step.latencyFrames, expected: "0 to \(limit)"))
        }
        guard step.tailFrames >= 0 else {
            throw GraphError(
                .timingOutOfRange(node: node, name: "tail", frames: step.tailFrames, expected: "0 or more"))
        }
    }

    private func aligned(
        _ node: GraphNode, _ step: NodeStep, _ mainEdges: [ResolvedGraph.Edge], _ sidechainEdges: [ResolvedGraph.Edge]
    ) -> Node {
        let place = nodes.count
        let latency = step.latencyFrames
        let inputArrival = latestArrival(of: mainEdges + sidechainEdges)
        let main = aligned(mainEdges, to: inputArrival)
        let straight = Self.straightTap(main)
        let work: Work
        var output = Tap(.node(place))
        // What may be switched on while it plays runs all the time.
        let isLeftOut = node.isBypassed && purpose == .offline
        if !isLeftOut {
            let dry = straight?.delayed(by: latency) ?? (latency > 0 ? Tap(.summedInput(place), delay: latency) : nil)
            work = .step(step.step, dry: dry, mix: node.mix, isBypassed: node.isBypassed)
        } else if let straight {
            work = .none
            output = straight.delayed(by: latency)
        } else {
            work = .sum
            output = output.delayed(by: latency)
        }
        // A node that isn't heard itself lets its main input's tail through and adds nothing.
        let isSilent = purpose == .offline && (node.isBypassed || node.mix == 0)
        let tail =
            isSilent
            ? longestTail(of: mainEdges)
            : Self.sum(longestTail(of: mainEdges + sidechainEdges), step.tailFrames)
        return Node(
            id: node.id, main: main, sidechain: isLeftOut ? [] : aligned(sidechainEdges, to: inputArrival),
            work: work, output: output, arrival: inputArrival + latency, tailFrames: tail)
    }

    /// The signal that the edges amount to, when no arithmetic is needed.
    private static func straightTap(_ edges: [Edge]) -> Tap? {
        if edges.isEmpty { return Tap(.silence) }
        return edges.count == 1 && edges[0].gain == 1 ? edges[0].tap : nil
    }

    private func source(of edge: ResolvedGraph.Edge) -> Node? {
        edge.source.flatMap { places[$0] }.map { nodes[$0] }
    }

    private func latestArrival(of edges: [ResolvedGraph.Edge]) -> Int {
        edges.map { source(of: $0)?.arrival ?? 0 }.max() ?? 0
    }

    private func longestTail(of edges: [ResolvedGraph.Edge]) -> Int {
        edges.map { source(of: $0)?.tailFrames ?? 0 }.max() ?? 0
    }

    private func aligned(_ edges: [ResolvedGraph.Edge], to arrival: Int) -> [Edge] {
        edges.map { edge in
            guard let node = source(of: edge) else { return Edge(tap: Tap(.input, delay: arrival), gain: edge.gain) }
            return Edge(tap: node.output.delayed(by: arrival - node.arrival), gain: edge.gain)
        }
    }

    /// Adds two tails; one that never ends makes a sum that never ends.
    private static func sum(_ first: Int, _ second: Int) -> Int {
        min(min(first, NodeStep.infiniteTail) + min(second, NodeStep.infiniteTail), NodeStep.infiniteTail)
    }
}

// A preset brought to life: its effects instantiated and configured, its graph compiled to a plan. Made and thrown away
// off the audio thread; `render` is for the thread that renders.

package import AudioGraph
package import EffectHost
package import Presets
package import Realtime

/// Running effects and the plan that passes sound through them.
package struct PlayableGraph: ~Copyable {
    /// One node: which effect runs there, and its timing.
    package struct Node {
        package let id: String
        /// As the preset names the effect.
        package let effect: String
        package let instance: EffectInstance
        package let timing: EffectTiming
    }

    /// In the preset's order.
    package let nodes: [Node]
    package let format: RenderFormat
    private var plan: RenderPlan

    /// Instantiates and configures every effect with its parameters, and compiles the graph.
    ///
    /// - Parameter bounds: on all of that together; nil for none.
    ///
    /// Errors: an effect failed or refused the format; the graph can't be rendered; it goes beyond the bounds.
    package init(
        _ preset: ResolvedPreset, format: RenderFormat, store: EffectStore, bounds: WorkBounds? = nil
    ) throws(RenderError) {
        if let bounds { try bounds.requireRoom(for: Self.modules(of: preset, store)) }
        let graph = Graph(preset)
        var nodes: [Node] = []
        var steps: [String: NodeStep] = [:]
        for node in preset.nodes {
            try bounds?.requireTime(before: node.id)
            do {
                let prepared = try PreparedEffect(
                    node, store.module(for: node.reference), values: node.values, in: graph, format: format,
                    bounds: bounds)
                nodes.append(
                    Node(
                        id: node.id, effect: store.name(of: node.reference), instance: prepared.instance,
                        timing: prepared.timing))
                steps[node.id] = NodeStep(
                    step: prepared.instance.step, latencyFrames: prepared.timing.latencyFrameCount,
                    tailFrames: prepared.timing.tailFrameCount)
            } catch {
                // Whatever it was, it was late.
                try bounds?.requireTime(before: node.id)
                throw RenderError(.effect(node: node.id, error))
            }
        }
        do {
            plan = try RenderPlan.compile(graph, format: format, steps: steps)
        } catch {
            throw RenderError(.graph(error))
        }
        plan.measuresTime = true
        self.nodes = nodes
        self.format = format
    }

    /// What each node is an instance of.
    private static func modules(of preset: ResolvedPreset, _ store: EffectStore) throws(RenderError) -> [EffectModule] {
        var modules: [EffectModule] = []
        for node in preset.nodes {
            do {
                modules.append(try store.module(for: node.reference))
            } catch {
                throw RenderError(.effect(node: node.id, error))
            }
        }
        return modules
    }

    /// Makes the graph for a common format and throws it away: what `cajon preset pack` does.
    ///
    /// - Returns: what is odd about it, in words.
    package static func check(_ preset: ResolvedPreset, store: EffectStore) throws(RenderError) -> [String] {
        let format = RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: 1_024)
        return try PlayableGraph(preset, format: format, store: store).warnings
    }

    /// Frames by which the output lags behind the input.
    package var latencyFrameCount: Int { plan.totalLatencyFrames }

    /// Frames for which the output goes on after the input, beyond the latency; nil when it may go on for ever.
    package var tailFrameCount: Int? { plan.tailFrames >= NodeStep.infiniteTail ? nil : plan.tailFrames }

    /// What is odd about the graph, in words.
    package var warnings: [String] { plan.warnings.map(\.description) }

    /// Samples that were copied along edges, for tests: on a straight edge each once.
    package var copiedSampleCount: UInt64 { plan.copiedSampleCount }

    /// Samples that the plan kept for itself, for tests: none in a chain without mix and bypass.
    package var bufferedSampleCount: UInt64 { plan.bufferedSampleCount }

    /// Blocks of the input, and sums inside the graph, that held a NaN or an infinity and became silence.
    package var nonFiniteBlockCount: Int { Int(plan.nonFiniteInputBlockCount + plan.nonFiniteSumBlockCount) }

    /// Renders one block; `position` is its first frame's place in the stream.
    @_noLocks
    package mutating func render(position: UInt64, input: AudioBlock, output: MutableAudioBlock) {
        plan.render(position: position, input: input, output: output)
    }

    /// Whether an effect has failed since the graph was made.
    package var hasFailedNodes: Bool { plan.failedNodeCount > 0 }

    /// Takes what ended the effects that failed since the last call. Between blocks, not on the audio thread.
    package func takeFaults() -> [NodeFault] {
        plan.failedNodes.compactMap { failure in
            guard let node = nodes.first(where: { $0.id == failure.id }), let fault = node.instance.takeFault() else {
                return nil
            }
            return NodeFault(
                node: node.id, effect: node.effect, frame: Int(failure.position), sampleRate: format.sampleRate,
                cause: fault.description)
        }
    }

    /// Seconds spent in the node with that id: its input, itself, and its end. 0 for one that isn't heard.
    package func seconds(ofNode id: String) -> Double {
        guard let index = plan.index(ofNode: id) else { return 0 }
        return Double(plan.nanoseconds(ofNode: index)) / 1e9
    }
}

extension Graph {
    /// A preset's nodes and connections.
    init(_ preset: ResolvedPreset) {
        self.init(
            nodes: preset.nodes.map {
                GraphNode($0.id, hasSidechain: $0.descriptor.hasSidechain, mix: $0.mix, isBypassed: $0.isBypassed)
            },
            connections: preset.connections.map {
                GraphConnection(from: GraphEndpoint($0.from), to: GraphEndpoint($0.to), gain: $0.gain)
            })
    }
}

extension GraphEndpoint {
    fileprivate init(_ endpoint: PresetEndpoint) {
        switch endpoint {
        case .input: self = .input
        case .output: self = .output
        case .node(let id): self = .node(id)
        case .sidechain(let id): self = .sidechain(id)
        }
    }
}

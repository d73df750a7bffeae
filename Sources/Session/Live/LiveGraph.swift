// A graph ready to play: its effects made and configured, its plan compiled and warmed. Made on any thread, then handed
// to the control thread; the audio thread only gets its `LivePlan`.

package import AudioGraph
import EffectHost
package import Presets
import Realtime
import Synchronization

/// What an engine plays, or is to play next.
package final class LiveGraph {
    /// Blocks of silence rendered beforehand, so that memory is touched and every step's cost is known.
    private static let warmBlockCount = 8
    /// Those of them that only touch memory.
    private static let coldBlockCount = 2
    private static let lastGeneration = Atomic<UInt32>(0)

    /// What events call it.
    package let name: String
    package let format: RenderFormat
    /// In the preset's order.
    package let nodes: [LiveNode]
    /// What is odd about the graph, in words.
    package let warnings: [String]
    /// Frames by which the output lags behind the input.
    package let latencyFrames: Int
    /// Frames for which it sounds on after silence came, beyond the latency; `NodeStep.infiniteTail` for ever.
    package let tailFrames: Int
    /// Tells apart messages about this graph from those about another.
    let generation: UInt32
    /// Belongs to the audio thread from when it is sent there until it comes back.
    let plan: UnsafeMutablePointer<LivePlan>
    /// The plan's memory. That of the effects is their own business.
    private let locked = LockedMemory()

    /// Makes a preset's effects and compiles its graph. Allocates, and takes milliseconds: not on the control thread of
    /// a session that plays.
    ///
    /// Errors: an effect failed, refused the format, or isn't for the audio thread; the graph can't be rendered.
    package convenience init(_ preset: ResolvedPreset, format: RenderFormat, store: EffectStore) throws(RenderError) {
        let graph = Graph(preset)
        var nodes: [LiveNode] = []
        for node in preset.nodes {
            let prepared: PreparedEffect
            // Kept for restarts: its file may have changed by then.
            let module: EffectModule
            do {
                module = try store.module(for: node.reference)
                try module.requireRealtime()
                prepared = try PreparedEffect(
                    node, module, values: node.values, in: graph, format: format, policy: .live)
            } catch {
                throw RenderError(.effect(node: node.id, error))
            }
            nodes.append(
                LiveNode(
                    node.id, effectName: store.name(of: node.reference), hasSidechain: node.descriptor.hasSidechain,
                    ranges: node.descriptor.parameters.map { $0.minimum...$0.maximum }, values: node.values,
                    mix: node.mix, isBypassed: node.isBypassed, latencyFrames: prepared.timing.latencyFrameCount,
                    tailFrames: prepared.timing.tailFrameCount, effect: prepared.instance,
                    make: { values in
                        let prepared = try PreparedEffect(
                            node, module, values: values, in: graph, format: format, policy: .live)
                        try prepared.warmUp(format: format)
                        prepared.instance.lockMemory()
                        return LiveNode.Made(
                            effect: prepared.instance, latencyFrames: prepared.timing.latencyFrameCount)
                    }))
        }
        try self.init(name: preset.preset.name, graph, format: format, nodes: nodes)
    }

    /// Compiles a graph over effects that are there already.
    ///
    /// - Parameter nodes: one for each node of the graph, whose mix and bypass are the nodes' own.
    /// - Throws: the graph can't be rendered, or a node fails on silence.
    package init(name: String, _ graph: Graph, format: RenderFormat, nodes: [LiveNode]) throws(RenderError) {
        let steps = nodes.map {
            ($0.id, NodeStep(step: $0.effect.step, latencyFrames: $0.latencyFrames, tailFrames: $0.tailFrames))
        }
        var compiled: RenderPlan
        do {
            compiled = try RenderPlan.compile(
                graph, format: format, steps: Dictionary(steps) { first, _ in first }, purpose: .live)
        } catch {
            throw RenderError(.graph(error))
        }
        compiled.measuresTime = true
        for node in nodes { node.place = compiled.index(ofNode: node.id) }
        self.name = name
        self.format = format
        self.nodes = nodes
        warnings = compiled.warnings.map(\.description)
        latencyFrames = compiled.totalLatencyFrames
        tailFrames = compiled.tailFrames
        // Relaxed: only uniqueness counts.
        generation = Self.lastGeneration.add(1, ordering: .relaxed).newValue
        plan = .allocate(capacity: 1)
        plan.initialize(to: LivePlan(compiled, generation: generation))
        try warmUp()
        for part in plan.pointee.memory { locked.add(part) }
        for node in nodes { node.effect.lockMemory() }
    }

    deinit {
        locked.release()
        // SAFETY: the controller keeps a graph until the audio thread has given its plan back, or has ended.
        plan.deinitialize(count: 1)
        plan.deallocate()
    }

    /// Plays some silence and forgets it.
    private func warmUp() throws(RenderError) {
        let frames = format.maximumFrames
        for block in 0..<Self.warmBlockCount {
            if block == Self.coldBlockCount { plan.pointee.plan.forgetCosts() }
            plan.pointee.plan.render(
                position: UInt64(block * frames), input: AudioBlock(plan.pointee.input.block(frameCount: frames)),
                output: plan.pointee.output.block(frameCount: frames))
        }
        if let failure = plan.pointee.plan.failedNodes.first, let node = nodes.first(where: { $0.id == failure.id }) {
            throw RenderError(.fault(fault(of: node, position: failure.position)))
        }
        plan.pointee.plan.reset()
        for node in nodes {
            do {
                try node.effect.reset()
            } catch {
                throw RenderError(.effect(node: node.id, error))
            }
        }
    }

    /// What ended a node's effect.
    func fault(of node: LiveNode, position: UInt64) -> NodeFault {
        NodeFault(
            node: node.id, effect: node.effectName, frame: Int(position), sampleRate: format.sampleRate,
            cause: node.effect.takeFaultText() ?? "failed")
    }

    /// The node with that id; nil when there is none.
    package func node(_ id: String) -> LiveNode? { nodes.first { $0.id == id } }

    /// The node at that place in the plan.
    func node(at place: UInt32) -> LiveNode? { nodes.first { $0.place == Int(place) } }
}

// SAFETY: a graph is used by one thread at a time: its maker's, then the control thread, as the controller's contract
// says. What the audio thread touches is reached by `plan` alone, and handed over through rings.
extension LiveGraph: @unchecked Sendable {}

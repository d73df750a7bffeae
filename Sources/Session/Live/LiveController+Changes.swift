// Parameters, mix, bypass and whole graphs, changed while they play. The control thread.

import AudioGraph
import EffectHost

extension LiveController {
    /// The graphs that a change concerns: the newest, in which the node must be, and those that are heard until it is.
    private var concerned: [LiveGraph] { [queued, arriving, playing].compactMap(\.self) }

    private func newestNode(_ id: String) throws(LiveError) -> LiveNode {
        guard let node = newest.node(id) else {
            throw LiveError(.unknownNode(id, known: newest.nodes.map(\.id)))
        }
        return node
    }

    /// Sets a parameter, in the next period.
    ///
    /// Errors: there is no such node or parameter, or the value is out of its range.
    package func setParameter(node id: String, index: Int, value: Float) throws(LiveError) {
        let newestNode = try newestNode(id)
        guard newestNode.ranges.indices.contains(index) else {
            throw LiveError(.unknownParameter(node: id, index: index, count: newestNode.ranges.count))
        }
        guard newestNode.ranges[index].contains(value) else {
            throw LiveError(
                .valueOutOfRange(
                    target: "parameter \(index) of node ‘\(id)’", value: value, range: newestNode.ranges[index]))
        }
        for graph in concerned {
            guard let node = graph.node(id), node.effectName == newestNode.effectName,
                node.ranges.indices.contains(index), node.ranges[index].contains(value)
            else { continue }
            node.values[index] = value
            if graph === queued {
                // Nobody else has it yet. An effect that fails here is found out when it plays.
                try? node.effect.setParameter(index: index, value: value)
            } else if let place = node.place {
                send(
                    .setParameter(
                        generation: graph.generation, node: UInt32(place), index: UInt32(index), value: value))
            }
        }
    }

    /// Changes how much of a node is heard, within 20 ms. Range: 0...1.
    ///
    /// Errors: there is no such node, or the mix is out of its range.
    package func setMix(node id: String, mix: Float) throws(LiveError) {
        _ = try newestNode(id)
        guard (0...1).contains(mix) else {
            throw LiveError(.valueOutOfRange(target: "the mix of node ‘\(id)’", value: mix, range: 0...1))
        }
        for graph in concerned {
            guard let node = graph.node(id) else { continue }
            node.mix = mix
            guard let place = node.place else { continue }
            if graph === queued {
                graph.plan.pointee.plan.setMix(node: place, mix: mix)
            } else {
                send(.setMix(generation: graph.generation, node: UInt32(place), mix: mix))
            }
        }
    }

    /// Takes a node out of the sound, or back in, within 20 ms.
    ///
    /// Errors: there is no such node.
    package func setBypassed(node id: String, isBypassed: Bool) throws(LiveError) {
        _ = try newestNode(id)
        for graph in concerned {
            guard let node = graph.node(id) else { continue }
            node.isBypassed = isBypassed
            guard let place = node.place else { continue }
            if graph === queued {
                graph.plan.pointee.plan.setBypassed(node: place, isBypassed: isBypassed)
            } else {
                send(.setBypassed(generation: graph.generation, node: UInt32(place), isBypassed: isBypassed))
            }
        }
    }

    /// Lets another graph take the place of the one that plays, without a click; the old one's tail rings out.
    ///
    /// One swap at a time: a graph that comes during another's waits its turn, and gives it up to a newer one.
    ///
    /// Errors: the graph was made for another format.
    package func swap(to graph: LiveGraph) throws(LiveError) {
        guard graph.format == format else {
            throw LiveError(.otherFormat(expected: format.description, found: graph.format.description))
        }
        precondition(link.graphs[graph.generation] == nil && queued !== graph, "a graph is played once")
        if arriving == nil {
            begin(graph)
        } else {
            if let superseded = queued { events.append(.superseded(superseded.name)) }
            queued = graph
        }
    }

    private func begin(_ graph: LiveGraph) {
        arriving = graph
        link.graphs[graph.generation] = graph
        for node in graph.nodes { node.startPosition = position }
        send(.swap(graph.plan))
    }

    /// The audio thread has made `generation` what is heard.
    func didSwap(to generation: UInt32) {
        guard let graph = arriving, graph.generation == generation else { return }
        playing = graph
        arriving = nil
        events.append(.swapped(to: graph.name))
        if let next = queued {
            queued = nil
            begin(next)
        }
    }

    /// The audio thread is done with `generation`: its effects end here.
    func didRetire(_ generation: UInt32) {
        guard let graph = link.graphs.removeValue(forKey: generation) else { return }
        hearLogs(graph)
        events.append(.retired(graph.name))
    }
}

// Changes the graph of a resolved preset: what `cajon control` does to a running one. Values, any thread.

import EffectHost

extension ResolvedPreset {
    /// Where nodes are put.
    package enum Position: Equatable, Sendable {
        /// Between the input and everything it led to.
        case start
        /// Between everything that led to the output and the output.
        case end
        /// Between whatever led to this node's main input and the node.
        case before(String)
        /// Between this node and everything that it led to, side-chains too.
        case after(String)
    }

    /// Puts the nodes of a chain, one after the other, into the graph.
    ///
    /// An id that the graph has already gets a number, as a second effect of a chain does.
    ///
    /// - Returns: the ids that the nodes have got.
    /// - Throws: there is no such node; there would be too many.
    package mutating func insert(_ chain: ResolvedPreset, at position: Position) throws(PresetError) -> [String] {
        try check(position)
        guard nodes.count + chain.nodes.count <= PresetLimits.nodes else {
            throw PresetError(sourceName: preset.name, problems: [.tooManyNodes()])
        }
        var inserted: [ResolvedNode] = []
        for node in chain.nodes {
            inserted.append(node.renamed(unusedID(like: node.id, among: nodes + inserted)))
        }
        guard let first = inserted.first, let last = inserted.last else { return [] }
        let ids = inserted.map(\.id)
        splice(entry: .node(first.id), exit: .node(last.id), at: position)
        connections += zip(ids, ids.dropFirst()).map { ResolvedConnection(from: .node($0), to: .node($1)) }
        nodes.insert(contentsOf: inserted, at: place(of: position))
        return ids
    }

    /// Takes a node out. What led to it leads to whatever it led to; what led to its side-chain leads nowhere. The
    /// controllers that moved it move nothing.
    ///
    /// - Throws: there is no such node, or it is the only one.
    package mutating func remove(_ id: String) throws(PresetError) {
        try check(id)
        guard nodes.count > 1 else {
            throw PresetError(sourceName: id, problems: [.lastNode()])
        }
        bridge(id)
        nodes.removeAll { $0.id == id }
        midi.removeAll { $0.mapping.node == id }
    }

    /// Moves a node to another place in the graph. Its side-chain keeps what leads to it, unless that would be a circle.
    ///
    /// - Throws: there is no such node; the position is the node itself.
    package mutating func move(_ id: String, to position: Position) throws(PresetError) {
        try check(id)
        try check(position)
        if case .before(id) = position { throw PresetError(sourceName: id, problems: [.besideItself(id)]) }
        if case .after(id) = position { throw PresetError(sourceName: id, problems: [.besideItself(id)]) }
        let sidechains = connections.filter { $0.to == .sidechain(id) }
        bridge(id)
        splice(entry: .node(id), exit: .node(id), at: position)
        for connection in sidechains where !leads(from: id, to: connection.from) { connections.append(connection) }
        let node = nodes.remove(at: nodes.firstIndex { $0.id == id }!)
        nodes.insert(node, at: place(of: position))
    }

    /// Puts another effect in a node's place, under the node's id and with its mix. What led to the side-chain still does,
    /// if the new effect has one.
    ///
    /// - Parameter chain: of one node.
    /// - Throws: there is no such node; the chain isn't one node.
    package mutating func replace(_ id: String, by chain: ResolvedPreset) throws(PresetError) {
        try check(id)
        guard let effect = chain.nodes.first, chain.nodes.count == 1,
            let place = nodes.firstIndex(where: { $0.id == id })
        else { throw PresetError(sourceName: id, problems: [.notOneNode()]) }
        nodes[place] = effect.renamed(id)
        if !effect.descriptor.hasSidechain { connections.removeAll { $0.to == .sidechain(id) } }
        midi.removeAll { mapping in
            mapping.mapping.node == id && effect.descriptor.parameterIndex(mapping.mapping.parameter) == nil
                && mapping.mapping.parameter.first != NodeControl.marker
        }
    }

    /// The same graph with its effects looked up again: values are kept by their parameters' ids where they are still in
    /// range, and are the effect's own elsewhere.
    ///
    /// - Throws: an effect is gone, or can't be used.
    package func refreshed(using catalog: any EffectCatalog) throws(PresetError) -> ResolvedPreset {
        var result = self
        for (place, node) in nodes.enumerated() {
            let descriptor: EffectDescriptor
            do throws(EffectLookupFailure) {
                descriptor = try catalog.descriptor(for: node.reference)
            } catch {
                throw PresetError(sourceName: node.id, problems: [.failedLookup(node.reference, error)])
            }
            guard descriptor != node.descriptor else { continue }
            result.nodes[place] = node.refreshed(descriptor)
            if !descriptor.hasSidechain { result.connections.removeAll { $0.to == .sidechain(node.id) } }
        }
        return result
    }

    /// Sets one parameter. Range: what the descriptor says; the caller has read the value by it.
    package mutating func setValue(_ value: Float, ofParameter index: Int, inNode id: String) {
        guard let node = nodes.firstIndex(where: { $0.id == id }) else { return }
        nodes[node].values[index] = value
    }

    /// Sets how much of a node's output is the effect's. Range: 0...1.
    package mutating func setMix(_ mix: Float, ofNode id: String) {
        guard let node = nodes.firstIndex(where: { $0.id == id }) else { return }
        nodes[node].mix = mix
    }

    /// Sets whether the sound passes by a node.
    package mutating func setBypassed(_ isBypassed: Bool, node id: String) {
        guard let node = nodes.firstIndex(where: { $0.id == id }) else { return }
        nodes[node].isBypassed = isBypassed
    }

    // MARK: - Edges

    private func check(_ position: Position) throws(PresetError) {
        switch position {
        case .start, .end: return
        case .before(let id), .after(let id): try check(id)
        }
    }

    private func check(_ id: String) throws(PresetError) {
        guard nodes.contains(where: { $0.id == id }) else {
            throw PresetError(sourceName: id, problems: [.unknownNode(id, known: nodes.map(\.id))])
        }
    }

    /// Where a node at that position stands in the list.
    private func place(of position: Position) -> Int {
        switch position {
        case .start: 0
        case .end: nodes.count
        case .before(let id): nodes.firstIndex { $0.id == id } ?? nodes.count
        case .after(let id): (nodes.firstIndex { $0.id == id } ?? nodes.count - 1) + 1
        }
    }

    /// Leads what passes at a position through `entry` and `exit`. Gains stay on the edges they were on.
    private mutating func splice(entry: PresetEndpoint, exit: PresetEndpoint, at position: Position) {
        switch position {
        case .start: splice(after: .input, entry: entry, exit: exit)
        case .after(let id): splice(after: .node(id), entry: entry, exit: exit)
        case .end: splice(before: .output, entry: entry, exit: exit)
        case .before(let id): splice(before: .node(id), entry: entry, exit: exit)
        }
    }

    private mutating func splice(after source: PresetEndpoint, entry: PresetEndpoint, exit: PresetEndpoint) {
        connections = connections.map {
            $0.from == source ? ResolvedConnection(from: exit, to: $0.to, gain: $0.gain) : $0
        }
        connections.append(ResolvedConnection(from: source, to: entry, gain: 1))
    }

    private mutating func splice(before target: PresetEndpoint, entry: PresetEndpoint, exit: PresetEndpoint) {
        connections = connections.map {
            $0.to == target ? ResolvedConnection(from: $0.from, to: entry, gain: $0.gain) : $0
        }
        connections.append(ResolvedConnection(from: exit, to: target, gain: 1))
    }

    /// Takes a node's edges away and joins those before to those behind it; edges that then run in parallel add up.
    private mutating func bridge(_ id: String) {
        let before = connections.filter { $0.to == .node(id) }
        let behind = connections.filter { $0.from == .node(id) }
        connections.removeAll { $0.to == .node(id) || $0.from == .node(id) || $0.to == .sidechain(id) }
        for exit in behind where exit.to != .sidechain(id) {
            for entry in before {
                let gain = entry.gain * exit.gain
                if let known = connections.firstIndex(where: { $0.from == entry.from && $0.to == exit.to }) {
                    let sum = connections[known].gain + gain
                    connections[known] = ResolvedConnection(from: entry.from, to: exit.to, gain: sum)
                } else {
                    connections.append(ResolvedConnection(from: entry.from, to: exit.to, gain: gain))
                }
            }
        }
    }

    /// Whether a sound that leaves that node can come to that place.
    private func leads(from id: String, to goal: PresetEndpoint) -> Bool {
        guard case .node(let goalID) = goal else { return false }
        var reached: Set<String> = [id]
        var open = [id]
        while let next = open.popLast() {
            if next == goalID { return true }
            for connection in connections where connection.from == .node(next) {
                switch connection.to {
                case .node(let target), .sidechain(let target):
                    if reached.insert(target).inserted { open.append(target) }
                case .input, .output: break
                }
            }
        }
        return false
    }

    private func unusedID(like id: String, among nodes: [ResolvedNode]) -> String {
        let taken = Set(nodes.map(\.id))
        guard taken.contains(id) else { return id }
        var number = 2
        while taken.contains("\(id)-\(number)") { number += 1 }
        return "\(id)-\(number)"
    }
}

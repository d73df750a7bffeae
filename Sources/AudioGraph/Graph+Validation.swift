// The checks a graph must pass, in the order in which their errors help most. Any thread; allocates.

extension Graph {
    /// Checks that the graph can be rendered.
    ///
    /// - Returns: what is odd without being wrong, nodes in the order of `nodes`.
    /// - Throws: the first thing wrong: nodes first, then connections, then cycles, then the output.
    package func validate() throws(GraphError) -> [GraphWarning] { try resolve().warnings }

    /// The same, with names turned into indices and the nodes put in an order in which they can run.
    func resolve() throws(GraphError) -> ResolvedGraph {
        let indices = try checkedNodes()
        var resolved = ResolvedGraph(nodeCount: nodes.count)
        try checkConnections(indices)
        for connection in connections {
            let edge = ResolvedGraph.Edge(source: indices[connection.source.node], gain: connection.gain)
            switch (indices[connection.destination.node], connection.destination.port) {
            case (nil, _): resolved.outputEdges.append(edge)
            case (let node?, .main): resolved.mainEdges[node].append(edge)
            case (let node?, .sidechain): resolved.sidechainEdges[node].append(edge)
            }
        }
        if let cycle = resolved.firstCycle() { throw GraphError(.cycle(cycle.map { nodes[$0].id })) }
        if resolved.outputEdges.isEmpty { throw GraphError(.nothingReachesOutput) }
        resolved.order = resolved.heardNodesInOrder()
        let heard = Set(resolved.order)
        for (index, node) in nodes.enumerated() {
            if !heard.contains(index) {
                resolved.warnings.append(.unheard(node: node.id))
            } else if resolved.mainEdges[index].isEmpty {
                resolved.warnings.append(.silentInput(node: node.id))
            }
        }
        return resolved
    }

    private func checkedNodes() throws(GraphError) -> [String: Int] {
        var indices: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            if node.id.isEmpty { throw GraphError(.emptyNodeID(index: index)) }
            if node.id == Graph.inputID || node.id == Graph.outputID { throw GraphError(.reservedNodeID(node.id)) }
            if indices.updateValue(index, forKey: node.id) != nil { throw GraphError(.duplicateNodeID(node.id)) }
            // Written so that a NaN fails too.
            guard node.mix >= 0, node.mix <= 1 else { throw GraphError(.mixOutOfRange(node: node.id, mix: node.mix)) }
        }
        return indices
    }

    private func checkConnections(_ indices: [String: Int]) throws(GraphError) {
        struct Ends: Hashable { let source, destination: GraphEndpoint }
        var seen: Set<Ends> = []
        for connection in connections {
            let name = connection.description
            let source = connection.source
            let destination = connection.destination
            if source.node == Graph.outputID || source.port != .main {
                throw GraphError(.noSound(from: source.description, connection: name))
            }
            if destination.node == Graph.inputID || destination == .sidechain(Graph.outputID) {
                throw GraphError(.noEntry(to: destination.description, connection: name))
            }
            if source.node != Graph.inputID && indices[source.node] == nil {
                throw unknown(source.node, in: name, besides: Graph.inputID)
            }
            if destination.node != Graph.outputID {
                guard let index = indices[destination.node] else {
                    throw unknown(destination.node, in: name, besides: Graph.outputID)
                }
                if destination.port == .sidechain && !nodes[index].hasSidechain {
                    throw GraphError(.noSidechain(node: destination.node, connection: name))
                }
            }
            if !connection.gain.isFinite { throw GraphError(.gainNotFinite(connection: name, gain: connection.gain)) }
            if !seen.insert(Ends(source: source, destination: destination)).inserted {
                throw GraphError(.duplicateConnection(name))
            }
        }
    }

    private func unknown(_ id: String, in connection: String, besides reserved: String) -> GraphError {
        GraphError(.unknownNode(id, connection: connection, known: [reserved] + nodes.map(\.id)))
    }
}

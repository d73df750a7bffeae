// The editable graph: which nodes there are and what is connected to what. A plain value; any thread.

/// A graph of nodes between one input and one output, as a person or a preset describes it.
///
/// It may be anything while it is edited; `validate` says whether it makes sense, and `RenderPlan.compile` makes
/// something of it that runs.
package struct Graph: Equatable, Sendable {
    /// What connections call the sound that comes in. No node may have this name.
    package static let inputID = "input"
    /// What connections call the sound that goes out. No node may have this name.
    package static let outputID = "output"

    /// Shape: any number, in any order.
    package var nodes: [GraphNode]
    /// Where several connections end at one port their sum arrives, added in this order.
    package var connections: [GraphConnection]

    package init(nodes: [GraphNode] = [], connections: [GraphConnection] = []) {
        self.nodes = nodes
        self.connections = connections
    }

    /// The nodes one after the other, from the input to the output; without nodes, the input goes straight out.
    package static func chain(_ nodes: [GraphNode]) -> Graph {
        let stops = [inputID] + nodes.map(\.id) + [outputID]
        let connections = zip(stops, stops.dropFirst()).map { source, destination in
            GraphConnection(from: GraphEndpoint(source), to: GraphEndpoint(destination))
        }
        return Graph(nodes: nodes, connections: connections)
    }

    /// Whether anything is connected to that node's side-chain. False for a node that isn't there.
    package func isSidechainConnected(toNode id: String) -> Bool {
        connections.contains { $0.destination == .sidechain(id) }
    }
}

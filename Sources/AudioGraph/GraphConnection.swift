// One connection of the editable graph, and its two ends. Plain values; any thread.

/// Which of a node's inputs is meant.
package enum GraphPort: String, Hashable, Sendable, CaseIterable {
    case main, sidechain
}

/// Where a connection begins or ends: a node's port, or the graph's own input or output.
package struct GraphEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A node's id, `Graph.inputID` or `Graph.outputID`.
    package var node: String
    /// Sound only ever comes out of `main`.
    package var port: GraphPort

    package init(_ node: String, port: GraphPort = .main) {
        self.node = node
        self.port = port
    }

    /// The sound that comes into the graph.
    package static let input = GraphEndpoint(Graph.inputID)
    /// The sound that leaves the graph.
    package static let output = GraphEndpoint(Graph.outputID)

    /// What the node with that id puts out, or its main input.
    package static func node(_ id: String) -> GraphEndpoint { GraphEndpoint(id) }

    /// The second input of the node with that id.
    package static func sidechain(_ id: String) -> GraphEndpoint { GraphEndpoint(id, port: .sidechain) }

    /// As errors name it: `compressor`, or `compressor.sidechain`.
    package var description: String { port == .main ? node : "\(node).\(port.rawValue)" }
}

/// Sound going from one place to another.
package struct GraphConnection: Equatable, Sendable, CustomStringConvertible {
    package var source: GraphEndpoint
    package var destination: GraphEndpoint
    /// What the sound is multiplied by on the way. Linear, finite; negative turns the polarity over. At exactly 1
    /// nothing is multiplied.
    package var gain: Float

    package init(from source: GraphEndpoint, to destination: GraphEndpoint, gain: Float = 1) {
        self.source = source
        self.destination = destination
        self.gain = gain
    }

    /// As errors name it: `filter → compressor.sidechain`.
    package var description: String { "\(source) → \(destination)" }
}

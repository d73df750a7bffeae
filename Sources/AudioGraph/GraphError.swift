// Everything that can be wrong with a graph, and the wording of it. A plain value; any thread.

/// Why a graph can't be rendered.
package struct GraphError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, and where.
    package enum Kind: Equatable, Sendable {
        case emptyNodeID(index: Int)
        case reservedNodeID(String)
        case duplicateNodeID(String)
        case mixOutOfRange(node: String, mix: Float)
        case unknownNode(String, connection: String, known: [String])
        case noSound(from: String, connection: String)
        case noEntry(to: String, connection: String)
        case noSidechain(node: String, connection: String)
        case gainNotFinite(connection: String, gain: Float)
        case duplicateConnection(String)
        /// The nodes in the direction of the sound, the first one again at the end.
        case cycle([String])
        case nothingReachesOutput
        case formatOutOfRange(name: String, value: Double, expected: String)
        case missingStep(node: String)
        case timingOutOfRange(node: String, name: String, frames: Int, expected: String)
        case tooMuchDelay(samples: Int, limit: Int)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .emptyNodeID(let index):
            "node \(index) of the graph has an empty id; give it a name that no other node has"
        case .reservedNodeID(let id):
            "a node is called '\(id)', which is what connections call the graph's own \(id); give the node another id"
        case .duplicateNodeID(let id):
            "two nodes are called '\(id)'; every node needs an id of its own"
        case .mixOutOfRange(let node, let mix):
            "node '\(node)' has a mix of \(mix); expected 0 (only its input) to 1 (only its output)"
        case .unknownNode(let id, let connection, let known):
            "connection '\(connection)' names '\(id)', which is not in the graph; expected \(Self.list(known))"
        case .noSound(let endpoint, let connection):
            "connection '\(connection)' starts at '\(endpoint)', where no sound comes out; "
                + "start it at '\(Graph.inputID)' or at a node"
        case .noEntry(let endpoint, let connection):
            "connection '\(connection)' ends at '\(endpoint)', where no sound goes in; "
                + "end it at '\(Graph.outputID)', at a node or at a node's side-chain"
        case .noSidechain(let node, let connection):
            "connection '\(connection)' ends at a side-chain that node '\(node)' does not have; end it at '\(node)'"
        case .gainNotFinite(let connection, let gain):
            "connection '\(connection)' has a gain of \(gain); expected a finite number"
        case .duplicateConnection(let connection):
            "connection '\(connection)' is there twice; keep one, with the sum of the gains"
        case .cycle(let nodes):
            "the graph goes round in a circle: \(nodes.joined(separator: " → ")); take one of these connections away"
        case .nothingReachesOutput:
            "nothing is connected to '\(Graph.outputID)', so nothing would be heard; connect a node to it"
        case .formatOutOfRange(let name, let value, let expected):
            "the graph can't be rendered with a \(name) of \(value); expected \(expected)"
        case .missingStep(let node):
            "node '\(node)' has nothing to run: no step was given for it"
        case .timingOutOfRange(let node, let name, let frames, let expected):
            "node '\(node)' has a \(name) of \(frames) frames; expected \(expected)"
        case .tooMuchDelay(let samples, let limit):
            "keeping the graph's paths aligned takes \(samples) samples of memory; at most \(limit) are allowed; "
                + "use effects with less latency, or fewer channels"
        }
    }

    private static func list(_ names: [String]) -> String {
        "one of " + names.map { "'\($0)'" }.joined(separator: ", ")
    }
}

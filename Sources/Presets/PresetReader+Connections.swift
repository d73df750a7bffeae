// Reads a preset's connections and checks that their ends exist. Cycles are the graph's to find.

extension PresetReader {
    private static let connectionKeys = ["from", "to", "gain"]

    /// The connections, or what could be read of them.
    mutating func connections(_ value: JSONNode, at path: String, nodeIDs: [String]) -> [PresetConnection] {
        let elements = elements(
            of: value, at: path, what: "connections", limit: PresetLimits.connections, atLeastOne: true)
        let nodeIDs = nodeIDs.filter { !$0.isEmpty }
        let known = Set(nodeIDs)
        var connections: [PresetConnection] = []
        var indexOfEnds: [[PresetEndpoint]: Int] = [:]
        var isComplete = !elements.isEmpty
        for (index, element) in elements.enumerated() {
            let elementPath = "\(path)[\(index)]"
            guard let connection = connection(element, at: elementPath, nodeIDs: nodeIDs, known: known) else {
                isComplete = false
                continue
            }
            connections.append(connection)
            if let first = indexOfEnds.updateValue(index, forKey: [connection.from, connection.to]) {
                problems.add(.duplicateConnection(first: first), path: elementPath, at: element.span)
            }
        }
        if isComplete, !connections.contains(where: { $0.to == .output }) {
            problems.add(.nothingReachesOutput(), path: path, at: value.span)
        }
        return connections
    }

    private mutating func connection(
        _ value: JSONNode, at path: String, nodeIDs: [String], known: Set<String>
    ) -> PresetConnection? {
        guard let members = members(of: value, at: path, known: Self.connectionKeys, required: ["from", "to"]) else {
            return nil
        }
        var ends: [String: PresetEndpoint] = [:]
        var gainDecibels: Float = 0
        for member in members {
            let memberPath = Self.path(path, member.key)
            if member.key == "gain" {
                gainDecibels = number(member.value, at: memberPath, as: NodeControl.connectionGain) ?? 0
            } else {
                ends[member.key] = endpoint(
                    member.value, at: memberPath, key: member.key, nodeIDs: nodeIDs, known: known)
            }
        }
        guard let from = ends["from"], let to = ends["to"] else { return nil }
        return PresetConnection(from: from, to: to, gainDecibels: gainDecibels)
    }

    private mutating func endpoint(
        _ value: JSONNode, at path: String, key: String, nodeIDs: [String], known: Set<String>
    ) -> PresetEndpoint? {
        let isStart = key == "from"
        let expected =
            isStart ? "\"input\" or a node's id" : "\"output\", a node's id, or a node's id and \".sidechain\""
        guard let text = text(value, at: path, .endpoint(expected)) else { return nil }
        guard let endpoint = PresetEndpoint(text) else {
            problems.add(.badEndpoint(text, expected: expected), path: path, at: value.span)
            return nil
        }
        switch endpoint {
        case .input where isStart, .output where !isStart: return endpoint
        case .node(let id) where known.contains(id): return endpoint
        case .sidechain(let id) where !isStart && known.contains(id): return endpoint
        case .node(let id):
            problems.add(.unknownNode(id, known: nodeIDs), path: path, at: value.span)
        case .sidechain(let id) where !isStart:
            problems.add(.unknownNode(id, known: nodeIDs), path: path, at: value.span)
        case .input, .output, .sidechain:
            problems.add(.badEndpoint(text, expected: expected), path: path, at: value.span)
        }
        return nil
    }
}

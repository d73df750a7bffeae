// An order in which everything comes after what it depends on. Used by one thread at a time.

/// Visits a graph depth first, without recursion, so that no text can exhaust the stack.
struct DependencyOrder<Node: Hashable> {
    /// Every node visited so far, each after those it depends on.
    private(set) var order: [Node] = []
    private var isFinished: [Node: Bool] = [:]

    /// Visits a node and all that it depends on.
    ///
    /// - Parameter dependencies: what a node depends on directly; asked once for each.
    /// - Returns: nil, or a circle: each node depends on the next one, the last on the first. Nothing is to be visited
    ///   afterwards.
    mutating func visit<Failure: Error>(
        _ root: Node, dependencies: (Node) throws(Failure) -> [Node]
    ) throws(Failure) -> [Node]? {
        guard isFinished[root] == nil else { return nil }
        var path: [(node: Node, rest: ArraySlice<Node>)] = []
        isFinished[root] = false
        path.append((root, try dependencies(root)[...]))
        while let top = path.indices.last {
            guard let next = path[top].rest.popFirst() else {
                let node = path.removeLast().node
                isFinished[node] = true
                order.append(node)
                continue
            }
            switch isFinished[next] {
            case true?: continue
            case false?:
                let start = path.firstIndex { $0.node == next }!
                return path[start...].map(\.node)
            case nil:
                isFinished[next] = false
                path.append((next, try dependencies(next)[...]))
            }
        }
        return nil
    }
}

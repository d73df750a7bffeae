// A valid graph with names turned into indices, and the walks over it. Any thread; allocates.

/// The connections of a graph by the node they end at; nodes are indices into `Graph.nodes`.
struct ResolvedGraph {
    /// A connection seen from its end.
    struct Edge {
        /// Nil for the graph's input.
        let source: Int?
        let gain: Float
    }

    /// By node, in the order of the graph's connections.
    var mainEdges: [[Edge]]
    /// By node, in the order of the graph's connections.
    var sidechainEdges: [[Edge]]
    var outputEdges: [Edge] = []
    /// The nodes from which a way leads to the output, each after everything it listens to.
    var order: [Int] = []
    var warnings: [GraphWarning] = []

    init(nodeCount: Int) {
        mainEdges = Array(repeating: [], count: nodeCount)
        sidechainEdges = Array(repeating: [], count: nodeCount)
    }

    /// The nodes that `node` listens to, main input first.
    private func sources(of node: Int) -> [Int] {
        mainEdges[node].compactMap(\.source) + sidechainEdges[node].compactMap(\.source)
    }

    /// The nodes of a cycle in the direction of the sound, starting and ending at the one declared first, or nil when
    /// there is none. Of several cycles it is always the same one.
    ///
    /// Depth first with a stack of its own, since a graph from a file may be deeper than the thread's stack.
    func firstCycle() -> [Int]? {
        var listeners = Array(repeating: [Int](), count: mainEdges.count)
        for node in mainEdges.indices {
            for source in sources(of: node) { listeners[source].append(node) }
        }
        var isDone = Array(repeating: false, count: mainEdges.count)
        var depth: [Int: Int] = [:]
        for start in mainEdges.indices where !isDone[start] {
            var path = [(node: start, next: 0)]
            depth[start] = 0
            while let (node, next) = path.last {
                guard next < listeners[node].count else {
                    isDone[node] = true
                    depth[node] = nil
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let listener = listeners[node][next]
                if let position = depth[listener] { return Self.rotated(path[position...].map(\.node)) }
                guard !isDone[listener] else { continue }
                depth[listener] = path.count
                path.append((listener, 0))
            }
        }
        return nil
    }

    private static func rotated(_ cycle: [Int]) -> [Int] {
        guard let first = cycle.min(), let offset = cycle.firstIndex(of: first) else { return cycle }
        return Array(cycle[offset...] + cycle[..<offset]) + [first]
    }

    /// Every node the output depends on, each after its sources.
    ///
    /// Depth first from the output, so that a node runs as late as it can: a chain then needs its neighbours'
    /// buffers only, and a branch is finished before the next one starts. Requires a graph without cycles.
    func heardNodesInOrder() -> [Int] {
        var order: [Int] = []
        var isVisited = Array(repeating: false, count: mainEdges.count)
        for edge in outputEdges {
            guard let root = edge.source, !isVisited[root] else { continue }
            isVisited[root] = true
            var path = [(node: root, sources: sources(of: root)[...])]
            while let (node, remaining) = path.last {
                guard let source = remaining.first else {
                    order.append(node)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].sources = remaining.dropFirst()
                guard !isVisited[source] else { continue }
                isVisited[source] = true
                path.append((source, sources(of: source)[...]))
            }
        }
        return order
    }
}

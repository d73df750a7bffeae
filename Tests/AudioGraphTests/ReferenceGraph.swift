// Graphs made at random, and what they ought to sound like, worked out the naive way. Any thread.

import AudioGraph
import TestSupport

/// A graph with what runs at each node.
struct ReferenceGraph {
    var graph: Graph
    var kernels: [String: TestKernel]
    /// How much the output lags behind the input.
    private(set) var latencyFrames = 0

    init(_ graph: Graph, _ kernels: [String: TestKernel]) {
        self.graph = graph
        self.kernels = kernels
    }

    /// A graph without cycles in which something reaches the output; everything else is left to chance.
    static func random(using generator: inout SeededGenerator) -> ReferenceGraph {
        let ids = (0..<Int.random(in: 1...9, using: &generator)).map { "node\($0)" }
        var nodes: [GraphNode] = []
        var connections: [GraphConnection] = []
        var kernels: [String: TestKernel] = [:]
        func connect(_ sources: [String], to destination: GraphEndpoint, most: Int, generator: inout SeededGenerator) {
            let count = Int.random(in: 0...min(most, sources.count), using: &generator)
            for source in sources.shuffled(using: &generator).prefix(count) {
                let gain: Float = generator.chance(0.6) ? 1 : Float.random(in: -1.5...1.5, using: &generator)
                connections.append(GraphConnection(from: .node(source), to: destination, gain: gain))
            }
        }
        for (index, id) in ids.enumerated() {
            let kernel: TestKernel =
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: .gain(Float.random(in: -1.2...1.2, using: &generator))
                case 1: .delay(Int.random(in: 0...(generator.chance(0.2) ? 700 : 40), using: &generator))
                case 2: .smoother(Float.random(in: 0.1...1, using: &generator))
                default: .ducker
                }
            kernels[id] = kernel
            let mix: Float =
                generator.chance(0.6) ? 1 : generator.chance(0.2) ? 0 : Float.random(in: 0...1, using: &generator)
            nodes.append(
                GraphNode(id, hasSidechain: kernel == .ducker, mix: mix, isBypassed: generator.chance(0.15)))
            let earlier = [Graph.inputID] + ids[..<index]
            connect(earlier, to: .node(id), most: 3, generator: &generator)
            if kernel == .ducker { connect(earlier, to: .sidechain(id), most: 2, generator: &generator) }
        }
        connections.append(GraphConnection(from: .node(ids[ids.count - 1]), to: .output))
        connect([Graph.inputID] + ids.dropLast(), to: .output, most: 2, generator: &generator)
        nodes.shuffle(using: &generator)
        connections.shuffle(using: &generator)
        return ReferenceGraph(Graph(nodes: nodes, connections: connections), kernels)
    }

    /// The whole output for a whole input, node by node, with every delay spelt out.
    mutating func evaluate(_ input: Signal) -> Signal {
        var known: [String: (signal: Signal, arrival: Int)] = [Graph.inputID: (input, 0)]
        let silence = input.map { $0.map { _ in Float(0) } }

        func arriving(at endpoints: [GraphEndpoint]) -> Int {
            graph.connections.filter { endpoints.contains($0.destination) }.map { result(of: $0.source.node).arrival }
                .max() ?? 0
        }

        func sum(at endpoint: GraphEndpoint, arrival: Int) -> Signal {
            var total: Signal?
            for connection in graph.connections where connection.destination == endpoint {
                let (signal, own) = result(of: connection.source.node)
                let part = signal.map { channel in
                    TestKernel.delayed(channel, by: arrival - own).map {
                        connection.gain == 1 ? $0 : $0 * connection.gain
                    }
                }
                total = total.map { zip($0, part).map { zip($0, $1).map { $0 + $1 } } } ?? part
            }
            return total ?? silence
        }

        func result(of id: String) -> (signal: Signal, arrival: Int) {
            if let result = known[id] { return result }
            let node = graph.nodes.first { $0.id == id }!
            let kernel = kernels[id]!
            let arrival = arriving(at: [.node(id), .sidechain(id)])
            let main = sum(at: .node(id), arrival: arrival)
            let sidechain = sum(at: .sidechain(id), arrival: arrival)
            let dry = main.map { TestKernel.delayed($0, by: kernel.latencyFrames) }
            let wet = zip(main, sidechain).map { kernel.apply($0, sidechain: $1) }
            let signal: Signal =
                if node.isBypassed || node.mix == 0 {
                    dry
                } else if node.mix == 1 {
                    wet
                } else {
                    zip(dry, wet).map { zip($0, $1).map { $0 * (1 - node.mix) + $1 * node.mix } }
                }
            known[id] = (signal, arrival + kernel.latencyFrames)
            return (signal, arrival + kernel.latencyFrames)
        }

        latencyFrames = arriving(at: [.output])
        return sum(at: .output, arrival: latencyFrames)
    }
}

// What a graph may not be, and how it is told.

import AudioGraph
import Testing

@Suite("A graph")
struct GraphValidationTests {
    private func error(_ nodes: [GraphNode], _ connections: [GraphConnection]) -> GraphError? {
        do throws(GraphError) {
            _ = try Graph(nodes: nodes, connections: connections).validate()
            return nil
        } catch { return error }
    }

    /// Connections from pairs of ids.
    private func wires(_ ends: [(String, String)]) -> [GraphConnection] {
        ends.map { GraphConnection(from: .node($0.0), to: .node($0.1)) }
    }

    @Test("that is a chain is valid, an empty one included")
    func chains() throws {
        #expect(try Graph.chain([]).validate() == [])
        #expect(try Graph.chain([GraphNode("a"), GraphNode("b")]).validate() == [])
        #expect(
            Graph.chain([GraphNode("a"), GraphNode("b")]).connections.map(\.description)
                == ["input → a", "a → b", "b → output"])
    }

    @Test("refuses a cycle and names its path in the direction of the sound")
    func cycle() {
        let nodes = ["x", "a", "b", "c"].map { GraphNode($0) }
        let error = error(
            nodes,
            wires([("input", "x"), ("x", "b"), ("c", "a"), ("b", "c"), ("a", "b"), ("c", "output")]))
        #expect(error?.kind == .cycle(["a", "b", "c", "a"]))
        #expect(error?.description.contains("a → b → c → a") == true)
    }

    @Test("refuses a node that listens to itself")
    func selfLoop() {
        let error = error([GraphNode("a")], wires([("input", "a"), ("a", "a"), ("a", "output")]))
        #expect(error?.kind == .cycle(["a", "a"]))
    }

    @Test("refuses a cycle that goes through a side-chain")
    func sidechainCycle() {
        let error = error(
            [GraphNode("a", hasSidechain: true), GraphNode("b")],
            wires([("input", "a"), ("a", "b"), ("b", "output")])
                + [GraphConnection(from: .node("b"), to: .sidechain("a"))])
        #expect(error?.kind == .cycle(["a", "b", "a"]))
    }

    @Test("refuses a cycle among nodes that nobody hears")
    func unheardCycle() {
        let error = error(
            [GraphNode("a"), GraphNode("b")], wires([("input", "output"), ("a", "b"), ("b", "a")]))
        #expect(error?.kind == .cycle(["a", "b", "a"]))
    }

    @Test("takes two ways to the same node for no cycle")
    func diamond() {
        let error = error(
            ["a", "b", "c", "d"].map { GraphNode($0) },
            wires([("input", "a"), ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "output")]))
        #expect(error == nil)
    }

    @Test("may be 100,000 nodes deep")
    func deep() throws {
        let graph = Graph.chain((0..<100_000).map { GraphNode("n\($0)") })
        #expect(try graph.validate() == [])
    }

    @Test("refuses ids that are empty, reserved or not unique")
    func ids() {
        #expect(error([GraphNode("a"), GraphNode("")], [])?.kind == .emptyNodeID(index: 1))
        #expect(error([GraphNode("input")], [])?.kind == .reservedNodeID("input"))
        #expect(error([GraphNode("output")], [])?.kind == .reservedNodeID("output"))
        #expect(error([GraphNode("a"), GraphNode("a")], [])?.kind == .duplicateNodeID("a"))
    }

    @Test("refuses a connection from or to a node that isn't there, and says which there are")
    func unknownNodes() {
        let from = error([GraphNode("a")], wires([("b", "a")]))
        #expect(from?.kind == .unknownNode("b", connection: "b → a", known: ["input", "a"]))
        #expect(from?.description.contains("one of 'input', 'a'") == true)
        let to = error([GraphNode("a")], wires([("a", "b")]))
        #expect(to?.kind == .unknownNode("b", connection: "a → b", known: ["output", "a"]))
    }

    @Test("refuses a connection into a side-chain that a node doesn't have")
    func missingSidechain() {
        let error = error([GraphNode("a")], [GraphConnection(from: .input, to: .sidechain("a"))])
        #expect(error?.kind == .noSidechain(node: "a", connection: "input → a.sidechain"))
    }

    @Test("refuses connections against the direction of the sound")
    func directions() {
        let nodes = [GraphNode("a", hasSidechain: true)]
        #expect(
            error(nodes, wires([("output", "a")]))?.kind == .noSound(from: "output", connection: "output → a"))
        #expect(error(nodes, wires([("a", "input")]))?.kind == .noEntry(to: "input", connection: "a → input"))
        #expect(
            error(nodes, [GraphConnection(from: .sidechain("a"), to: .output)])?.kind
                == .noSound(from: "a.sidechain", connection: "a.sidechain → output"))
        #expect(
            error(nodes, [GraphConnection(from: .node("a"), to: .sidechain("output"))])?.kind
                == .noEntry(to: "output.sidechain", connection: "a → output.sidechain"))
    }

    @Test("refuses the same connection twice, but not one to each port")
    func duplicates() {
        let nodes = [GraphNode("a", hasSidechain: true)]
        let both = wires([("input", "a"), ("a", "output")]) + [GraphConnection(from: .input, to: .sidechain("a"))]
        #expect(error(nodes, both) == nil)
        #expect(
            error(nodes, both + [GraphConnection(from: .input, to: .node("a"), gain: 0.5)])?.kind
                == .duplicateConnection("input → a"))
    }

    @Test("refuses a mix outside 0 to 1 and a gain that isn't finite")
    func numbers() {
        for mix in [-0.01, 1.01, Float.nan, .infinity] {
            let message = error([GraphNode("a", mix: mix)], [])?.description
            #expect(message?.hasPrefix("node 'a' has a mix of") == true)
        }
        for gain in [Float.nan, .infinity, -.infinity] {
            let message = error([], [GraphConnection(from: .input, to: .output, gain: gain)])?.description
            #expect(message?.hasPrefix("connection 'input → output' has a gain of") == true)
        }
    }

    @Test("refuses to put nothing out")
    func noOutput() {
        #expect(error([GraphNode("a")], wires([("input", "a")]))?.kind == .nothingReachesOutput)
        #expect(error([], [])?.kind == .nothingReachesOutput)
    }

    @Test("warns of nodes that aren't heard and of nodes that get silence, and leaves the former out of the plan")
    func warnings() throws {
        let graph = Graph(
            nodes: ["deaf", "mute", "fine"].map { GraphNode($0) },
            connections: wires([("input", "mute"), ("input", "fine"), ("fine", "output"), ("deaf", "output")]))
        #expect(try graph.validate() == [.silentInput(node: "deaf"), .unheard(node: "mute")])
        let rig = try Rig(graph, ["deaf": .gain(1), "fine": .gain(1)])
        #expect(rig.plan.warnings == [.silentInput(node: "deaf"), .unheard(node: "mute")])
        #expect(Set(rig.plan.nodeIDs) == ["deaf", "fine"])
        let input = noise(frameCount: 100)
        #expect(rig.renderBlock(input) == input)
    }

    @Test("says whether a side-chain is connected")
    func connectedSidechains() {
        let graph = Graph(
            nodes: [GraphNode("a", hasSidechain: true), GraphNode("b", hasSidechain: true)],
            connections: [GraphConnection(from: .input, to: .sidechain("a"))])
        #expect(graph.isSidechainConnected(toNode: "a"))
        #expect(!graph.isSidechainConnected(toNode: "b"))
        #expect(!graph.isSidechainConnected(toNode: "c"))
    }
}

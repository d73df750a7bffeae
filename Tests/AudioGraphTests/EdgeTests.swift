// How samples get from step to step: how often they are copied, in what order the steps are called.

import AudioGraph
import Testing

@Suite("Edges")
struct EdgeTests {
    @Test("copy each sample exactly once between neighbours in a chain", arguments: [1, 2, 8, 64])
    func chainCopiesOnce(length: Int) throws {
        let rig = try Rig.chain(gains: Array(repeating: 0.5, count: length), maximumFrames: 128)
        _ = rig.render(noise(frameCount: 1280), blocks: [128])
        // One edge into each node and one out of the last.
        #expect(rig.plan.copiedSampleCount == UInt64((length + 1) * 2 * 1280))
        #expect(rig.plan.bufferedSampleCount == 0)
    }

    @Test("copy a fanned-out output once for each listener, and add sums up where they are wanted")
    func fanOut() throws {
        let graph = Graph(
            nodes: ["a", "b", "c"].map { GraphNode($0) },
            connections: [
                GraphConnection(from: .input, to: .node("a")),
                GraphConnection(from: .node("a"), to: .node("b")),
                GraphConnection(from: .node("a"), to: .node("c"), gain: -0.5),
                GraphConnection(from: .node("b"), to: .output),
                GraphConnection(from: .node("c"), to: .output, gain: 0.25),
                GraphConnection(from: .input, to: .output),
            ])
        let rig = try Rig(graph, ["a": .gain(2), "b": .gain(3), "c": .gain(5)])
        let input = noise(frameCount: 512)
        let expected = input.map { $0.map { (x: Float) -> Float in ((x * 2 * 3) + (x * 2 * -0.5 * 5) * 0.25) + x } }
        #expect(bits(rig.renderBlock(input)) == bits(expected))
        #expect(rig.plan.copiedSampleCount == UInt64(6 * 2 * 512))
        #expect(rig.plan.bufferedSampleCount == 0)
    }

    @Test("are read before their step is finished, and then it is finished at once")
    func callOrder() throws {
        let graph = Graph(
            nodes: ["a", "b", "c"].map { GraphNode($0) },
            connections: [
                GraphConnection(from: .input, to: .node("a")),
                GraphConnection(from: .node("a"), to: .node("b")),
                GraphConnection(from: .node("b"), to: .node("c")),
                GraphConnection(from: .node("a"), to: .node("c")),
                GraphConnection(from: .node("c"), to: .output),
            ])
        let rig = try Rig(graph, ["a": .gain(1), "b": .gain(1), "c": .gain(1)])
        rig.log.isOn = true
        _ = rig.renderBlock(noise(frameCount: 8))
        #expect(
            rig.log.events == [
                "acquire a", "process a", "acquire b", "process b", "acquire c", "process c", "finish a", "finish b",
                "finish c",
            ])
    }

    @Test("finish each step of a chain as soon as the next one has run")
    func chainCallOrder() throws {
        let rig = try Rig.chain(gains: [1, 1, 1])
        rig.log.isOn = true
        _ = rig.renderBlock(noise(frameCount: 8))
        #expect(
            rig.log.events == [
                "acquire n0", "process n0", "acquire n1", "process n1", "finish n0", "acquire n2", "process n2",
                "finish n1", "finish n2",
            ])
    }

    @Test("into a side-chain arrive there, added up")
    func sidechain() throws {
        let graph = Graph(
            nodes: [GraphNode("a"), GraphNode("duck", hasSidechain: true)],
            connections: [
                GraphConnection(from: .input, to: .node("a")),
                GraphConnection(from: .input, to: .node("duck")),
                GraphConnection(from: .node("a"), to: .sidechain("duck")),
                GraphConnection(from: .input, to: .sidechain("duck"), gain: 0.5),
                GraphConnection(from: .node("duck"), to: .output),
            ])
        let rig = try Rig(graph, ["a": .gain(0.25), "duck": .ducker])
        let input = noise(frameCount: 256)
        let expected = input.map { $0.map { (x: Float) -> Float in x - x * (x * 0.25 + x * 0.5) * 0.5 } }
        #expect(bits(rig.renderBlock(input)) == bits(expected))
    }

    @Test("that are missing leave silence in a node's input and side-chain")
    func unconnectedInputs() throws {
        let graph = Graph(
            nodes: [GraphNode("duck", hasSidechain: true), GraphNode("deaf")],
            connections: [
                GraphConnection(from: .input, to: .node("duck")),
                GraphConnection(from: .node("duck"), to: .output),
                GraphConnection(from: .node("deaf"), to: .output),
            ])
        let rig = try Rig(graph, ["duck": .ducker, "deaf": .gain(1)])
        let input = noise(frameCount: 512)
        // Two blocks, since the steps spoil their inputs' memory after the first.
        #expect(rig.render(input, blocks: [256]) == input)
    }

    @Test("into a step that wants no input or no side-chain are left out")
    func declinedInputs() throws {
        let graph = Graph(
            nodes: [GraphNode("duck", hasSidechain: true)],
            connections: [
                GraphConnection(from: .input, to: .node("duck")),
                GraphConnection(from: .input, to: .sidechain("duck")),
                GraphConnection(from: .node("duck"), to: .output),
            ])
        let rig = try Rig(graph, ["duck": .ducker])
        rig.steps["duck"]?.declinesInput = true
        rig.steps["duck"]?.declinesSidechain = true
        #expect(rig.renderBlock(noise(frameCount: 64)) == Signal(repeating: Array(repeating: 0, count: 64), count: 2))
        #expect(rig.plan.copiedSampleCount == 2 * 64)
    }
}

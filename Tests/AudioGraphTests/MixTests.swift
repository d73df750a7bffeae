// Wet, dry and bypass.

import AudioGraph
import Testing

@Suite("Wet, dry and bypass")
struct MixTests {
    private func rig(_ node: GraphNode, _ kernel: TestKernel) throws -> Rig {
        try Rig(.chain([node]), [node.id: kernel], maximumFrames: 64)
    }

    @Test("a mix of 1 is the node's output and a mix of 0 its delayed input, bit for bit")
    func extremes() throws {
        var input = noise(frameCount: 500)
        // Bits that arithmetic would change: a negative zero, a denormal.
        input[0][100] = -0.0
        input[1][101] = .leastNonzeroMagnitude
        let wet = try rig(GraphNode("a"), .delay(70))
        #expect(bits(wet.render(input, blocks: [64])) == bits(input.map { TestKernel.delayed($0, by: 70) }))
        #expect(wet.plan.copiedSampleCount == 2 * 2 * 500)
        let dry = try rig(GraphNode("a", mix: 0), .delay(70))
        #expect(bits(dry.render(input, blocks: [64])) == bits(input.map { TestKernel.delayed($0, by: 70) }))
        #expect(dry.steps["a"]?.processCount == 8)
        let undelayed = try rig(GraphNode("a", mix: 0), .gain(3))
        #expect(bits(undelayed.render(input, blocks: [64])) == bits(input))
    }

    @Test("between them is the weighted sum, with the dry part as late as the wet one")
    func blend() throws {
        let delayed = try rig(GraphNode("a", mix: 0.3), .delay(70))
        let input = noise(frameCount: 500)
        let expected = input.map {
            TestKernel.delayed($0, by: 70).map { (x: Float) -> Float in x * (1 - 0.3) + x * 0.3 }
        }
        #expect(bits(delayed.render(input, blocks: [64])) == bits(expected))
        let scaled = try rig(GraphNode("a", mix: 0.75), .gain(-2))
        let mixed = input.map { $0.map { (x: Float) -> Float in x * 0.25 + (x * -2) * 0.75 } }
        #expect(bits(scaled.render(input, blocks: [64])) == bits(mixed))
    }

    @Test("a bypassed node isn't run, costs no copy, and keeps its latency", arguments: [0, 70])
    func bypass(latency: Int) throws {
        let graph = Graph.chain([GraphNode("a"), GraphNode("b", isBypassed: true), GraphNode("c")])
        let rig = try Rig(graph, ["a": .gain(2), "b": .delay(latency), "c": .gain(4)], maximumFrames: 64)
        let input = noise(frameCount: 500)
        let expected = input.map { TestKernel.delayed($0, by: latency).map { $0 * 2 * 4 } }
        #expect(bits(rig.render(input, blocks: [64])) == bits(expected))
        #expect(rig.plan.totalLatencyFrames == latency)
        #expect(rig.steps["b"]?.acquireCount == 0)
        #expect(rig.plan.copiedSampleCount == 3 * 2 * 500)
    }

    @Test("a bypassed node whose input is a sum passes the sum")
    func bypassedSum() throws {
        let graph = Graph(
            nodes: [GraphNode("a"), GraphNode("b", isBypassed: true)],
            connections: [
                GraphConnection(from: .input, to: .node("a")),
                GraphConnection(from: .input, to: .node("b"), gain: 0.5),
                GraphConnection(from: .node("a"), to: .node("b")),
                GraphConnection(from: .node("b"), to: .output),
            ])
        let rig = try Rig(graph, ["a": .gain(3), "b": .delay(9)], maximumFrames: 64)
        let input = noise(frameCount: 300)
        let expected = input.map { TestKernel.delayed($0.map { (x: Float) -> Float in x * 0.5 + x * 3 }, by: 9) }
        #expect(bits(rig.render(input, blocks: [64])) == bits(expected))
    }

    @Test("a chain of bypassed nodes is a delay")
    func bypassedChain() throws {
        let graph = Graph.chain(["a", "b", "c"].map { GraphNode($0, isBypassed: true) })
        let rig = try Rig(graph, ["a": .delay(3), "b": .gain(2), "c": .delay(200)], maximumFrames: 64)
        let input = noise(frameCount: 500)
        #expect(bits(rig.render(input, blocks: [64])) == bits(input.map { TestKernel.delayed($0, by: 203) }))
    }
}

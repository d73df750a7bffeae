// Latency compensation and tails.

import AudioGraph
import Testing

@Suite("Alignment")
struct AlignmentTests {
    private func parallel(_ kernels: [String: TestKernel], tails: [String: Int] = [:]) throws -> Rig {
        let ids = kernels.keys.sorted()
        let connections = ids.flatMap {
            [GraphConnection(from: .input, to: .node($0)), GraphConnection(from: .node($0), to: .output)]
        }
        return try Rig(
            Graph(nodes: ids.map { GraphNode($0) }, connections: connections), kernels, maximumFrames: 64, tails: tails)
    }

    @Test("makes paths of different latencies cancel to the last bit", arguments: [1, 17, 64])
    func cancellation(block: Int) throws {
        let graph = Graph(
            nodes: [GraphNode("slow"), GraphNode("slower"), GraphNode("quick")],
            connections: [
                GraphConnection(from: .input, to: .node("slow")),
                GraphConnection(from: .node("slow"), to: .node("slower")),
                GraphConnection(from: .input, to: .node("quick")),
                GraphConnection(from: .node("slower"), to: .output),
                GraphConnection(from: .node("quick"), to: .output, gain: -1),
            ])
        let rig = try Rig(
            graph, ["slow": .delay(37), "slower": .delay(1000), "quick": .gain(1)], maximumFrames: 64)
        #expect(rig.plan.totalLatencyFrames == 1037)
        let output = rig.render(noise(frameCount: 4000), blocks: [block])
        #expect(output.allSatisfy { $0.allSatisfy { $0 == 0 } })
    }

    @Test("brings a side-chain and a main input together")
    func sidechainAlignment() throws {
        let graph = Graph(
            nodes: [GraphNode("slow"), GraphNode("duck", hasSidechain: true)],
            connections: [
                GraphConnection(from: .input, to: .node("slow")),
                GraphConnection(from: .node("slow"), to: .sidechain("duck")),
                GraphConnection(from: .input, to: .node("duck")),
                GraphConnection(from: .node("duck"), to: .output),
            ])
        let rig = try Rig(graph, ["slow": .delay(100), "duck": .ducker], maximumFrames: 64)
        #expect(rig.plan.totalLatencyFrames == 100)
        let input = noise(frameCount: 1000)
        let expected = input.map { channel in
            TestKernel.delayed(channel, by: 100).map { $0 - $0 * $0 * 0.5 }
        }
        #expect(bits(rig.render(input, blocks: [64])) == bits(expected))
    }

    @Test("reports the latency of the longest path that is heard, and none for a path that isn't")
    func totalLatency() throws {
        #expect(try parallel(["a": .delay(10), "b": .delay(25), "c": .gain(1)]).plan.totalLatencyFrames == 25)
        let graph = Graph(
            nodes: [GraphNode("a"), GraphNode("unheard")],
            connections: [
                GraphConnection(from: .input, to: .node("a")), GraphConnection(from: .node("a"), to: .output),
                GraphConnection(from: .input, to: .node("unheard")),
            ])
        #expect(try Rig(graph, ["a": .delay(3), "unheard": .delay(500)]).plan.totalLatencyFrames == 3)
    }

    @Test("adds tails along a path and takes the longest of several")
    func tails() throws {
        let chain = Graph.chain([GraphNode("a"), GraphNode("b")])
        let kernels: [String: TestKernel] = ["a": .delay(5), "b": .gain(1)]
        #expect(try Rig(chain, kernels, tails: ["a": 100, "b": 20]).plan.tailFrames == 120)
        #expect(try parallel(kernels, tails: ["a": 100, "b": 20]).plan.tailFrames == 100)
        #expect(try Rig(.chain([]), [:]).plan.tailFrames == 0)
    }

    @Test("knows tails that never end")
    func infiniteTails() throws {
        let chain = Graph.chain([GraphNode("a"), GraphNode("b")])
        let kernels: [String: TestKernel] = ["a": .gain(1), "b": .gain(1)]
        let infinite = NodeStep.infiniteTail
        #expect(infinite == Int(UInt32.max))
        for tails in [["a": infinite], ["b": infinite, "a": 7], ["a": .max, "b": .max], ["a": infinite - 1, "b": 1]] {
            #expect(try Rig(chain, kernels, tails: tails).plan.tailFrames == infinite)
        }
    }

    @Test("leaves the tails of bypassed and all-dry nodes out")
    func unheardTails() throws {
        let chain = Graph.chain([GraphNode("a", isBypassed: true), GraphNode("b", mix: 0), GraphNode("c")])
        let kernels: [String: TestKernel] = ["a": .gain(1), "b": .gain(1), "c": .gain(1)]
        #expect(try Rig(chain, kernels, tails: ["a": 100, "b": 20, "c": 3]).plan.tailFrames == 3)
    }
}

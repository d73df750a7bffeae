// What is heard, and called, when a step fails.

import AudioGraph
import Foundation
import Testing

@Suite("A step that fails")
struct FaultTests {
    /// 5 ms at 48 kHz, as the plan's documentation promises.
    private static let crossing = 240

    private static func sine(frameCount: Int) -> Signal {
        let channel = (0..<frameCount).map { Float(sin(2 * Double.pi * 100 * Double($0) / Rig.sampleRate)) }
        return [channel, channel.map { $0 * 0.5 }]
    }

    private static func greatestStep(_ channel: [Float]) -> Float {
        zip(channel, channel.dropFirst()).map { abs($1 - $0) }.max() ?? 0
    }

    @Test(
        "gives way to its input from that block on, without a click, and exactly after 5 ms",
        arguments: [1, 50, 64], [true, false])
    func givesWay(block: Int, inProcess: Bool) throws {
        let rig = try Rig(.chain([GraphNode("a")]), ["a": .gain(-1)], maximumFrames: 64)
        // A quarter of a period past zero, where the jump from −1 to 1 would be the greatest.
        let failing = 3_000 / block
        if inProcess {
            rig.steps["a"]?.failingProcess = failing
        } else {
            rig.steps["a"]?.failingAcquire = failing
        }
        let input = Self.sine(frameCount: 6_000)
        let output = rig.render(input, blocks: [block])
        let start = failing * block
        for channel in 0..<2 {
            #expect(output[channel][..<start] == input[channel].map { -$0 }[..<start])
            #expect(output[channel][(start + Self.crossing)...] == input[channel][(start + Self.crossing)...])
            #expect(abs(output[channel][start] - output[channel][start - 1]) < 1e-6)
            // The sine itself moves by 0.0131 a frame, and so does an offset of 2 that falls along a cosine in 5 ms.
            #expect(Self.greatestStep(output[channel]) < 0.0131 * 2 + 1e-4)
        }
        #expect(rig.plan.failedNodes == [RenderPlan.Failure(node: 0, id: "a", position: UInt64(start))])
        #expect(rig.plan.failedNodeCount == 1)
        let isFailed = rig.plan.isFailed(node: 0)
        #expect(isFailed)
    }

    @Test("isn't called again, and isn't finished for the block it failed in")
    func isLeftAlone() throws {
        let rig = try Rig.chain(gains: [1, 2], maximumFrames: 64)
        rig.steps["n0"]?.failingProcess = 3
        rig.steps["n1"]?.failingAcquire = 5
        _ = rig.render(noise(frameCount: 640), blocks: [64])
        #expect(rig.steps["n0"]?.acquireCount == 4)
        #expect(rig.steps["n0"]?.processCount == 4)
        #expect(rig.steps["n0"]?.finishCount == 3)
        #expect(rig.steps["n1"]?.acquireCount == 6)
        #expect(rig.steps["n1"]?.processCount == 5)
        #expect(rig.steps["n1"]?.finishCount == 5)
        #expect(
            rig.plan.failedNodes == [
                RenderPlan.Failure(node: 0, id: "n0", position: 192),
                RenderPlan.Failure(node: 1, id: "n1", position: 320),
            ])
    }

    @Test("in the very first block fades its input in")
    func firstBlock() throws {
        let rig = try Rig.chain(gains: [5])
        rig.steps["n0"]?.failingProcess = 0
        let input = Signal(repeating: Array(repeating: 1, count: 512), count: 2)
        let output = rig.renderBlock(input)
        #expect(output[0][0] == 0)
        #expect(Self.greatestStep(output[0]) < 0.0066)
        #expect(output[0][Self.crossing...] == input[0][Self.crossing...])
    }

    @Test("with a latency gives way to its input just as late", arguments: [[64], [1], [50, 13, 64]])
    func latency(blocks: [Int]) throws {
        let rig = try Rig(.chain([GraphNode("a")]), ["a": .delay(100)], maximumFrames: 64)
        rig.steps["a"]?.failingProcess = 10
        let input = noise(frameCount: 3000)
        let output = rig.render(input, blocks: blocks)
        let start = Int(rig.plan.failedNodes[0].position)
        let expected = input.map { TestKernel.delayed($0, by: 100) }
        for channel in 0..<2 {
            #expect(output[channel][..<start] == expected[channel][..<start])
            #expect(output[channel][(start + Self.crossing)...] == expected[channel][(start + Self.crossing)...])
        }
        #expect(rig.plan.totalLatencyFrames == 100)
    }

    @Test("gives way to a sum of inputs, though it has spoilt the memory they were written to", arguments: [0, 90])
    func summedInput(latency: Int) throws {
        for failsInProcess in [true, false] {
            let graph = Graph(
                nodes: [GraphNode("a"), GraphNode("b")],
                connections: [
                    GraphConnection(from: .input, to: .node("a")),
                    GraphConnection(from: .input, to: .node("b"), gain: 0.5),
                    GraphConnection(from: .node("a"), to: .node("b")),
                    GraphConnection(from: .node("b"), to: .output),
                ])
            let rig = try Rig(graph, ["a": .gain(3), "b": .delay(latency)], maximumFrames: 64)
            if failsInProcess {
                rig.steps["b"]?.failingProcess = 5
            } else {
                rig.steps["b"]?.failingAcquire = 5
            }
            let input = noise(frameCount: 2000)
            let output = rig.render(input, blocks: [64])
            let sum = input.map { $0.map { (x: Float) -> Float in x * 0.5 + x * 3 } }
            let expected = sum.map { TestKernel.delayed($0, by: latency) }
            let settled = 5 * 64 + Self.crossing
            #expect(output[0][..<320] == expected[0][..<320])
            #expect(output[1][settled...] == expected[1][settled...])
        }
    }

    @Test("gives way to its input all the same when it was blended with it")
    func blended() throws {
        let rig = try Rig(.chain([GraphNode("a", mix: 0.5)]), ["a": .gain(-1)], maximumFrames: 64)
        rig.steps["a"]?.failingProcess = 5
        let input = Self.sine(frameCount: 1000)
        let output = rig.render(input, blocks: [64])
        #expect(output[0][..<320].allSatisfy { $0 == 0 })
        #expect(output[0][(320 + Self.crossing)...] == input[0][(320 + Self.crossing)...])
        #expect(Self.greatestStep(output[0]) < 0.0131 + 0.0066 + 1e-4)
    }

    @Test("leaves the steps before and after it running")
    func neighbours() throws {
        let rig = try Rig.chain(gains: [2, -1, 4], maximumFrames: 64)
        rig.steps["n1"]?.failingAcquire = 2
        let input = noise(frameCount: 1000)
        let output = rig.render(input, blocks: [64])
        let settled = 128 + Self.crossing
        #expect(output[0][settled...] == input[0].map { $0 * 8 }[settled...])
        #expect(rig.steps["n0"]?.finishCount == 16)
        #expect(rig.steps["n2"]?.finishCount == 16)
    }

    @Test("runs again after a restart, without a click")
    func restart() throws {
        let rig = try Rig.chain(gains: [-1], maximumFrames: 64)
        rig.steps["n0"]?.failingProcess = 2
        let input = Signal(repeating: Array(repeating: 1, count: 640), count: 2)
        let before = rig.render(input, blocks: [64])
        rig.plan.restart(node: 0)
        #expect(rig.plan.failedNodes.isEmpty)
        #expect(rig.plan.failedNodeCount == 0)
        let after = rig.render(input, blocks: [64])
        #expect(Self.greatestStep(before[0] + after[0]) < 0.0132)
        #expect(after[0][Self.crossing...].allSatisfy { $0 == -1 })
        #expect(rig.steps["n0"]?.processCount == 3 + 10)
        rig.plan.restart(node: 0)
        #expect(rig.plan.failedNodeCount == 0)
    }

    @Test("puts out nothing infinite, however loud it was")
    func loudFault() throws {
        let rig = try Rig.chain(gains: [-1], maximumFrames: 64)
        rig.steps["n0"]?.failingProcess = 1
        let input = Signal(repeating: Array(repeating: Float.greatestFiniteMagnitude, count: 640), count: 2)
        let output = rig.render(input, blocks: [64])
        #expect(output.allSatisfy { $0.allSatisfy(\.isFinite) })
        #expect(output[0][(64 + Self.crossing)...].allSatisfy { $0 == .greatestFiniteMagnitude })
    }

    @Test("is forgotten by a reset only as far as its sound goes")
    func reset() throws {
        let rig = try Rig(.chain([GraphNode("a")]), ["a": .delay(100)], maximumFrames: 64)
        rig.steps["a"]?.failingProcess = 1
        _ = rig.render(noise(frameCount: 200), blocks: [64])
        rig.plan.reset()
        let isFailed = rig.plan.isFailed(node: 0)
        #expect(isFailed)
        let input = noise(frameCount: 500, seed: 2)
        #expect(bits(rig.render(input, blocks: [64])) == bits(input.map { TestKernel.delayed($0, by: 100) }))
    }
}

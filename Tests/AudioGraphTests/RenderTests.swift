// Blocks of unusual lengths and contents, floating-point mode, counters and times.

import AudioGraph
import CRealtime
import Foundation
import Testing

@Suite("Rendering")
struct RenderTests {
    @Test("a block without frames calls nothing and changes nothing")
    func zeroFrames() throws {
        let rig = try Rig(.chain([GraphNode("a")]), ["a": .delay(10)], maximumFrames: 64)
        let input = noise(frameCount: 60)
        let first = rig.renderBlock(input.map { Array($0[..<30]) })
        #expect(rig.renderBlock([[], []]) == [[], []])
        let second = rig.renderBlock(input.map { Array($0[30...]) })
        #expect(rig.steps["a"]?.acquireCount == 2)
        let expected = input.map { TestKernel.delayed($0, by: 10) }
        #expect(zip(first, second).map { $0 + $1 } == expected)
    }

    @Test("one frame, and as many as there may be, with 1 to 8 channels", arguments: [1, 2, 6, 8])
    func extremes(channelCount: Int) throws {
        let rig = try Rig.chain(gains: [2, 3], channelCount: channelCount, maximumFrames: 300)
        let input = noise(channelCount: channelCount, frameCount: 602)
        let output = rig.render(input, blocks: [1, 300, 1, 300])
        #expect(bits(output) == bits(input.map { $0.map { $0 * 2 * 3 } }))
    }

    @Test("hands every step the position it was given")
    func positions() throws {
        let rig = try Rig.chain(gains: [1, 1])
        _ = rig.render(noise(frameCount: 1000), blocks: [300])
        #expect(rig.steps["n0"]?.lastPosition == 900)
        #expect(rig.steps["n1"]?.lastPosition == 900)
    }

    @Test("takes an input block with a NaN or an infinity as silence, and counts it")
    func nonFiniteInput() throws {
        let rig = try Rig.chain(gains: [2], maximumFrames: 64)
        var input = noise(frameCount: 64 * 5)
        input[0][64] = .nan
        input[1][64 * 3 + 63] = -.infinity
        let output = rig.render(input, blocks: [64])
        for block in 0..<5 {
            let range = block * 64..<(block + 1) * 64
            let expected = block == 1 || block == 3 ? Array(repeating: 0, count: 64) : input[0][range].map { $0 * 2 }
            #expect(Array(output[0][range]) == expected)
        }
        #expect(rig.plan.nonFiniteInputBlockCount == 2)
        #expect(rig.plan.nonFiniteSumBlockCount == 0)
    }

    @Test("takes a sum that overflows as silence, and counts it once")
    func overflowingSum() throws {
        let graph = Graph(
            nodes: [GraphNode("a", mix: 0.5)],
            connections: [
                GraphConnection(from: .input, to: .node("a"), gain: 4),
                GraphConnection(from: .node("a"), to: .output),
            ])
        let rig = try Rig(graph, ["a": .gain(1)])
        let loud = Signal(repeating: Array(repeating: Float.greatestFiniteMagnitude / 2, count: 64), count: 2)
        #expect(rig.renderBlock(loud) == loud.map { $0.map { _ in 0 } })
        #expect(rig.plan.nonFiniteSumBlockCount == 1)
        let input = noise(frameCount: 64)
        let expected = input.map { $0.map { (x: Float) -> Float in x * 4 } }
        #expect(rig.renderBlock(input) == expected)
        #expect(rig.plan.nonFiniteSumBlockCount == 1)
    }

    @Test("takes denormals as zero inside its steps, and leaves the thread's mode as it was")
    func flushToZero() throws {
        let rig = try Rig.chain(gains: [0.5], channelCount: 1)
        let least = Float.leastNormalMagnitude
        #expect(rig.renderBlock([[least, 1]]) == [[0, 0.5]])
        let half = [least].map { $0 * 0.5 }[0]
        #expect(half > 0)
    }

    @Test("takes each node's time when it is asked to, and only then")
    func times() throws {
        let rig = try Rig.chain(gains: [1, 1], maximumFrames: 64)
        let spun: UInt64 = 200_000
        rig.steps["n1"]?.onProcess = {
            let start = cajon_monotonic_nanoseconds()
            while cajon_monotonic_nanoseconds() - start < spun {}
        }
        let input = noise(frameCount: 640)
        _ = rig.render(input, blocks: [64])
        let untimed = rig.plan.nanoseconds(ofNode: 1)
        #expect(untimed == 0)
        rig.plan.measuresTime = true
        let start = cajon_monotonic_nanoseconds()
        _ = rig.render(input, blocks: [64])
        let whole = cajon_monotonic_nanoseconds() - start
        let quick = rig.plan.nanoseconds(ofNode: 0)
        let slow = rig.plan.nanoseconds(ofNode: 1)
        #expect(slow >= 10 * spun)
        #expect(quick > 0)
        #expect(quick + slow <= whole)
    }

    @Test("finds a node's place by its id")
    func indices() throws {
        let rig = try Rig.chain(gains: [1, 1, 1])
        #expect(rig.plan.nodeIDs == ["n0", "n1", "n2"])
        let places = (rig.plan.index(ofNode: "n2"), rig.plan.index(ofNode: "n3"))
        #expect(places == (2, nil))
    }
}

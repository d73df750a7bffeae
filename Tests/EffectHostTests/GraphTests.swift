// Several effects in one plan, one of which fails: the others play on.

import AudioGraph
import EffectHost
import Foundation
import Realtime
import TestSupport
import Testing

@Suite("An effect that fails in a graph")
struct GraphTests {
    /// Effects and the plan that runs them.
    private final class Rig {
        let instances: [String: EffectInstance]
        private var plan: RenderPlan
        private var position: UInt64 = 0

        init(_ graph: Graph, _ guests: [String: (Guest, gain: Float)], loader: EffectLoader) throws {
            var instances: [String: EffectInstance] = [:]
            var steps: [String: NodeStep] = [:]
            for (id, (guest, gain)) in guests {
                let instance = try Host.load(guest, loader).instantiate()
                try instance.setParameter(index: 0, value: gain)
                let timing = try instance.configure(
                    EffectFormat(
                        sampleRateHertz: 48_000, channelCount: 2,
                        sidechainChannelCount: graph.isSidechainConnected(toNode: id) ? 2 : 0, maximumFrameCount: 64))
                steps[id] = NodeStep(
                    step: instance.step, latencyFrames: timing.latencyFrameCount, tailFrames: timing.tailFrameCount)
                instances[id] = instance
            }
            self.instances = instances
            plan = try RenderPlan.compile(
                graph, format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: 64), steps: steps)
        }

        func render(_ input: Signal) -> Signal {
            let frameCount = input[0].count
            let source = input.flatMap(\.self)
            var output = [Float](repeating: .nan, count: source.count)
            source.withUnsafeBufferPointer { source in
                output.withUnsafeMutableBufferPointer { output in
                    plan.render(
                        position: position,
                        input: AudioBlock(base: source.baseAddress!, channelCount: 2, frameCount: frameCount),
                        output: MutableAudioBlock(base: output.baseAddress!, channelCount: 2, frameCount: frameCount))
                }
            }
            position += UInt64(frameCount)
            return (0..<2).map { Array(output[$0 * frameCount..<($0 + 1) * frameCount]) }
        }

        var failures: [RenderPlan.Failure] { plan.failedNodes }
    }

    /// Well-behaved until the block at frame 128, in which it does something else.
    private static func guest(failingWith body: String) -> Guest {
        Guest().with(
            .process,
            """
            (if (i64.ge_u (local.get $position) (i64.const 128)) (then \(body)))
            \(Guest.multiply)
            \(Guest.returnInput)
            """)
    }

    private static let ways = [
        "(unreachable)", Guest.endlessLoop, "(drop (i32.load (i32.const -1)))", "(return (i32.const -1))",
        "(i32.store (i32.const 32) (local.get $input)) (i32.store (i32.const 36) (i32.const 3)) (return (i32.const 32))",
    ]

    @Test("in a chain is replaced by its input, and the others play on", arguments: ways)
    func chain(body: String) throws {
        let rig = try Rig(
            .chain([GraphNode("first"), GraphNode("bad"), GraphNode("last")]),
            ["first": (Guest(), 2), "bad": (Self.guest(failingWith: body), 4), "last": (Guest(), 0.5)],
            loader: Host.impatient.get())
        let input = Signal(repeating: Array(repeating: 0.125, count: 64), count: 2)
        for block in 0..<20 {
            let output = rig.render(input)
            #expect(output.allSatisfy { $0.allSatisfy { $0.isFinite && abs($0) <= 0.5 } })
            // 5 ms after the failure, which is in the third block, nothing of the change is left.
            if block < 2 { #expect(output == input.map { $0.map { $0 * 4 } }) }
            if block > 6 { #expect(output == input) }
        }
        #expect(rig.failures == [RenderPlan.Failure(node: 1, id: "bad", position: 128)])
        #expect(rig.instances["bad"]?.takeFault()?.function == .process)
        for id in ["first", "last"] { #expect(rig.instances[id]?.takeFault() == nil) }
    }

    @Test("beside another leaves that one's sound as it was to the bit")
    func parallel() throws {
        let graph = Graph(
            nodes: [GraphNode("good"), GraphNode("bad", mix: 1)],
            connections: [
                GraphConnection(from: .input, to: .node("good")), GraphConnection(from: .input, to: .node("bad")),
                GraphConnection(from: .node("good"), to: .output),
                GraphConnection(from: .node("bad"), to: .output, gain: 0),
            ])
        let rig = try Rig(
            graph, ["good": (Guest(), 3), "bad": (Self.guest(failingWith: "(unreachable)"), 1)],
            loader: Host.patient.get())
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<20 {
            let input = (0..<2).map { _ in (0..<64).map { _ in Float.random(in: -1...1, using: &generator) } }
            #expect(rig.render(input) == input.map { $0.map { $0 * 3 } })
        }
        #expect(rig.failures.map(\.id) == ["bad"])
    }

    @Test("as the source of a side-chain leaves its listener playing")
    func sidechainSource() throws {
        let graph = Graph(
            nodes: [GraphNode("bad"), GraphNode("listener", hasSidechain: true)],
            connections: [
                GraphConnection(from: .input, to: .node("bad")), GraphConnection(from: .input, to: .node("listener")),
                GraphConnection(from: .node("bad"), to: .sidechain("listener")),
                GraphConnection(from: .node("listener"), to: .output),
            ])
        let rig = try Rig(
            graph, ["bad": (Self.guest(failingWith: "(unreachable)"), 2), "listener": (Guest(), 1)],
            loader: Host.patient.get())
        let input = Signal(repeating: Array(repeating: 0.25, count: 64), count: 2)
        #expect(rig.render(input) == input.map { $0.map { $0 * 3 } })
        for _ in 0..<10 { _ = rig.render(input) }
        // Its input takes its place: once, instead of twice, over.
        #expect(rig.render(input) == input.map { $0.map { $0 * 2 } })
    }

    @Test("because of what comes after the block is ended with the next")
    func failsAfterwards() throws {
        let guest = Guest().with(.processPostReturn, "(unreachable)")
        let rig = try Rig(.chain([GraphNode("bad")]), ["bad": (guest, 2)], loader: Host.patient.get())
        let input = Signal(repeating: Array(repeating: 0.25, count: 64), count: 2)
        #expect(rig.render(input) == input.map { $0.map { $0 * 2 } })
        #expect(rig.failures.isEmpty)
        _ = rig.render(input)
        #expect(rig.failures.map(\.position) == [64])
        #expect(rig.instances["bad"]?.takeFault()?.function == .postReturn)
    }

    @Test(
        "to keep its latency within reason keeps the whole graph from being made",
        arguments: [1 << 21, .max] as [UInt32])
    func endlessLatency(frames: UInt32) throws {
        var guest = Guest()
        guest.latencyFrames = frames
        let error = #expect(throws: GraphError.self) {
            _ = try Rig(.chain([GraphNode("late")]), ["late": (guest, 1)], loader: Host.patient.get())
        }
        #expect(error?.description.hasPrefix("node 'late' has a latency of \(frames) frames; expected 0 to ") == true)
    }
}

// What compilation refuses beyond the graph's own errors, and the memory it lays out.

import AudioGraph
import Testing

@Suite("Compiling a plan")
struct CompilationTests {
    private func error(
        _ graph: Graph = .chain([GraphNode("a")]), sampleRate: Double = 48_000, channelCount: Int = 2,
        maximumFrames: Int = 64, latency: Int = 0, tail: Int = 0
    ) -> GraphError? {
        let step = TestStep("a", .gain(1), channelCount: 2, maximumFrames: 64, log: EventLog())
        var nodeStep = step.nodeStep(tailFrames: tail)
        nodeStep.latencyFrames = latency
        do throws(GraphError) {
            _ = try RenderPlan.compile(
                graph,
                format: RenderFormat(sampleRate: sampleRate, channelCount: channelCount, maximumFrames: maximumFrames),
                steps: ["a": nodeStep, "b": nodeStep, "c": nodeStep])
            return nil
        } catch { return error }
    }

    @Test("refuses a format that no sound has")
    func formats() {
        #expect(error() == nil)
        for channelCount in [0, -1, 1025] {
            #expect(error(channelCount: channelCount)?.description.contains("channel count of") == true)
        }
        for maximumFrames in [0, -1, 1 << 20 + 1] {
            #expect(error(maximumFrames: maximumFrames)?.description.contains("block length of") == true)
        }
        for sampleRate in [0, -1, Double.nan, .infinity] {
            #expect(error(sampleRate: sampleRate)?.description.contains("sample rate of") == true)
        }
    }

    @Test("refuses a node without a step")
    func missingStep() {
        #expect(error(.chain([GraphNode("d")]))?.kind == .missingStep(node: "d"))
    }

    @Test("refuses a latency out of range, alone or added up along a path, however large")
    func latencies() {
        for latency in [-1, NodeStep.maximumLatencyFrames + 1, .max] {
            #expect(
                error(latency: latency)?.description.hasPrefix("node 'a' has a latency of \(latency) frames") == true)
        }
        let path = error(.chain([GraphNode("a"), GraphNode("b")]), latency: NodeStep.maximumLatencyFrames)
        #expect(path?.description.hasPrefix("node 'b' has a latency from the graph's input on of") == true)
        #expect(error(tail: -1)?.description.hasPrefix("node 'a' has a tail of -1 frames") == true)
    }

    @Test("refuses to take all memory for delays")
    func delayMemory() {
        let error = error(channelCount: 1024, latency: NodeStep.maximumLatencyFrames)
        #expect(error?.description.contains("samples of memory") == true)
    }

    @Test("shares two buffers among the nodes of a chain, however long", arguments: [2, 4, 16, 64])
    func sharedBuffers(length: Int) throws {
        #expect(try Rig.chain(gains: Array(repeating: 1, count: length)).plan.bufferCount == 2)
    }

    @Test("passes the input straight through an empty graph")
    func emptyGraph() throws {
        let rig = try Rig(.chain([]), [:])
        let input = noise(frameCount: 300)
        #expect(bits(rig.render(input, blocks: [128])) == bits(input))
        #expect(rig.plan.totalLatencyFrames == 0)
        #expect(rig.plan.nodeIDs == [])
    }
}

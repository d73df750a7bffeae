// Real effects in graphs: how often samples are copied, latency, side-chains.

import AudioGraph
import EffectTestSupport
import Presets
import Session
import Testing

@Suite("A playable graph")
struct PlayableGraphTests {
    private static func graph(_ preset: ResolvedPreset, channelCount: Int = 2) throws -> PlayableGraph {
        try PlayableGraph(
            preset, format: RenderFormat(sampleRate: 48_000, channelCount: channelCount, maximumFrames: 1_024),
            store: StagedEffects.store())
    }

    @Test(
        "copies each sample once per edge of a chain, from one box into the next", arguments: [1, 4, 16, 64], [1, 2, 6])
    func oneCopyPerEdge(nodeCount: Int, channelCount: Int) throws {
        let effects = ["filter", "compressor", "chorus", "gain"]
        let chain = (0..<nodeCount).map { effects[$0 % effects.count] }.joined(separator: " | ")
        var graph = try Self.graph(StagedEffects.chain(chain), channelCount: channelCount)
        let copiedBefore = graph.copiedSampleCount
        let input = PlanarSound.noise(channelCount: channelCount, frameCount: 5_000, amplitude: 0.1, seed: 70)
        _ = graph.render(input, blocks: .mixed(seed: 3))
        let (copied, buffered, hasFailed) = (graph.copiedSampleCount, graph.bufferedSampleCount, graph.hasFailedNodes)
        #expect(copiedBefore == 0 && buffered == 0 && !hasFailed)
        #expect(copied == UInt64((nodeCount + 1) * 5_000 * channelCount))
    }

    @Test("copies no more along edges where effects have latency, and keeps each input for the case that one fails")
    func latencyCostsNoCopy() throws {
        var graph = try Self.graph(StagedEffects.chain("compressor lookahead=1ms | gain | compressor lookahead=2ms"))
        _ = graph.render(.noise(channelCount: 2, frameCount: 5_000, seed: 70))
        let (copied, buffered) = (graph.copiedSampleCount, graph.bufferedSampleCount)
        #expect(copied == 4 * 5_000 * 2)
        #expect(buffered >= 2 * 5_000 * 2)
    }

    @Test("adds up the latencies of a chain, and the tails")
    func timing() throws {
        func timing(_ chain: String) throws -> (latency: Int, tail: Int?) {
            let graph = try Self.graph(StagedEffects.chain(chain))
            return (graph.latencyFrameCount, graph.tailFrameCount)
        }
        #expect(try timing("compressor lookahead=5ms | gain | compressor lookahead=2.5ms").latency == 240 + 120)
        let single = try #require(try timing("chorus feedback=50%").tail)
        let double = try #require(try timing("chorus feedback=50% | chorus feedback=50%").tail)
        #expect(single > 0 && double == 2 * single)
    }

    @Test("aligns parallel paths: a sound and its delayed opposite cancel")
    func alignment() throws {
        let preset = try StagedEffects.preset(
            """
            {"format": 1, "name": "null", "nodes": [
              {"id": "late", "effect": "compressor", "parameters": {"ratio": 1, "lookahead": "7 ms"}},
              {"id": "turned", "effect": "gain", "parameters": {"invert": "both"}}],
             "connections": [{"from": "input", "to": "late"}, {"from": "input", "to": "turned"},
              {"from": "late", "to": "output"}, {"from": "turned", "to": "output"}]}
            """)
        var graph = try Self.graph(preset)
        let latency = graph.latencyFrameCount
        #expect(latency == 336)
        let output = graph.render(.noise(channelCount: 2, frameCount: 5_000, seed: 71))
        #expect(output.peak < 5e-7)
    }

    @Test("leads a side-chain to the effect that listens to it")
    func sidechain() throws {
        func output(keyed: Bool) throws -> PlanarSound {
            let key = keyed ? #", {"from": "loud", "to": "duck.sidechain"}"# : ""
            let preset = try StagedEffects.preset(
                """
                {"format": 1, "name": "duck", "nodes": [
                  {"id": "loud", "effect": "gain", "parameters": {"level": 24}},
                  {"id": "duck", "effect": "compressor",
                   "parameters": {"threshold": -20, "ratio": 20, "knee": 0, "attack": 0.1}}],
                 "connections": [{"from": "input", "to": "duck"}, {"from": "input", "to": "loud"},
                  {"from": "duck", "to": "output"}\(key)]}
                """)
            var graph = try Self.graph(preset)
            return graph.render(.noise(channelCount: 2, frameCount: 5_000, amplitude: 0.05, seed: 72))
        }
        #expect(try output(keyed: true).peak < 0.5 * output(keyed: false).peak)
    }

    @Test("gives the same bits in blocks of any length, presets of every shape", arguments: StagedEffects.presetNames)
    func blockLengths(name: String) throws {
        let input = PlanarSound.noise(channelCount: 2, frameCount: 8_000, amplitude: 0.3, seed: 73)
        var reference = try Self.graph(StagedEffects.shippedPreset(name))
        let expected = reference.render(input, blocks: .fixed(1))
        for blocks in [.fixed(17), .fixed(64), .fixed(128), .fixed(512), .mixed(seed: 4)] as [BlockLengths] {
            var graph = try Self.graph(StagedEffects.shippedPreset(name))
            #expect(graph.render(input, blocks: blocks).difference(from: expected) == nil, "blocks of \(blocks)")
        }
    }
}

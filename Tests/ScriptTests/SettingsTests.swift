// What a preset tells a script beyond numbers, and what a script says.

import AudioGraph
import EffectHost
import EffectTestSupport
import Presets
import Session
import TestSupport
import Testing

@Suite("Options, messages and the log of a script")
struct SettingsTests {
    private static let script = """
        console.log('loaded');
        registerProcessor('x', class extends AudioWorkletProcessor {
          constructor({ processorOptions }) {
            super();
            this.level = processorOptions?.level ?? 1;
            this.port.onmessage = ({ data }) => { this.level += data; this.port.postMessage({ now: this.level }); };
          }
          process(inputs, outputs) {
            for (const channel of outputs[0]) channel.fill(this.level);
            return true;
          }
        });
        """

    private func graph(_ members: String) throws -> PlayableGraph {
        let folder = try TemporaryFolder()
        try folder.write(Self.script, "x.js")
        let text = #"{ "format": 1, "name": "X", "nodes": [{ "id": "x", "effect": "x.js"\#(members) }] }"#
        try folder.write(text, "x.json")
        let store = try StagedEffects.store()
        let preset = try PresetDocument.read(path: folder.file("x.json")).resolve(using: store)
        return try PlayableGraph(
            preset, format: .init(sampleRate: 48_000, channelCount: 1, maximumFrames: 512), store: store)
    }

    @Test("reach the constructor and the port, in that order")
    func delivered() throws {
        var plain = try graph("")
        #expect(plain.render(PlanarSound(channelCount: 1, frameCount: 512))[0, 300] == 1)
        var told = try graph(#", "options": { "level": 5 }, "messages": [10, 100]"#)
        #expect(told.render(PlanarSound(channelCount: 1, frameCount: 512))[0, 300] == 115)
        let log = told.nodes[0].instance.drainLog().entries.map(\.message)
        #expect(log.first == "loaded")
        #expect(log.contains { $0.contains("115") }, "\(log)")
    }

    @Test("are refused by an effect that takes none")
    func refused() throws {
        let error = #expect(throws: PresetError.self) {
            try StagedEffects.preset(
                #"{ "format": 1, "name": "X", "nodes": [{ "id": "g", "effect": "gain", "options": {} }] }"#)
        }
        #expect(error?.problems.first?.kind == .noOptions)
    }
}

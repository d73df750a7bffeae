// One compiled engine under every script: what a script is, as an overlay and as a module of its own.

import EffectHost
import EffectTestSupport
import Foundation
import Snapshot
import TestSupport
import Testing
import WasmBinary

@Suite("Scripts on one engine")
struct SharedEngineTests {
    private static let noise = PlanarSound.noise(channelCount: 2, frameCount: 2_048, seed: 7)

    @Test("plays what a script computes, a quantum late")
    func plays() throws {
        let rig = try Script.rig(Script.gain())
        #expect(rig.timing.latencyFrameCount == 128)
        let output = try rig.process(Self.noise)
        for frame in 0..<1_920 {
            #expect(output[0, frame + 128] == Self.noise[0, frame] * 0.5)
            #expect(output[1, frame + 128] == Self.noise[1, frame] * 0.5)
        }
    }

    @Test("builds a module that plays the same, shares the engine's code, and is the same every time")
    func built() throws {
        let folder = try TemporaryFolder()
        try folder.write(Script.gain(), "gain.js")
        let loader = try StagedEffects.loader()
        let package = try #require(try ScriptPackage(at: folder.file("gain.js")))
        let first = try loader.build(package).wasm
        #expect(try loader.build(package).wasm == first)

        let shared = try loader.load(first, name: "gain.wasm")
        #expect(shared.sharesEngine)
        let alone = try EffectLoader(cache: nil, scriptEngine: nil).load(first, name: "gain.wasm")
        #expect(!alone.sharesEngine)
        #expect(shared.descriptor == alone.descriptor)
        let expected = try Script.rig(Script.gain()).process(Self.noise)
        for module in [shared, alone] {
            let output = try EffectRig(module, Script.format).process(Self.noise)
            #expect(output.difference(from: expected) == nil)
        }
    }

    @Test("gives a built module no way to load another script, and nothing to import but the log and kernels")
    func surface() throws {
        let folder = try TemporaryFolder()
        try folder.write(Script.gain(), "gain.js")
        let wasm = try StagedEffects.loader().build(#require(try ScriptPackage(at: folder.file("gain.js")))).wasm
        let summary = try ModuleSummary(parsing: wasm)
        #expect(!summary.exports.contains { $0.name.contains("loader") || $0.name.contains("start-engine") })
        #expect(
            summary.imports.allSatisfy {
                $0.module.hasPrefix("cajon:effect/log@") || $0.module.hasPrefix("cajon:script/kernels@")
            })
    }

    @Test("does not share with a module whose exports mean other functions")
    func otherExports() throws {
        let folder = try TemporaryFolder()
        try folder.write(Script.gain(), "gain.js")
        let loader = try StagedEffects.loader()
        let wasm = try loader.build(#require(try ScriptPackage(at: folder.file("gain.js")))).wasm
        let module = try ModuleBinary(parsing: wasm)
        // `reset` and `collect` have the same type: exchanged, they make a sound module with the same code.
        let names = ["cajon:effect/processor@0.1.0#reset", "cajon:effect/maintenance@0.1.0#collect"]
        let exchanged = ModuleRewriter(
            module, try ModuleSurvey(of: module), state: try ModuleState(initialStateOf: module),
            exports: ExportChanges(renames: [
                .init(newName: names[0], oldName: names[1]), .init(newName: names[1], oldName: names[0]),
            ])
        ).rewritten()
        #expect(try loader.load(wasm, name: "one").sharesEngine)
        #expect(!(try loader.load(exchanged, name: "other").sharesEngine))
    }

    @Test("keeps what one instance does from every other")
    func separate() throws {
        let module = try Script.load(
            Script.gain(
                top: "let count = 0;", process: "count++; if (count > 3) { outputs[0][0].fill(count); return true; }"))
        let first = try EffectRig(module, Script.format).process(Self.noise)
        let second = try EffectRig(module, Script.format).process(Self.noise)
        #expect(first.difference(from: second) == nil)
    }

    @Test("needs few bytes for a script: only what differs from the engine is copied")
    func small() throws {
        let module = try Script.load(Script.gain())
        let copied = try #require(module.overlaidByteCount)
        #expect(copied < 200_000)
        #expect(copied > 0)
    }

    @Test("says which engine is missing")
    func missing() throws {
        let loader = try EffectLoader(cache: nil, scriptEngine: "/nowhere/javascript.wasm")
        let error = #expect(throws: EffectError.self) {
            try loader.load([ScriptSource(name: "gain.js", text: Script.gain())], name: "gain.js")
        }
        #expect(error?.description.contains("the JavaScript engine is missing") == true)
    }
}

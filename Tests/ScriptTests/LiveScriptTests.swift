// Scripts that play live: stopped in time, warmed up, and loaded again when a file of theirs changes.

import CRealtime
import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("A script that plays live")
struct LiveScriptTests {
    private static let loader = Result { () throws(EffectError) in
        try EffectLoader(cache: nil, scriptEngine: StagedEffects.scriptEngine, watchesDeadlines: true)
    }

    /// What ends a script in its first block, when it has half a millisecond.
    private func fault(_ text: String) throws -> EffectFault? {
        let module = try Self.loader.get().load([ScriptSource(name: "gain.js", text: text)], name: "gain.js")
        let instance = try module.instantiate(.live)
        _ = try instance.configure(Script.format)
        var step = instance.step
        var destination = cajon_step_destination()
        var output: UnsafePointer<Float>?
        guard
            cajon_step_acquire(
                &step, 128, cajon_deadline(moment: cajon_monotonic_nanoseconds() + 500_000, grace: 0), &destination),
            cajon_step_process(&step, 0, 128, &output)
        else { return instance.takeFault() }
        return nil
    }

    @Test(
        "is stopped in time, whatever keeps it",
        arguments: [
            "while (true) {}", "for (;;) console.log('on');", "new Array(1e6).fill(0).sort(() => { for (;;); });",
            "(function f() { try { f(); } catch { f(); } })();", "/(a+)+$/.test('a'.repeat(40) + 'b');",
            "const a = new Uint8Array(1 << 20); for (;;) a.fill(1);",
        ])
    func isStopped(process: String) throws {
        let fault = try #require(try fault(Script.gain(process: process)))
        #expect(fault.function == .process)
        #expect(fault.description.hasPrefix("ran longer than its share of the period ("), "\(fault)")
    }

    @Test("can be warmed up, as any shipped effect can, without a bit that differs", arguments: StagedEffects.everyName)
    func warm(name: String) throws {
        let module = try StagedEffects.module(name)
        let sidechainChannelCount = module.descriptor.hasSidechain ? 2 : 0
        var generator = SeededGenerator(seed: 7)
        for (maximumFrameCount, rate) in [(128, Float(48_000)), (33, 44_100), (1_024, 96_000)] {
            let format = EffectFormat(
                sampleRateHertz: rate, channelCount: 2, sidechainChannelCount: sidechainChannelCount,
                maximumFrameCount: maximumFrameCount)
            let values = module.descriptor.randomValues(using: &generator)
            let input = PlanarSound.noise(channelCount: 2, frameCount: 4_000, seed: 1)
            let sidechain =
                sidechainChannelCount > 0 ? PlanarSound.noise(channelCount: 2, frameCount: 4_000, seed: 2) : nil
            let (cold, warm) = (
                try EffectRig(module, format, values: values), try EffectRig(module, format, values: values)
            )
            try warm.instance.warmUp()
            let expected = try cold.process(input, sidechain: sidechain, blocks: .fixed(maximumFrameCount))
            let found = try warm.process(input, sidechain: sidechain, blocks: .fixed(maximumFrameCount))
            #expect(found.difference(from: expected) == nil, "\(format), values \(values)")
        }
    }

    @Test("is made from its files, its manifest and its kernels, and is current until one of them changes")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("import { half } from './lib/half.js';\n" + Script.gain(process: "half;"), "effect/main.js")
        try folder.write("export const half = 0.5; // see './none.js'", "effect/lib/half.js")
        let script = folder.file("effect/main.js")
        for name in ["effect/main.js", "effect/lib/half.js"] { try Self.settle(folder.file(name)) }
        let loader = try Self.loader.get()
        let module = try loader.load(path: script)
        #expect(Set(module.sourceFiles.map(Self.name)) == ["main.js", "half.js"])
        #expect(
            Set(loader.sourceFiles(path: script).map(Self.name))
                == ["main.js", "half.js", "none.js", "effect.json", "renames.json"])
        #expect(try loader.reload(path: script) === module)

        try folder.write("export const half = 0.25;", "effect/lib/half.js")
        #expect(!module.isCurrent)
        let changed = try loader.reload(path: script)
        #expect(changed !== module)

        // A file that was missing is a change too, and a script that is wrong leaves the old one.
        for name in ["effect/main.js", "effect/lib/half.js"] { try Self.settle(folder.file(name)) }
        let settled = try loader.reload(path: script)
        #expect(try loader.reload(path: script) === settled)
        try folder.write("{ \"script\": 1 }", "effect/effect.json")
        #expect(!settled.isCurrent)
        #expect(throws: EffectError.self) { try loader.reload(path: script) }
        #expect(try loader.load(path: script) === settled)
    }

    private static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }

    /// Makes a file look as if it had been left alone for an hour.
    private static func settle(_ path: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: path)
    }
}

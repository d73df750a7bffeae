// What goes wrong in a script, in every phase of its life, and what the user is told.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A script's mistakes")
struct ScriptErrorTests {
    private static let noise = PlanarSound.noise(channelCount: 2, frameCount: 2_048, seed: 7)

    @Test(
        "are found when it is loaded, and shown with place and stack",
        arguments: [
            ("let a = ;", "SyntaxError", "gain.js:1"),
            ("\n\n  missing();", "ReferenceError: missing is not defined", "gain.js:3"),
            ("throw new RangeError('far out');", "RangeError: far out", "gain.js:1"),
            ("import { a } from './none.js';", "none.js", "gain.js"),
            ("import { a } from 'https://example.org/a.js';", "https://example.org/a.js", "gain.js"),
        ])
    func loading(text: String, message: String, place: String) throws {
        let error = try #require(try Script.refusal(text + "\n" + Script.gain()))
        guard case .script = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.contains(message), "\(error)")
        #expect(error.description.contains(place), "\(error)")
    }

    @Test("end a script that registers nothing with a word on what is missing")
    func nothingRegistered() throws {
        let error = try #require(try Script.refusal("const a = 1;"))
        #expect(error.description.contains("registerProcessor"), "\(error)")
    }

    @Test("in the constructor refuse the format, with the exception")
    func construction() throws {
        let module = try Script.load(Script.gain(constructor: "null.x;"))
        let error = #expect(throws: EffectError.self) { try EffectRig(module, Script.format) }
        #expect(error?.description.contains("TypeError") == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("gain.js:") == true, "\(error?.description ?? "")")
    }

    @Test("in process end the effect, with the exception, its place and its stack")
    func processing() throws {
        let rig = try Script.rig(
            Script.gain(
                top: "function deep(n) { return n > 0 ? deep(n - 1) : missing; }",
                process: "if (currentFrame >= 256) deep(2);"))
        let fault = #expect(throws: EffectFault.self) { try rig.process(Self.noise) }
        let words = fault?.description ?? ""
        #expect(words.hasPrefix("failed in process: ReferenceError: missing is not defined"), "\(words)")
        #expect(words.contains("deep (gain.js:"), "\(words)")
        #expect(rig.instance.drainLog().entries.isEmpty)
    }

    @Test("that never end are stopped in time, wherever they are")
    func endless() throws {
        var limits = EffectLimits()
        limits.setupMilliseconds = 300
        limits.blockMilliseconds = 300
        let loader = try EffectLoader(limits: limits, cache: nil, scriptEngine: StagedEffects.scriptEngine)
        func load(_ text: String) throws -> EffectModule {
            try loader.load([ScriptSource(name: "gain.js", text: text)], name: "gain.js")
        }
        let top = #expect(throws: EffectError.self) { try load("for (;;);") }
        #expect(top?.description.contains("ran longer than its limit of 300 ms") == true)
        let constructor = try load(Script.gain(constructor: "for (;;);"))
        let refusal = #expect(throws: EffectError.self) { try EffectRig(constructor, Script.format) }
        #expect(refusal?.description.contains("ran longer than its limit of 300 ms") == true)
        let rig = try EffectRig(load(Script.gain(process: "for (;;);")), Script.format)
        let fault = #expect(throws: EffectFault.self) { try rig.process(Self.noise) }
        #expect(fault?.description == "ran longer than its limit of 300 ms in process")
    }
}

// The example that is written in four languages, each built by its language's own tools: held to the contract like what
// ships. Languages whose tools are missing are skipped, by name.

import EffectHost
import EffectTestSupport
import Foundation
import TestSupport
import Testing

@Suite("The example in another language", .serialized)
struct ExampleTests {
    private static let names = ["component-c", "component-swift", "component-rust", "component-python"]

    /// The examples by name, and what the script said.
    private struct Built {
        var files: [String: [UInt8]] = [:]
        var modules: [String: EffectModule] = [:]
        var said = ""
    }

    /// Built once.
    private static let built = Result { () throws -> Built in
        let folder = FileManager.default.temporaryDirectory.appending(path: "cajon-examples-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = StagedEffects.root.appending(path: "Scripts/build-examples").path
        var program = Program(script, ["-o", folder.path])
        program.environment = ProcessInfo.processInfo.environment
        program.folder = StagedEffects.root.path
        let outcome = try program.run()
        guard outcome.status == 0 else {
            throw Program.Failure(description: "Scripts/build-examples failed: \(outcome.text)\(outcome.error)")
        }
        var built = Built(said: outcome.text + outcome.error)
        for name in names {
            let path = folder.appending(path: "\(name).wasm").path
            guard FileManager.default.fileExists(atPath: path) else { continue }
            built.files[name] = try EffectLoader.read(path, limit: 64 << 20)
            built.modules[name] = try StagedEffects.loader().load(path: path, name: name)
        }
        return built
    }

    /// Nil when the language's tools aren't installed, which the script says.
    private static func module(_ name: String) throws -> EffectModule? {
        let built = try built.get()
        guard built.modules[name] == nil else { return built.modules[name] }
        try #require(built.said.contains("\(name): skipped: "), "\(built.said)")
        return nil
    }

    private static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 256)

    @Test(
        "takes the fast path where a compiler made it, the general one where an interpreter is inside", arguments: names
    )
    func path(name: String) throws {
        guard let module = try Self.module(name) else { return }
        switch module.path {
        case .core: #expect(name != "component-python")
        case .general(let reasons):
            #expect(name == "component-python")
            #expect(reasons.contains { $0.contains("wasi:") }, "\(reasons)")
        }
        #expect(module.descriptor.name == "Level")
        #expect(module.descriptor.parameters.map(\.id) == ["level"])
    }

    @Test("is read and written to the same bytes, and its world is told and read again", arguments: names)
    func roundTrip(name: String) throws {
        guard try Self.module(name) != nil, let wasm = try Self.built.get().files[name] else { return }
        try ComponentRoundTrip.check(wasm, name)
    }

    @Test("turns the sound down by what its knob says", arguments: names)
    func level(name: String) throws {
        guard let module = try Self.module(name) else { return }
        let sound = PlanarSound.noise(channelCount: 2, frameCount: 2_000, amplitude: 0.5, seed: 4)
        for percent: Float in [0, 25, 100] {
            let output = try EffectRig(module, Self.format, values: [percent]).process(sound)
            #expect(output.samples == sound.samples.map { $0 * (percent * 0.01) })
        }
    }

    @Test("puts out the same samples however the stream is cut, also while its knob moves", arguments: names)
    func blocks(name: String) throws {
        guard let module = try Self.module(name) else { return }
        let sound = PlanarSound.noise(channelCount: 2, frameCount: 4_000, amplitude: 0.5, seed: 5)
        let changes = [EffectRig.Change(frame: 700, index: 0, value: 90), .init(frame: 2_200, index: 0, value: 25)]
        let cuts: [BlockLengths] = [.fixed(256), .fixed(1), .fixed(17), .mixed(seed: 6)]
        let outputs = try cuts.map { cut in
            let rig = try EffectRig(module, Self.format)
            let first = try rig.process(sound, blocks: cut, changes: changes)
            try rig.reset()
            return (first, try rig.process(sound, blocks: cut))
        }
        for output in outputs.dropFirst() {
            #expect(output.0.difference(from: outputs[0].0) == nil)
            #expect(output.1.difference(from: outputs[0].1) == nil)
        }
        // After a reset the level stands where the knob was left.
        #expect(outputs[0].1.samples == sound.samples.map { $0 * 0.25 })
    }

    @Test("plays the same sound, to the bit, in every language that a compiler made")
    func agreement() throws {
        let sound = PlanarSound.noise(channelCount: 2, frameCount: 3_000, amplitude: 0.5, seed: 7)
        let changes = [EffectRig.Change(frame: 500, index: 0, value: 80)]
        let outputs = try Self.names.dropLast().compactMap { name in
            try Self.module(name).map { try EffectRig($0, Self.format).process(sound, changes: changes) }
        }
        #expect(outputs.count >= 2, "C and Swift can be built wherever Cajon can")
        for output in outputs.dropFirst() { #expect(output.difference(from: outputs[0]) == nil) }
    }

    @Test("refuses a format that makes no sense, and says why", arguments: names)
    func refusal(name: String) throws {
        guard let module = try Self.module(name) else { return }
        let instance = try module.instantiate()
        let error = #expect(throws: EffectError.self) {
            try instance.configure(EffectFormat(sampleRateHertz: 0, channelCount: 2, maximumFrameCount: 64))
        }
        #expect(error.map { "\($0)" }?.contains("sample rate above 0") == true)
    }
}

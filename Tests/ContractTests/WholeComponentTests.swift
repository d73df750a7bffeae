// The shipped effects by every path: as components taken apart, as core modules, as components run as wholes. The samples
// are the same to the bit.

import ComponentBinary
import EffectHost
import EffectTestSupport
import TestSupport
import Testing
import WasmEngine

@Suite("A shipped effect, which is a component,")
struct WholeComponentTests {
    private static let loader = Result { () throws(EffectError) in try EffectLoader(cache: nil) }

    /// The effect's core module by itself, and all of it run as a whole.
    private static func others(_ name: String) throws -> [EffectModule] {
        let wasm = try EffectLoader.read(StagedEffects.modulePath(name), limit: 64 << 20)
        let module = Array(try Component(parsing: wasm).coreModules[0])
        return [
            try StagedEffects.loader(grantingAssetsOf: name).load(module, name: name),
            try StagedEffects.loader(grantingAssetsOf: name).loadGeneral(wasm, name: name, reasons: ["it is a test"]),
        ]
    }

    private static func same(_ name: String, frameCount: Int, blocks: BlockLengths) throws {
        let fast = try StagedEffects.module(name)
        #expect(fast.path == .core)
        let others = try others(name)
        for other in others { #expect(other.descriptor == fast.descriptor) }
        let descriptor = fast.descriptor
        var generator = SeededGenerator(seed: 77)
        for sidechainChannelCount in descriptor.hasSidechain ? [0, 2] : [0] {
            let changes = [300, 700].map { frame in
                let index = Int.random(in: 0..<descriptor.parameters.count, using: &generator)
                return EffectRig.Change(
                    frame: frame, index: index, value: descriptor.randomValues(using: &generator)[index])
            }
            let format = EffectFormat(
                sampleRateHertz: 44_100, channelCount: 2, sidechainChannelCount: sidechainChannelCount,
                maximumFrameCount: 256)
            let sound = PlanarSound.noise(channelCount: 2, frameCount: frameCount, amplitude: 0.5, seed: 9)
            let side = PlanarSound.noise(channelCount: 2, frameCount: frameCount, amplitude: 0.5, seed: 10)
            let sidechain = sidechainChannelCount == 0 ? nil : side
            let rigs = try ([fast] + others).map { try EffectRig($0, format, values: descriptor.initialValues) }
            for rig in rigs { #expect(rig.timing == rigs[0].timing) }
            for _ in 0..<2 {
                let outputs = try rigs.map {
                    try $0.process(sound, sidechain: sidechain, blocks: blocks, changes: changes)
                }
                for output in outputs { #expect(output.difference(from: outputs[0]) == nil) }
                #expect(outputs[0].samples.contains { $0 != 0 })
                for rig in rigs { try rig.reset() }
            }
        }
    }

    @Test("puts out the same bits as its core module, and as all of it run as a whole", arguments: StagedEffects.names)
    func native(name: String) throws { try Self.same(name, frameCount: 5_000, blocks: .mixed(seed: 3)) }

    /// Scripts that bring kernels with them are left out: see below.
    @Test("puts out the same bits in JavaScript too", arguments: StagedEffects.scriptNames.filter { $0 != "cabinet" })
    func script(name: String) throws { try Self.same(name, frameCount: 1_000, blocks: .fixed(128)) }

    @Test(
        "is read and written to the same bytes, and its world is told and read again",
        arguments: StagedEffects.everyName)
    func roundTrip(name: String) throws {
        try ComponentRoundTrip.check(EffectLoader.read(StagedEffects.modulePath(name), limit: 64 << 20), name)
    }

    @Test("is refused as a whole for the kernels of its script, by name")
    func kernels() throws {
        let wasm = try EffectLoader.read(StagedEffects.modulePath("cabinet"), limit: 64 << 20)
        // wasmtime has nothing against it, as against none of the others, which it has run above.
        var configuration = WasmEngine.Configuration()
        configuration.allowsComponents = true
        #expect(throws: Never.self) { try WasmComponent(wasm, engine: WasmEngine(configuration)) }
        let error = #expect(throws: EffectError.self) {
            try Self.loader.get().loadGeneral(wasm, name: "cabinet", reasons: [])
        }
        guard case .invalidKernel = error?.kind else {
            Issue.record("\(error.map { "\($0)" } ?? "nothing was thrown")")
            return
        }
    }
}

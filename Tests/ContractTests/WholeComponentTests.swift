// The shipped effects as components that are run as wholes: the same samples as their modules', to the bit.

import ComponentModel
import EffectHost
import EffectTestSupport
import TestSupport
import Testing
import WasmEngine

@Suite("A shipped effect as a component that is run as a whole")
struct WholeComponentTests {
    private static let loader = Result { () throws(EffectError) in try EffectLoader(cache: nil) }

    /// What leads to a script's kernels, for scripts that have none.
    private static let kernels: HostInterface = {
        var interface = HostInterface("cajon:script/kernels@0.1.0")
        interface.otherFunctions = .trap
        return interface
    }()

    private static func component(_ name: String) throws -> EffectModule {
        let module = try EffectLoader.read(StagedEffects.modulePath(name), limit: 64 << 20)
        return try loader.get().loadGeneral(
            EffectComponent.encode(module), name: name, reasons: ["is a test"], granting: [kernels])
    }

    private static func same(_ name: String, frameCount: Int, blocks: BlockLengths) throws {
        let core = try StagedEffects.module(name)
        let general = try component(name)
        #expect(general.descriptor == core.descriptor)
        let descriptor = core.descriptor
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
            let rigs = try [core, general].map { try EffectRig($0, format, values: descriptor.initialValues) }
            #expect(rigs[0].timing == rigs[1].timing)
            for _ in 0..<2 {
                let outputs = try rigs.map {
                    try $0.process(sound, sidechain: sidechain, blocks: blocks, changes: changes)
                }
                #expect(outputs[1].difference(from: outputs[0]) == nil)
                #expect(outputs[0].samples.contains { $0 != 0 })
                for rig in rigs { try rig.reset() }
            }
        }
    }

    @Test("puts out the same bits as its module", arguments: StagedEffects.names)
    func native(name: String) throws { try Self.same(name, frameCount: 5_000, blocks: .mixed(seed: 3)) }

    /// An engine takes seconds to compile, so only one.
    @Test("puts out the same bits as its module, in JavaScript too", arguments: ["tape-delay"])
    func script(name: String) throws { try Self.same(name, frameCount: 1_500, blocks: .fixed(128)) }

    @Test("is refused for its kernels where nobody grants them")
    func kernels() throws {
        let module = try EffectLoader.read(StagedEffects.modulePath("cabinet"), limit: 64 << 20)
        let component = try EffectComponent.encode(module)
        let error = #expect(throws: EffectError.self) {
            try Self.loader.get().loadGeneral(component, name: "cabinet", reasons: [])
        }
        #expect(error?.description.contains("it imports ‘cajon:script/kernels@0.1.0’, which nobody granted") == true)
    }
}

// An effect takes all its memory when it is configured, and none while it plays.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect's memory")
struct MemoryTests {
    @Test(
        "doesn't grow over 10,000 blocks, whatever their lengths and the parameters", arguments: StagedEffects.everyName
    )
    func doesNotGrow(name: String) throws {
        let sidechainChannelCount = try StagedEffects.module(name).descriptor.hasSidechain ? 2 : 0
        var scene = try Scene(
            name, rate: 48_000, channelCount: 2, sidechainChannelCount: sidechainChannelCount,
            maximumFrameCount: 2_048, frameCount: 2_048, seed: 13)
        let rig = try scene.rig()
        let configured = rig.instance.memoryByteCount
        for block in 0..<10_000 {
            let length = block % 100 == 0 ? 2_048 : Int.random(in: 1...64, using: &scene.generator)
            if block % 10 == 0 {
                try rig.set(scene.module.descriptor.randomValues(using: &scene.generator))
            }
            if block % 1_000 == 999 { try rig.reset() }
            _ = try rig.process(
                scene.input.frames(0..<length), sidechain: scene.sidechain?.frames(0..<length), blocks: .fixed(2_048))
        }
        #expect(rig.instance.memoryByteCount == configured)
    }

    @Test("doesn't grow by being configured 1,000 times", arguments: StagedEffects.everyName)
    func configureGivesBack(name: String) throws {
        let scene = try Scene(name, rate: 96_000, channelCount: 6, frameCount: 100, seed: 14)
        let rig = try scene.rig()
        let other = EffectFormat(sampleRateHertz: 44_100, channelCount: 2, maximumFrameCount: 512)
        for _ in 0..<10 {
            try rig.configure(other)
            try rig.configure(scene.format)
        }
        let settled = rig.instance.memoryByteCount
        for _ in 0..<500 {
            try rig.configure(other)
            try rig.configure(scene.format)
        }
        #expect(rig.instance.memoryByteCount == settled)
        #expect(settled < 64 << 20)
    }
}

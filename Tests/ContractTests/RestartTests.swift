// A reset effect is a new one, an effect configured again is a new one, and two of a kind do the same.

import EffectHost
import EffectTestSupport
import TestSupport
import Testing

@Suite("A shipped effect that starts again")
struct RestartTests {
    private static let frameCount = 9_000

    /// Formats and random values to try.
    private static func scenes(_ name: String) throws -> [Scene] {
        let descriptor = try StagedEffects.module(name).descriptor
        var scenes: [Scene] = []
        for (index, rate) in Rates.all.enumerated() {
            for channelCount in [1, 2, 3, 6] {
                for sidechainChannelCount in descriptor.sidechainChannelCounts(for: channelCount) {
                    scenes.append(
                        try Scene(
                            name, rate: rate, channelCount: channelCount,
                            sidechainChannelCount: sidechainChannelCount, frameCount: frameCount,
                            seed: UInt64(index * 10 + channelCount)))
                }
            }
        }
        return scenes
    }

    @Test("after a reset puts out the same bits as a new one", arguments: StagedEffects.everyName)
    func resetEqualsNew(name: String) throws {
        for scene in try Self.scenes(name) {
            let rig = try scene.rig()
            let first = try scene.run(rig)
            try rig.reset()
            let second = try scene.run(rig)
            #expect(second.difference(from: first) == nil, "\(scene.format), values \(scene.values)")
        }
    }

    @Test(
        "after parameters moved and a reset puts out the same bits as one that was sent there before its first block",
        arguments: StagedEffects.everyName)
    func resetEndsMotion(name: String) throws {
        for var scene in try Self.scenes(name) {
            let target = scene.module.descriptor.randomValues(using: &scene.generator)
            let moved = try scene.rig()
            _ = try scene.run(moved)
            try moved.set(target)
            // The parameters are still on their way.
            _ = try moved.process(
                scene.input.frames(0..<100), sidechain: scene.sidechain?.frames(0..<100), blocks: .fixed(100))
            try moved.reset()
            let fresh = try scene.rig()
            try fresh.set(target)
            #expect(
                try scene.run(moved).difference(from: scene.run(fresh)) == nil,
                "\(scene.format), from \(scene.values) to \(target)")
        }
    }

    @Test(
        "configured again, for another format and back, is as one that was just made",
        arguments: StagedEffects.everyName)
    func configureEqualsNew(name: String) throws {
        for var scene in try Self.scenes(name) {
            let target = scene.module.descriptor.randomValues(using: &scene.generator)
            let used = try scene.rig()
            _ = try scene.run(used)
            try used.set(target)
            try used.configure(
                EffectFormat(sampleRateHertz: 32_000, channelCount: 4, maximumFrameCount: 100))
            _ = try used.process(.noise(channelCount: 4, frameCount: 500, seed: 1))
            try used.configure(scene.format)
            let fresh = try EffectRig(scene.module, scene.format, values: target)
            #expect(used.timing == fresh.timing)
            #expect(
                try scene.run(used).difference(from: scene.run(fresh)) == nil,
                "\(scene.format), from \(scene.values) to \(target)")
        }
    }

    @Test("shares nothing with another of its kind that runs in between", arguments: StagedEffects.everyName)
    func instancesAreApart(name: String) throws {
        for scene in try Self.scenes(name) {
            let alone = try scene.run(scene.rig(), blocks: .fixed(100))
            let (one, other) = (try scene.rig(), try scene.rig())
            for start in stride(from: 0, to: Self.frameCount, by: 100) {
                let range = start..<start + 100
                let (input, sidechain) = (scene.input.frames(range), scene.sidechain?.frames(range))
                let first = try one.process(input, sidechain: sidechain, blocks: .fixed(100))
                let second = try other.process(input, sidechain: sidechain, blocks: .fixed(100))
                let expected = alone.frames(range)
                guard first.difference(from: expected) == nil, second.difference(from: expected) == nil else {
                    Issue.record("\(scene.format), values \(scene.values), block at frame \(start)")
                    return
                }
            }
        }
    }
}

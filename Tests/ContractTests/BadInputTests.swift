// Input that is no sound: NaN, infinity, huge numbers, denormals. The graph keeps the first two from effects; a host
// that doesn't must get its effect back by a reset all the same.

import AudioGraph
import CRealtime
import EffectHost
import EffectTestSupport
import Realtime
import TestSupport
import Testing

@Suite("A shipped effect with bad input")
struct BadInputTests {
    private static let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 512)

    @Test(
        "neither fails nor keeps anything of it past a reset", arguments: StagedEffects.everyName,
        [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -1e30, .leastNonzeroMagnitude])
    func recovers(name: String, poison: Float) throws {
        let hasSidechain = try StagedEffects.module(name).descriptor.hasSidechain
        for seed in 0..<12 as Range<UInt64> {
            let scene = try Scene(
                name, rate: 48_000, channelCount: 2, sidechainChannelCount: hasSidechain && seed % 3 > 0 ? 2 : 0,
                frameCount: 4_000, seed: seed)
            let rig = try scene.rig()
            let expected = try scene.run(rig)
            // Where there is a side-chain, in that alone, or in both.
            var (input, sidechain) = (scene.input, scene.sidechain)
            for frame in stride(from: 100, to: 4_000, by: 97) {
                if sidechain == nil || seed % 3 == 1 { input[frame % 2, frame] = poison }
                sidechain?[frame % 2, frame] = poison
            }
            try rig.reset()
            // The host silences a block that isn't finite, so what comes out is finite in any case.
            #expect(try rig.process(input, sidechain: sidechain).isFinite)
            try rig.reset()
            #expect(try scene.run(rig).difference(from: expected) == nil, "values \(scene.values)")
        }
    }

    @Test(
        "behind a graph hears a block with NaN or infinity as silence", arguments: StagedEffects.everyName,
        [Float.nan, .infinity, -.infinity])
    func graphKeepsItOut(name: String, poison: Float) throws {
        let module = try StagedEffects.module(name)
        let length = 512
        let clean = PlanarSound.noise(channelCount: 2, frameCount: length * 12, seed: 8)
        var (bad, silenced) = (clean, clean)
        bad[1, length * 5 + 77] = poison
        for frame in length * 5..<length * 6 {
            silenced[0, frame] = 0
            silenced[1, frame] = 0
        }
        let expected = try Self.render(module, silenced, length: length)
        let heard = try Self.render(module, bad, length: length)
        #expect(heard.output.difference(from: expected.output) == nil)
        #expect(heard.silencedBlocks == 1 && expected.silencedBlocks == 0)
    }

    private static func render(
        _ module: EffectModule, _ input: PlanarSound, length: Int
    ) throws -> (output: PlanarSound, silencedBlocks: UInt64) {
        let instance = try module.instantiate()
        let timing = try instance.configure(format)
        var plan = try RenderPlan.compile(
            .chain([GraphNode("effect", hasSidechain: module.descriptor.hasSidechain)]),
            format: RenderFormat(sampleRate: 48_000, channelCount: 2, maximumFrames: length),
            steps: [
                "effect": NodeStep(
                    step: instance.step, latencyFrames: timing.latencyFrameCount, tailFrames: timing.tailFrameCount)
            ])
        var output = PlanarSound(channelCount: 2, frameCount: input.frameCount)
        for start in stride(from: 0, to: input.frameCount, by: length) {
            let block = input.frames(start..<start + length).samples
            var result = block
            block.withUnsafeBufferPointer { source in
                result.withUnsafeMutableBufferPointer { destination in
                    // SAFETY: both arrays hold two channels of `length` frames.
                    plan.render(
                        position: UInt64(start),
                        input: AudioBlock(base: source.baseAddress!, channelCount: 2, frameCount: length),
                        output: MutableAudioBlock(base: destination.baseAddress!, channelCount: 2, frameCount: length))
                }
            }
            for channel in 0..<2 {
                for frame in 0..<length { output[channel, start + frame] = result[channel * length + frame] }
            }
        }
        withExtendedLifetime(instance) {}
        return (output, plan.nonFiniteInputBlockCount)
    }

    /// Denormals are what makes a decaying sound slow on many processors. A time can't be asserted on a busy machine;
    /// that no sample is one can, and where none comes out of recursions that decay through their range, none is inside.
    @Test(
        "puts out no denormal number, neither of denormal input nor while it decays", arguments: StagedEffects.everyName
    )
    func flushesDenormals(name: String) throws {
        let module = try StagedEffects.module(name)
        var generator = SeededGenerator(seed: 9)
        var loud: UInt64 = 0
        var small: UInt64 = 0
        for _ in 0..<20 {
            let values = module.descriptor.randomValues(using: &generator)
            let noise = PlanarSound.noise(channelCount: 2, frameCount: 8_192, amplitude: 1, seed: generator.next())
            var tiny = noise
            for index in tiny.samples.indices { tiny.samples[index] *= 0x1p-130 }
            let rig = try EffectRig(module, Self.format, values: values)
            let start = cajon_monotonic_nanoseconds()
            _ = try rig.process(noise)
            let middle = cajon_monotonic_nanoseconds()
            let outcome = try rig.process(tiny)
            let end = cajon_monotonic_nanoseconds()
            loud += middle - start
            small += end - middle
            let decay = try rig.process(PlanarSound(channelCount: 2, frameCount: 100_000))
            #expect(outcome.samples.allSatisfy { !$0.isSubnormal }, "denormal input, values \(values)")
            #expect(decay.samples.allSatisfy { !$0.isSubnormal }, "decay, values \(values)")
        }
        print("\(name): denormal input takes \(Double(small) / Double(loud)) of the time of noise")
    }
}

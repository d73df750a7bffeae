// How a Faust module is played: channels, blocks, changes, rest.

import EffectHost
import EffectTestSupport
import Testing

@Suite("A Faust effect")
struct FaustChannelTests {
    private func rig(
        _ fixture: FaustFixture, channels: Int, maximumFrameCount: Int = 512, values: [Float] = []
    ) throws -> EffectRig {
        try EffectRig(
            fixture.module(),
            EffectFormat(sampleRateHertz: 48_000, channelCount: channels, maximumFrameCount: maximumFrameCount),
            values: values)
    }

    /// Each channel's own sample.
    private func sound(_ channels: Int, frames: Int = 8) -> PlanarSound {
        PlanarSound(channelCount: channels, frameCount: frames) { channel, frame in
            frame == 1 ? Float(channel + 1) : 0
        }
    }

    private func played(_ inputs: Int, _ outputs: Int, channels: Int, isDouble: Bool = false) throws -> [Float] {
        let fixture = FaustFixture(isDouble: isDouble, inputs: inputs, outputs: outputs)
        let output = try rig(fixture, channels: channels).process(sound(channels))
        return (0..<channels).map { output[$0, 1] }
    }

    @Test("with as many inputs and outputs as there are channels gets them as they are", arguments: [false, true])
    func straight(_ isDouble: Bool) throws {
        #expect(try played(1, 1, channels: 1, isDouble: isDouble) == [1])
        #expect(try played(2, 2, channels: 2, isDouble: isDouble) == [1, 2])
        #expect(try played(5, 5, channels: 5, isDouble: isDouble) == [1, 2, 3, 4, 5])
    }

    @Test("of one channel is played once for each", arguments: [false, true])
    func instances(_ isDouble: Bool) throws {
        #expect(try played(1, 1, channels: 2, isDouble: isDouble) == [1, 2])
        #expect(try played(2, 2, channels: 5, isDouble: isDouble) == [1, 2, 3, 4, 5])
    }

    @Test("of more channels gets a single one on all inputs, and the outputs' mean is heard", arguments: [false, true])
    func mono(_ isDouble: Bool) throws {
        #expect(try played(2, 2, channels: 1, isDouble: isDouble) == [1])
        #expect(try played(4, 4, channels: 1, isDouble: isDouble) == [1])
        // The fixture's second output is silent.
        #expect(try played(1, 2, channels: 1, isDouble: isDouble) == [0.5])
    }

    @Test("with inputs or outputs too many or too few goes by the rule", arguments: [false, true])
    func uneven(_ isDouble: Bool) throws {
        // One input gets the mean of two channels.
        #expect(try played(1, 2, channels: 2, isDouble: isDouble) == [1.5, 0])
        // One output is heard in both channels.
        #expect(try played(2, 1, channels: 2, isDouble: isDouble) == [1, 1])
        // Inputs without a channel are silent; each output belongs to its input.
        #expect(try played(4, 4, channels: 2, isDouble: isDouble) == [1, 2])
        #expect(try played(4, 4, channels: 6, isDouble: isDouble) == [1, 2, 3, 4, 5, 6])
        #expect(try played(4, 2, channels: 4, isDouble: isDouble) == [1, 2, 0, 0])
    }

    @Test("takes blocks of any length, longer than Faust's own hosts give", arguments: [false, true])
    func longBlocks(_ isDouble: Bool) throws {
        let fixture = FaustFixture(isDouble: isDouble)
        let noise = PlanarSound.noise(channelCount: 2, frameCount: 40_000, seed: 3)
        let output = try rig(fixture, channels: 2, maximumFrameCount: 20_000)
            .process(noise, blocks: .fixed(20_000))
        #expect(output.difference(from: noise) == nil)
    }

    @Test("moves its parameters without a click, and the same for any block size")
    func glides() throws {
        let fixture = FaustFixture()
        let ones = PlanarSound(channelCount: 2, frameCount: 8_000) { _, _ in 1 }
        let changes = [
            EffectRig.Change(frame: 1_003, index: 0, value: 0), EffectRig.Change(frame: 1_700, index: 0, value: 2),
            EffectRig.Change(frame: 4_001, index: 0, value: 1),
        ]
        let smooth = try rig(fixture, channels: 2, values: [1]).process(ones, blocks: .fixed(512), changes: changes)
        // 20 ms in steps of 16 frames: 60 of them, of 2 at most in all.
        let steps = (1..<8_000).map { abs(smooth[0, $0] - smooth[0, $0 - 1]) }
        #expect(steps.max()! < 2.1 / 60)
        #expect(smooth[1, 7_999] == 1)
        for blocks in [BlockLengths.fixed(1), .fixed(17), .mixed(seed: 1), .mixed(seed: 2)] {
            let other = try rig(fixture, channels: 2, values: [1]).process(ones, blocks: blocks, changes: changes)
            #expect(other.difference(from: smooth) == nil, "blocks of \(blocks)")
        }
    }

    @Test("is after a reset as it was before the first block, with its parameters as they stand")
    func resets() throws {
        // It adds the sample before, which lies in its state, and counts blocks where nobody clears it.
        let fixture = FaustFixture(
            compute: """
                (local.set $in (i32.load (local.get $inputs)))
                (local.set $out (i32.load (local.get $outputs)))
                (f32.store (i32.const 8) (f32.add (f32.load (i32.const 8)) (f32.const 1)))
                (f32.store (local.get $out) (f32.add (f32.load (i32.const 8)) (f32.load (i32.const 0))))
                """)
        let rig = try self.rig(fixture, channels: 2)
        let silence = PlanarSound(channelCount: 2, frameCount: 1)
        _ = try rig.process(silence)
        #expect(try rig.process(silence)[0, 0] == 3)
        try rig.set([0.5])
        try rig.reset()
        let first = try rig.process(silence)
        #expect(first[0, 0] == 1.5 && first[1, 0] == 1.5)
    }

    @Test("that takes more memory than there is for so many channels says so")
    func memory() throws {
        let module = try FaustFixture(size: 30 << 20).module()
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 8, maximumFrameCount: 64)
        let error = #expect(throws: EffectError.self) { try module.instantiate().configure(format) }
        #expect(
            error?.description.contains("more memory for so many channels") == true, "\(error?.description ?? "none")")
    }

    @Test("has a tail that a host may end")
    func tail() throws {
        #expect(try rig(FaustFixture(), channels: 1).timing.tailFrameCount == 30 * 48_000)
    }
}

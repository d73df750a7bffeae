// Effects that take one block length only: the host collects, hands out, and says the latency.

import EffectHost
import TestSupport
import Testing

@Suite("An effect with a quantum")
struct QuantumTests {
    private static let quantum = 16
    private static let frameCount = 500

    /// Traps unless it is given whole quanta, in stereo, at the right places. Adds the side-chain; marks the first
    /// frame of each of its blocks by adding its position to the left channel.
    private static func guest(quantum: Int = quantum) -> Guest {
        let bytes = 8 * quantum
        return Guest().describing { $0.quantum = UInt32(quantum) }.with(
            .configure,
            """
            (if (i32.ne (local.get $maximum) (i32.const \(quantum))) (then (unreachable)))
            (i32.store (i32.const 20) (i32.const 5))
            (i32.store (i32.const 24) (i32.const 0))
            (i32.const 16)
            """
        ).with(
            .process,
            """
            (if (i32.ne (i32.shl (local.get $count) (i32.const 2)) (i32.const \(bytes))) (then (unreachable)))
            (if (i64.ne (local.get $position) (global.get $expected)) (then (unreachable)))
            (global.set $expected (i64.add (global.get $expected) (i64.const \(quantum))))
            \(Guest.multiply)
            (f32.store (local.get $input)
              (f32.add (f32.load (local.get $input)) (f32.convert_i64_u (local.get $position))))
            \(Guest.returnInput)
            """
        ).with(.reset, "(global.set $expected (i64.const 0))").adding("(global $expected (mut i64) (i64.const 0))")
    }

    private static func noise(seed: UInt64, frameCount: Int = frameCount) -> Signal {
        var generator = SeededGenerator(seed: seed)
        return (0..<2).map { _ in (0..<frameCount).map { _ in Float.random(in: -1...1, using: &generator) } }
    }

    /// What the guest makes of a signal, one quantum late; what comes before is silence.
    private static func expected(_ input: Signal, sidechain: Signal, gain: Float, quantum: Int = quantum) -> Signal {
        let count = input[0].count
        return (0..<2).map { channel in
            (0..<count).map { frame in
                guard frame >= quantum else { return 0 }
                let source = frame - quantum
                var sample = input[channel][source] * gain
                if !sidechain.isEmpty { sample += sidechain[channel][source] }
                if channel == 0 && source % quantum == 0 { sample += Float(source) }
                return sample
            }
        }
    }

    @Test("lags by its own latency and one quantum")
    func latency() throws {
        let player = try Host.player(Self.guest())
        #expect(player.timing.latencyFrameCount == 5 + Self.quantum)
    }

    @Test(
        "gives the same samples whatever the blocks, with its quantum as the delay",
        arguments: [[1], [7], [16], [17], [64], [3, 16, 1, 15, 40], [64, 1, 33]])
    func anyBlocks(blocks: [Int]) throws {
        let player = try Host.player(Self.guest(), gain: 3, sidechainChannelCount: 0)
        let input = Self.noise(seed: 1)
        #expect(player.play(input, blocks: blocks) == Self.expected(input, sidechain: [], gain: 3))
        #expect(player.instance.takeFault() == nil)
    }

    @Test("hears its side-chain at the same frames as its input", arguments: [[1], [16], [13], [64, 5]])
    func sidechain(blocks: [Int]) throws {
        let player = try Host.player(Self.guest(), gain: 2)
        let input = Self.noise(seed: 2)
        let sidechain = Self.noise(seed: 3)
        #expect(
            player.play(input, sidechain: sidechain, blocks: blocks)
                == Self.expected(input, sidechain: sidechain, gain: 2))
    }

    @Test("longer than any block is as good", arguments: [100, 499, 500, 4_096])
    func longQuantum(quantum: Int) throws {
        let player = try Host.player(Self.guest(quantum: quantum), gain: 1, sidechainChannelCount: 0)
        let input = Self.noise(seed: 4)
        #expect(
            player.play(input, blocks: [64, 30])
                == Self.expected(input, sidechain: [], gain: 1, quantum: quantum))
        #expect(player.timing.latencyFrameCount == 5 + quantum)
    }

    @Test("of one frame is as good")
    func singleFrame() throws {
        let player = try Host.player(Self.guest(quantum: 1), gain: 1, sidechainChannelCount: 0)
        let input = Self.noise(seed: 5, frameCount: 100)
        #expect(player.play(input, blocks: [9, 2]) == Self.expected(input, sidechain: [], gain: 1, quantum: 1))
    }

    @Test("forgets what it collected when it is reset")
    func reset() throws {
        let module = try Host.load(Self.guest())
        let player = try Player(module, gain: 1)
        _ = player.play(Self.noise(seed: 6), blocks: [27])
        try player.reset()
        let input = Self.noise(seed: 7, frameCount: 16)
        let silence = Signal(repeating: Array(repeating: 0, count: 16), count: 2)
        #expect(player.play(input) == silence)
    }

    @Test("that traps in a later quantum is ended in the block that completes it")
    func traps() throws {
        let guest = Self.guest().with(
            .process,
            "(if (i64.eq (local.get $position) (i64.const 32)) (then (unreachable)))" + Guest.returnInput)
        let player = try Host.player(guest, sidechainChannelCount: 0)
        let block = Self.noise(seed: 8, frameCount: 10)
        // Frames 32 to 47 are complete with the fifth block of ten.
        for _ in 0..<4 { #expect(player.play(block) != nil) }
        #expect(player.play(block) == nil)
        let fault = try #require(player.instance.takeFault())
        #expect(fault.description.hasPrefix("trapped in process: it reached code marked unreachable"))
        #expect(player.play(block) == nil)
    }

    @Test("that puts out a NaN is silent for one quantum, not for the block")
    func nonFinite() throws {
        let guest = Self.guest().with(
            .process,
            """
            (if (i64.eq (local.get $position) (i64.const 16)) (then
              (f32.store (local.get $input) (f32.const nan))))
            \(Guest.returnInput)
            """)
        let player = try Host.player(guest, sidechainChannelCount: 0)
        let input = Signal(repeating: Array(repeating: 1, count: 64), count: 2)
        let channel = (0..<64).map { Float((16..<32).contains($0) || $0 >= 48 ? 1 : 0) }
        #expect(player.play(input) == [channel, channel])
        #expect(player.instance.nonFiniteBlockCount == 1)
    }
}

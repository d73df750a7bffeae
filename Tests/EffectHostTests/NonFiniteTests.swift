// NaN and infinity never leave an effect.

import EffectHost
import TestSupport
import Testing

@Suite("An effect that puts out what is no number")
struct NonFiniteTests {
    /// Puts a value at one place of blocks whose position is a multiple of 256, and is well-behaved otherwise.
    private func guest(_ value: String, atSample index: Int) -> Guest {
        Guest().with(
            .process,
            """
            \(Guest.multiply)
            (if (i64.eqz (i64.and (local.get $position) (i64.const 255))) (then
              (f32.store offset=\(4 * index) (local.get $input) (f32.const \(value)))))
            \(Guest.returnInput)
            """)
    }

    @Test(
        "is silent for that block, and heard again after it",
        arguments: ["nan", "-nan", "nan:0x200001", "inf", "-inf"], [0, 1, 63, 64, 127])
    func isSilenced(value: String, index: Int) throws {
        let player = try Host.player(guest(value, atSample: index), gain: 2)
        let input = Signal(repeating: Array(repeating: 0.5, count: 64), count: 2)
        let silence = Signal(repeating: Array(repeating: 0, count: 64), count: 2)
        let sound = Signal(repeating: Array(repeating: 1, count: 64), count: 2)
        for block in 0..<9 { #expect(player.play(input) == (block % 4 == 0 ? silence : sound), "block \(block)") }
        #expect(player.instance.nonFiniteBlockCount == 3)
        #expect(player.instance.takeFault() == nil)
    }

    @Test("in every block is silent throughout, and counted")
    func flood() throws {
        let guest = Guest().with(
            .process,
            """
            (memory.fill (local.get $input) (i32.const 0xff) (i32.shl (local.get $count) (i32.const 2)))
            \(Guest.returnInput)
            """)
        let player = try Host.player(guest)
        for count in [1, 3, 17, 64] {
            let input = Signal(repeating: Array(repeating: 1, count: count), count: 2)
            for _ in 0..<100 { #expect(player.play(input) == input.map { $0.map { _ in 0 } }) }
        }
        #expect(player.instance.nonFiniteBlockCount == 400)
    }

    @Test("but only huge or tiny ones is heard as it is")
    func extremes() throws {
        let player = try Host.player(Guest(), gain: 1)
        let input: Signal = [[.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [.leastNormalMagnitude, -0.0]]
        #expect(player.play(input) == input)
        #expect(player.instance.nonFiniteBlockCount == 0)
    }

    @Test("because the host's parameter made it overflow is silent, not ended")
    func overflow() throws {
        let player = try Host.player(Guest(), gain: 4)
        #expect(player.play([[.greatestFiniteMagnitude], [1]]) == [[0], [0]])
        #expect(player.play([[1], [1]]) == [[4], [4]])
    }
}

// Copies and fills of any size: the same bytes as ever, and a deadline in the middle.

import CRealtime
import EffectHost
import TestSupport
import Testing
import WasmEngine

@Suite("An effect that copies and fills memory")
struct BulkMemoryTests {
    /// Does at each block what the block's six samples say: first `to`, `from`, `count` for a copy or a fill, in units
    /// of 1 byte, as low and high halves; answers with a checksum of its memory, 16 bits in each of two samples.
    ///
    /// Memory from 131,072 on is noise; the last three samples are returned as they are.
    private static let guest: Guest = {
        var guest = Guest().with(.process, "(call $work (local.get $input))" + Guest.returnInput)
        guest.memory = "40 40"
        return guest.adding(
            """
            (func $number (param $at i32) (result i32)
              (i32.or (i32.trunc_f32_u (f32.load (local.get $at)))
                (i32.shl (i32.trunc_f32_u (f32.load offset=4 (local.get $at))) (i32.const 16))))
            """,
            """
            (func $work (param $input i32) (local $i i32) (local $sum i32)
              (local.set $i (i32.const 131072))
              (loop $noise
                (i32.store (local.get $i) (i32.mul (i32.add (local.get $i) (i32.const 77)) (i32.const 0x9e3779b1)))
                (br_if $noise (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 2621440))))
              (memory.copy (call $number (local.get $input)) (call $number (i32.add (local.get $input) (i32.const 8)))
                (call $number (i32.add (local.get $input) (i32.const 16))))
              (memory.fill (call $number (i32.add (local.get $input) (i32.const 24))) (i32.const 0x5a)
                (call $number (i32.add (local.get $input) (i32.const 32))))
              (local.set $i (i32.const 131072))
              (loop $add
                (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (i32.load (local.get $i))))
                (br_if $add (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 2621440))))
              (f32.store (local.get $input) (f32.convert_i32_u (i32.and (local.get $sum) (i32.const 0xffff))))
              (f32.store offset=4 (local.get $input) (f32.convert_i32_u (i32.shr_u (local.get $sum) (i32.const 16)))))
            """)
    }()

    private static let start = 131_072
    private static let end = 2_621_440

    /// What the guest should answer.
    private static func model(to: Int, from: Int, count: Int, fillAt: Int, fillCount: Int) -> (Float, Float) {
        var words = [UInt32](repeating: 0, count: (end - start) / 4)
        for index in words.indices { words[index] = UInt32(start + 4 * index + 77) &* 0x9e37_79b1 }
        words.withUnsafeMutableBytes { bytes in
            let moved = Array(bytes[from - start..<from - start + count])
            for (index, byte) in moved.enumerated() { bytes[to - start + index] = byte }
            for index in fillAt - start..<fillAt - start + fillCount { bytes[index] = 0x5a }
        }
        let sum = words.reduce(UInt32(0)) { $0 &* 31 &+ $1 }
        return (Float(sum & 0xffff), Float(sum >> 16))
    }

    private static func block(_ numbers: [Int]) -> Signal {
        [numbers.flatMap { [Float($0 & 0xffff), Float($0 >> 16)] } + [0, 0]]
    }

    @Test("finds the bytes that these instructions always gave, whatever overlaps")
    func equals() throws {
        let player = try Host.player(Self.guest, channelCount: 1, sidechainChannelCount: 0)
        var generator = SeededGenerator(seed: 11)
        // Around the piece, around its double, and anything.
        let counts = [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 196_608, 1_000_003]
        for round in 0..<60 {
            let count = round < counts.count ? counts[round] : Int.random(in: 0...1_200_000, using: &generator)
            let from = Int.random(in: Self.start...Self.end - count, using: &generator)
            // Often so near that the ranges overlap, on either side.
            let near = from + Int.random(in: -70_000...70_000, using: &generator)
            let anywhere = Int.random(in: Self.start...Self.end - count, using: &generator)
            let to = round % 3 == 0 ? anywhere : min(max(near, Self.start), Self.end - count)
            let fillCount =
                round % 2 == 0 ? counts[round % counts.count] : Int.random(in: 0...500_000, using: &generator)
            let fillAt = Int.random(in: Self.start...Self.end - fillCount, using: &generator)
            let expected = Self.model(to: to, from: from, count: count, fillAt: fillAt, fillCount: fillCount)
            let output = try #require(player.play(Self.block([to, from, count, fillAt, fillCount])))
            #expect(
                output[0][0] == expected.0 && output[0][1] == expected.1,
                "copy \(count) from \(from) to \(to), fill \(fillCount) at \(fillAt)")
        }
    }

    @Test(
        "ends when they reach beyond memory",
        arguments: [
            [131_072, 131_072, 0x7fff_ffff, 131_072, 0], [2_621_440, 131_072, 1, 131_072, 0],
            [131_072, 2_500_000, 200_000, 131_072, 0], [131_072, 131_072, 0, 2_600_000, 100_000],
            [131_072, 131_072, 0, 0xffff_0000, 0xffff], [131_072, 131_072, 0, 131_072, 0xffff_ffff],
            [0xffff_fff0, 131_072, 0x10010, 131_072, 0],
        ])
    func beyond(numbers: [Int]) throws {
        let player = try Host.player(Self.guest, channelCount: 1, sidechainChannelCount: 0)
        #expect(player.play(Self.block(numbers)) == nil)
        let fault = try #require(player.instance.takeFault())
        #expect(fault.description.hasPrefix("trapped in process: it accessed memory out of bounds in "))
    }

    @Test("may do nothing at the very end of its memory")
    func empty() throws {
        let player = try Host.player(Self.guest, channelCount: 1, sidechainChannelCount: 0)
        #expect(player.play(Self.block([Self.end, Self.end, 0, Self.end, 0])) != nil)
        #expect(player.play(Self.block([Self.end + 1, Self.end, 0, Self.end, 0])) == nil)
    }

    @Test("is stopped in the middle of a single one that is too long", arguments: ["memory.fill", "memory.copy"])
    func isStopped(instruction: String) throws {
        // Memory of 60 MiB; each instruction takes milliseconds, and none of the loops here has a second round.
        var guest = Guest().with(
            .process, "(\(instruction) (i32.const 131072) (i32.const 65536) (i32.const 62000000)) \(Guest.returnInput)")
        guest.memory = "1000 1000"
        let loader = try EffectLoader(cache: nil, watchesDeadlines: true)
        let player = try Player(Host.load(guest, loader), policy: .live)
        #expect(player.play([[1], [2]], deadline: cajon_monotonic_nanoseconds() + 100_000) == nil)
        #expect(player.instance.takeFault()?.description.hasPrefix("ran longer than its share of the period") == true)
        // Given time, it is done.
        let patient = try Player(Host.load(guest, loader), policy: .live)
        #expect(patient.play([[1], [2]], deadline: cajon_monotonic_nanoseconds() + 30_000_000_000) == [[1], [2]])
    }

    /// Writes a segment of 200,000 letters to 131,072, as far as it is asked to.
    private static func initializing(from: Int, count: Int) -> Guest {
        let letters = String(repeating: "abcdefghijk", count: 20_000).prefix(200_000)
        func load(_ offset: Int) -> String { "(f32.convert_i32_u (i32.load8_u (i32.const \(131_072 + offset))))" }
        var guest = Guest().with(
            .process,
            """
            (memory.init $letters (i32.const 131072) (i32.const \(from)) (i32.const \(count)))
            (f32.store (local.get $input) \(load(0)))
            (f32.store offset=4 (local.get $input) \(load(count - 1)))
            (f32.store offset=8 (local.get $input) \(load(count)))
            \(Guest.returnInput)
            """)
        guest.memory = "40 40"
        return guest.adding("(data $letters \"\(letters)\")")
    }

    @Test(
        "finds in it what a segment has, however much of it is asked for",
        arguments: [1, 65_536, 65_537, 150_001, 199_997])
    func segments(count: Int) throws {
        let player = try Host.player(
            Self.initializing(from: 3, count: count), channelCount: 1, sidechainChannelCount: 0)
        func letter(_ index: Int) -> Float { Float(97 + index % 11) }
        #expect(player.play([[0, 0, 0]]) == [[letter(3), letter(3 + count - 1), 0]])
    }

    @Test("is stopped when it asks for more than a segment has", arguments: [199_998, 500_000])
    func beyondSegment(count: Int) throws {
        let player = try Host.player(
            Self.initializing(from: 3, count: count), channelCount: 1, sidechainChannelCount: 0)
        #expect(player.play([[0, 0, 0]]) == nil)
        #expect(player.instance.takeFault()?.description.contains("out of bounds") == true)
    }
}

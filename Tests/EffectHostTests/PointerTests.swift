// Addresses and lengths that lie: out of bounds, misaligned, too short, too long, near 2^32.

import EffectHost
import TestSupport
import Testing

@Suite("An effect that lies about where its samples are")
struct PointerTests {
    /// Of the guest's memory from the start: four pages.
    private static let memorySize = 4 * 65_536
    private static let input: Signal = [[0.25, 0.5], [0.75, 1]]

    /// What becomes of one block in which `process` returns that list; the guest's input lies where the arena begins.
    private func fault(address: String, count: String) throws -> String? {
        let guest = Guest().with(.process, Guest.returning(address: address, count: count))
        return try fault(of: guest)
    }

    private func fault(of guest: Guest) throws -> String? {
        let player = try Host.player(guest)
        let output = player.play(Self.input)
        let fault = player.instance.takeFault()
        #expect((output == nil) == (fault != nil))
        return fault?.description
    }

    // MARK: - What `process` returns

    @Test(
        "in its output's length is refused, whether it is too short or too long",
        arguments: [0, 1, 3, 5, 8, 1_000] as [UInt32])
    func wrongLength(count: UInt32) throws {
        let fault = try fault(address: "(local.get $input)", count: "(i32.const \(count))")
        #expect(fault == "returned \(count) samples in process, expected 4, as many as its input has")
    }

    @Test(
        "in its output's length near 2^32 or near where bytes wrap is refused",
        arguments: [
            0xffff_ffff, 0xffff_fffe, 0x8000_0000, 0x4000_0001, 0x4000_0000, 0x3fff_ffff, 0x1000_0000, 0x0400_0000,
        ]
            as [UInt32])
    func lyingLength(count: UInt32) throws {
        let fault = try #require(try fault(address: "(local.get $input)", count: "(i32.const \(count))"))
        #expect(
            fault == "broke the canonical ABI in process: its output of \(count) samples at address 65536 "
                + "is longer than the 268435455 bytes that the canonical ABI allows")
    }

    @Test("in its output's length beyond its memory is refused")
    func lengthBeyondMemory() throws {
        let count = (Self.memorySize - Guest.arenaAddress) / 4 + 1
        let fault = try fault(address: "(local.get $input)", count: "(i32.const \(count))")
        #expect(
            fault == "broke the canonical ABI in process: its output of \(count) samples at address 65536 is out of "
                + "bounds of its memory of 262144 bytes")
    }

    @Test(
        "and gives addresses beyond its memory is refused",
        arguments: [0xffff_fffc, 0xffff_fff0, 0x8000_0000, 4 * 65_536, 4 * 65_536 - 12] as [UInt32])
    func outputOutOfBounds(address: UInt32) throws {
        let fault = try fault(address: "(i32.const \(address))", count: "(local.get $count)")
        #expect(
            fault == "broke the canonical ABI in process: its output of 4 samples at address \(address) is out of "
                + "bounds of its memory of 262144 bytes")
    }

    @Test("and gives misaligned addresses is refused", arguments: [65_537, 65_538, 65_539, 0xffff_ffff] as [UInt32])
    func outputMisaligned(address: UInt32) throws {
        let fault = try fault(address: "(i32.const \(address))", count: "(local.get $count)")
        #expect(
            fault == "broke the canonical ABI in process: its output of 4 samples at address \(address) is misaligned: "
                + "that is no multiple of 4")
    }

    @Test(
        "and the pair that says so is refused as well",
        arguments: [
            (0xffff_fffc, "is out of bounds"), (0xffff_ffff, "is misaligned"), (33, "is misaligned"),
            (UInt32(4 * 65_536 - 4), "is out of bounds"), (UInt32(4 * 65_536), "is out of bounds"),
        ])
    func resultAddress(address: UInt32, words: String) throws {
        let fault = try #require(try fault(of: Guest().with(.process, "(i32.const \(address))")))
        #expect(
            fault.hasPrefix("broke the canonical ABI in process: its result's two words at address \(address) \(words)")
        )
    }

    @Test("but keeps to the rules at the very end of memory, or at its very beginning, is heard")
    func edgesOfMemory() throws {
        let end = Guest().with(
            .process,
            """
            (memory.copy (i32.const \(Self.memorySize - 16)) (local.get $input) (i32.const 16))
            \(Guest.returning(address: "(i32.const \(Self.memorySize - 16))", count: "(local.get $count)"))
            """)
        #expect(try Host.player(end).play(Self.input) == Self.input)
        // The samples lie over the record that says where they lie, which has been read by then.
        let beginning = Guest().with(
            .process,
            """
            (memory.copy (i32.const 0) (local.get $input) (i32.const 16))
            \(Guest.returning(address: "(i32.const 0)", count: "(local.get $count)"))
            """)
        #expect(try Host.player(beginning).play(Self.input) == Self.input)
    }

    @Test("and then silences it over the list that names it is heard as silence")
    func silencesItsOwnResult() throws {
        let guest = Guest().with(
            .process,
            """
            (f32.store (i32.const 40) (f32.const nan))
            \(Guest.returning(address: "(i32.const 32)", count: "(local.get $count)"))
            """)
        let player = try Host.player(guest)
        // Address 32 and length 4 read as two tiny numbers, and a NaN comes third: the whole block goes.
        #expect(player.play(Self.input) == [[0, 0], [0, 0]])
        #expect(player.instance.nonFiniteBlockCount == 1)
    }

    // MARK: - What `cabi_realloc` returns

    @Test(
        "when the host asks for room is refused before a sample is written",
        arguments: [
            (1, "is misaligned"), (65_538, "is misaligned"), (0xffff_ffff, "is misaligned"),
            (0xffff_fffc, "is out of bounds"), (0x8000_0000, "is out of bounds"),
            (UInt32(4 * 65_536 - 12), "is out of bounds"),
        ])
    func allocation(address: UInt32, words: String) throws {
        let guest = Guest().with(.allocate, "(i32.const \(address))")
        let fault = try #require(try fault(of: guest))
        #expect(
            fault.hasPrefix(
                "broke the canonical ABI in cabi_realloc: its memory for 4 samples at address \(address) \(words)"))
    }

    @Test("when the host asks for room for nothing is refused too, as the canonical ABI has it")
    func emptyAllocation() throws {
        let guest = Guest().with(
            .allocate,
            "(if (result i32) (local.get $size) (then (i32.const 65536)) (else (i32.const 0xfffffffc)))")
        let player = try Host.player(guest, sidechainChannelCount: 0)
        #expect(player.play(Self.input) == nil)
        #expect(
            player.instance.takeFault()?.description
                == "broke the canonical ABI in cabi_realloc: its memory for 0 samples at address 4294967292 is out of "
                + "bounds of its memory of 262144 bytes")
    }

    @Test("and gives the same room twice harms itself alone")
    func sameRoomTwice() throws {
        let guest = Guest().with(.allocate, "(i32.const 65536)")
        let output = try Host.player(guest, gain: 1).play(Self.input, sidechain: [[8, 8], [8, 8]])
        #expect(output == [[16, 16], [16, 16]])
    }

    @Test("but grows its memory while it makes room is heard: the host looks again where the memory lies")
    func growingRoom() throws {
        let guest = Guest().with(
            .allocate,
            """
            (drop (memory.grow (i32.const 3)))
            (local.set $i (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 1024)))
            (local.get $i)
            """)
        let player = try Host.player(guest, gain: 2)
        for _ in 0..<50 {
            #expect(player.play(Self.input, sidechain: [[1, 1], [1, 1]]) == [[1.5, 2], [2.5, 3]])
        }
    }
}

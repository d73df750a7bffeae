// What `configure` may answer, and what it may not.

import EffectHost
import TestSupport
import Testing

@Suite("The answer to configure")
struct ConfigureTests {
    /// Why a guest that answers with this can't be configured; nil when it can.
    private func refusal(_ body: String, _ items: String...) throws -> String? {
        var guest = Guest().with(.configure, body)
        guest.items = items
        return try Host.live(guest)?.description
    }

    /// Writes a `result` that is an error with that text.
    private static func error(address: Int, count: UInt32) -> String {
        """
        (i32.store8 (i32.const 16) (i32.const 1))
        (i32.store (i32.const 20) (i32.const \(address)))
        (i32.store (i32.const 24) (i32.const \(count)))
        (i32.const 16)
        """
    }

    @Test("may be no, with a reason, which is shown without what would drive a terminal")
    func refusedFormat() throws {
        let text = #"(data (i32.const 512) "too \1b[31mmany\07 channels\0a\c2\9b1m")"#
        let refusal = try refusal(Self.error(address: 512, count: 28), text)
        #expect(refusal == "effect ‘guest’ refused the format: too  [31mmany  channels\n    1m")
    }

    @Test("may be no for one format and yes for another")
    func refusedOnce() throws {
        let guest = Guest().with(
            .configure,
            """
            (i32.store8 (i32.const 16) (i32.gt_u (local.get $channelCount) (i32.const 2)))
            (i32.store (i32.const 20) (i32.const 0))
            (i32.store (i32.const 24) (i32.const 0))
            (i32.const 16)
            """)
        let instance = try Host.load(guest).instantiate()
        func configure(_ channelCount: Int) throws(EffectError) -> EffectTiming {
            try instance.configure(
                EffectFormat(sampleRateHertz: 48_000, channelCount: channelCount, maximumFrameCount: 64))
        }
        #expect(throws: EffectError.self) { try configure(6) }
        #expect(throws: Never.self) { try configure(2) }
    }

    @Test(
        "is refused when its record lies out of bounds or misaligned",
        arguments: [
            (0xffff_fffc, "12 bytes at address 4294967292 do not lie within its memory of 262144 bytes"),
            (262_136, "12 bytes at address 262136 do not lie within its memory of 262144 bytes"),
            (18, "address 18 is not a multiple of 4"),
        ] as [(UInt32, String)])
    func badRecord(address: UInt32, words: String) throws {
        let refusal = try refusal("(i32.const \(address))")
        #expect(refusal == "effect ‘guest’ broke the canonical ABI in configure: reading result: \(words)")
    }

    @Test("is refused when it is neither yes nor no", arguments: [2, 3, 255])
    func badCase(discriminant: Int) throws {
        let refusal = try refusal("(i32.store8 (i32.const 16) (i32.const \(discriminant))) (i32.const 16)")
        #expect(
            refusal == "effect ‘guest’ broke the canonical ABI in configure: reading result: case \(discriminant), "
                + "expected one below 2")
    }

    @Test("is refused when its reason lies out of bounds, is not UTF-8, or is endless")
    func badReason() throws {
        let prefix = "effect ‘guest’ broke the canonical ABI in configure: reading string: "
        #expect(
            try refusal(Self.error(address: 262_140, count: 5))
                == prefix + "5 bytes at address 262140 do not lie within its memory of 262144 bytes")
        #expect(
            try refusal(Self.error(address: 512, count: .max))
                == prefix + "4294967295 bytes are more than the 268435455 that the canonical ABI allows")
        #expect(
            try refusal(Self.error(address: 512, count: 3), #"(data (i32.const 512) "a\ff\fe")"#)
                == prefix + "the 3 bytes at address 512 are not UTF-8")
    }

    @Test("is refused when its reason is longer than anyone would read")
    func longReason() throws {
        var guest = Guest().with(.configure, Self.error(address: 65_536, count: 2_000_000))
        guest.memory = "64"
        #expect(
            try Host.live(guest)?.description
                == "effect ‘guest’ broke the canonical ABI in configure: reading string: the value's strings and lists "
                + "take more than the 1048576 bytes that are allowed")
    }

    @Test("ends the effect when it breaks the rules: nothing more is asked of it")
    func isFinal() throws {
        let instance = try Host.load(Guest().with(.configure, "(i32.const 18)")).instantiate()
        let format = EffectFormat(sampleRateHertz: 48_000, channelCount: 2, maximumFrameCount: 64)
        let first = #expect(throws: EffectError.self) { try instance.configure(format) }
        #expect(first?.fault?.function == .configure)
        let second = #expect(throws: EffectError.self) { try instance.configure(format) }
        #expect(second?.description.hasSuffix("it has failed before") == true)
    }
}

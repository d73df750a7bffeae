// Strings in each encoding: what is asked of the guest's allocator, what lies in memory, what is refused.

import CanonicalABI
import Testing

@Suite struct StringTests {
    /// A string's way into a guest: requests as (from, to, alignment), worked out by hand from the spec's algorithms.
    struct Choreography: Sendable, CustomTestStringConvertible {
        let text: String
        let form: StringForm
        let encoding: StringEncoding
        let requests: [[UInt32]]
        let length: UInt32
        let bytes: [UInt8]

        var testDescription: String { "\(text.debugDescription) from \(form) to \(encoding)" }
    }

    static let tag: UInt32 = 1 << 31
    static let utf16OfDrum: [UInt8] = [0x61, 0, 0x3e, 0xd8, 0x41, 0xdd]  // "a🥁"

    static let choreographies: [Choreography] = [
        // To UTF-8.
        .init(text: "aß", form: .utf8, encoding: .utf8, requests: [[0, 3, 1]], length: 3, bytes: [0x61, 0xc3, 0x9f]),
        .init(text: "ab", form: .utf16, encoding: .utf8, requests: [[0, 2, 1]], length: 2, bytes: [0x61, 0x62]),
        .init(
            text: "aß", form: .utf16, encoding: .utf8, requests: [[0, 2, 1], [2, 6, 1], [6, 3, 1]], length: 3,
            bytes: [0x61, 0xc3, 0x9f]),
        // Three bytes for one unit are the worst case itself: nothing to give back.
        .init(
            text: "☃", form: .utf16, encoding: .utf8, requests: [[0, 1, 1], [1, 3, 1]], length: 3,
            bytes: [0xe2, 0x98, 0x83]),
        .init(
            text: "a🥁", form: .taggedUTF16, encoding: .utf8, requests: [[0, 3, 1], [3, 9, 1], [9, 5, 1]], length: 5,
            bytes: [0x61, 0xf0, 0x9f, 0xa5, 0x81]),
        .init(
            text: "aß", form: .latin1, encoding: .utf8, requests: [[0, 2, 1], [2, 4, 1], [4, 3, 1]], length: 3,
            bytes: [0x61, 0xc3, 0x9f]),
        .init(
            text: "ßß", form: .latin1, encoding: .utf8, requests: [[0, 2, 1], [2, 4, 1]], length: 4,
            bytes: [0xc3, 0x9f, 0xc3, 0x9f]),
        // To UTF-16.
        .init(text: "ab", form: .utf8, encoding: .utf16, requests: [[0, 4, 2]], length: 2, bytes: [0x61, 0, 0x62, 0]),
        .init(
            text: "a🥁", form: .utf8, encoding: .utf16, requests: [[0, 10, 2], [10, 6, 2]], length: 3, bytes: utf16OfDrum
        ),
        .init(text: "a🥁", form: .utf16, encoding: .utf16, requests: [[0, 6, 2]], length: 3, bytes: utf16OfDrum),
        .init(
            text: "aß", form: .latin1, encoding: .utf16, requests: [[0, 4, 2]], length: 2, bytes: [0x61, 0, 0xdf, 0]),
        .init(
            text: "aß", form: .taggedUTF16, encoding: .utf16, requests: [[0, 4, 2]], length: 2,
            bytes: [0x61, 0, 0xdf, 0]),
        // To Latin-1 or UTF-16.
        .init(
            text: "ab", form: .utf8, encoding: .latin1OrUTF16, requests: [[0, 2, 2]], length: 2, bytes: [0x61, 0x62]),
        .init(
            text: "aß", form: .utf8, encoding: .latin1OrUTF16, requests: [[0, 3, 2], [3, 2, 2]], length: 2,
            bytes: [0x61, 0xdf]),
        .init(
            text: "a🥁", form: .utf8, encoding: .latin1OrUTF16, requests: [[0, 5, 2], [5, 10, 2], [10, 6, 2]],
            length: 3 | tag, bytes: utf16OfDrum),
        .init(
            text: "aß", form: .utf16, encoding: .latin1OrUTF16, requests: [[0, 2, 2]], length: 2, bytes: [0x61, 0xdf]),
        .init(
            text: "a🥁", form: .utf16, encoding: .latin1OrUTF16, requests: [[0, 3, 2], [3, 6, 2]], length: 3 | tag,
            bytes: utf16OfDrum),
        .init(
            text: "aß", form: .latin1, encoding: .latin1OrUTF16, requests: [[0, 2, 2]], length: 2, bytes: [0x61, 0xdf]),
        .init(
            text: "a🥁", form: .taggedUTF16, encoding: .latin1OrUTF16, requests: [[0, 6, 2]], length: 3 | tag,
            bytes: utf16OfDrum),
        .init(
            text: "aß", form: .taggedUTF16, encoding: .latin1OrUTF16, requests: [[0, 4, 2], [4, 2, 1]], length: 2,
            bytes: [0x61, 0xdf]),
        .init(text: "", form: .utf8, encoding: .latin1OrUTF16, requests: [[0, 0, 2]], length: 0, bytes: []),
    ]

    @Test(arguments: choreographies)
    func `a guest is asked for memory as the spec says`(expected: Choreography) throws {
        var guest = SimulatedGuest(byteCount: 1_024)
        guest.context.stringEncoding = expected.encoding
        let (pointer, length) = try guest.storeString(expected.text, from: expected.form)
        #expect(guest.requests.map { [$0.oldByteCount, $0.byteCount, $0.alignment] } == expected.requests)
        #expect(length == expected.length)
        #expect(guest.read(pointer, count: expected.bytes.count) == expected.bytes)
        #expect(try guest.view.loadString(pointer, length: length) == expected.text)
    }

    @Test(arguments: choreographies.filter { $0.requests.count > 1 }, SimulatedGuest.Misbehaviour.allCases)
    func `what comes back from each of these requests is checked`(
        expected: Choreography, misbehaviour: SimulatedGuest.Misbehaviour
    ) throws {
        for request in 0..<expected.requests.count {
            var guest = SimulatedGuest(byteCount: 1_024)
            guest.context.stringEncoding = expected.encoding
            guest.misbehaviour = misbehaviour
            guest.misbehavesFrom = request
            let kind = brokenKind { _ = try guest.storeString(expected.text, from: expected.form) }
            let hasAlignment = expected.requests[request...].contains { $0[2] > 1 }
            switch (misbehaviour, kind) {
            case (.none, nil), (.moves, nil), (.overlaps, nil): break
            case (.misaligned, .misaligned): break
            case (.misaligned, nil): #expect(!hasAlignment)
            case (.beyondTheEnd, .outOfBounds), (.outOfBounds, .outOfBounds), (.traps, .allocationFailed): break
            default: Issue.record("\(misbehaviour) at request \(request): \(String(describing: kind))")
            }
        }
    }

    @Test func `Latin-1 is any bytes, each a character`() throws {
        let guest = SimulatedGuest(byteCount: 512)
        guest.context.stringEncoding = .latin1OrUTF16
        guest.write((0...255).map { UInt8($0) }, at: 8)
        let text = try guest.view.loadString(8, length: 256)
        #expect(text.unicodeScalars.map(\.value) == Array(0...255))
    }

    @Test(
        arguments: [
            [0x3e, 0xd8], [0x41, 0xdd], [0x3e, 0xd8, 0x61, 0x00], [0x41, 0xdd, 0x3e, 0xd8], [0x61, 0x00, 0x3e, 0xd8],
        ] as [[UInt8]])
    func `a surrogate without its partner is refused`(bytes: [UInt8]) {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write(bytes, at: 8)
        let refused = CanonicalABIError.Kind.invalidUTF16(address: 8, byteCount: UInt64(bytes.count))
        guest.context.stringEncoding = .utf16
        let count = UInt32(bytes.count / 2)
        #expect(brokenKind { _ = try guest.view.loadString(8, length: count) } == refused)
        guest.context.stringEncoding = .latin1OrUTF16
        #expect(brokenKind { _ = try guest.view.loadString(8, length: count | Self.tag) } == refused)
    }

    @Test(
        arguments: [
            [0xc3], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused, surrogates among them`(bytes: [UInt8]) {
        let guest = SimulatedGuest(byteCount: 64)
        guest.write(bytes, at: 8)
        #expect(
            brokenKind { _ = try guest.view.loadString(8, length: UInt32(bytes.count)) }
                == .invalidUTF8(address: 8, byteCount: UInt64(bytes.count)))
    }

    @Test func `units of two bytes lie at even addresses, and so does Latin-1`() {
        let guest = SimulatedGuest(byteCount: 64)
        guest.context.stringEncoding = .utf16
        #expect(brokenKind { _ = try guest.view.loadString(9, length: 1) } == .misaligned(address: 9, alignment: 2))
        guest.context.stringEncoding = .latin1OrUTF16
        #expect(brokenKind { _ = try guest.view.loadString(9, length: 1) } == .misaligned(address: 9, alignment: 2))
        #expect(
            brokenKind { _ = try guest.view.loadString(9, length: 1 | Self.tag) }
                == .misaligned(address: 9, alignment: 2))
        guest.context.stringEncoding = .utf8
        #expect(brokenKind { _ = try guest.view.loadString(9, length: 0) } == nil)
    }

    @Test func `the length in bytes has a limit, whatever the unit`() {
        let guest = SimulatedGuest(byteCount: 64)
        let limit: UInt32 = 1 << 28 - 1
        for (encoding, length, byteCount): (StringEncoding, UInt32, UInt64) in [
            (.utf8, limit + 1, 1 << 28), (.utf16, limit / 2 + 1, 1 << 28),
            (.latin1OrUTF16, limit + 1, 1 << 28), (.latin1OrUTF16, (limit / 2 + 1) | Self.tag, 1 << 28),
        ] {
            guest.context.stringEncoding = encoding
            #expect(
                brokenKind { _ = try guest.view.loadString(0, length: length) } == .tooLong(byteCount: byteCount))
        }
        guest.context.stringEncoding = .utf16
        #expect(
            brokenKind { _ = try guest.view.loadString(0, length: limit / 2) }
                == .outOfBounds(address: 0, byteCount: UInt64(limit) - 1, memorySize: 64))
    }

    @Test func `a string that is too long where it comes from is refused before the guest is asked`() {
        var guest = SimulatedGuest(byteCount: 64)
        let text = String(repeating: "a", count: 1 << 27)
        #expect(
            brokenKind { _ = try guest.storeString(text, from: .utf16) } == .tooLong(byteCount: 1 << 28))
        #expect(guest.requests.isEmpty)
    }
}

// Which public keys are none, and why.

import Bundles
import Crypto
import Foundation
import Testing

@Suite("A public key")
struct KeyPointTests {
    /// y of the points of order 4, 1, 2 and 8, and the two other ways to write such a y (p and p + 1).
    private static let weak = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]

    static func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
    }

    @Test(
        "is no point of small order, in any of their fourteen writings, though the library takes them", arguments: weak)
    func smallOrder(text: String) throws {
        for sign in [UInt8(0), 0x80] {
            var bytes = Self.bytes(text)
            bytes[31] |= sign
            #expect(SignatureKey(bytes: bytes) == nil)
            #expect(SignatureKey(base64: Data(bytes).base64EncodedString()) == nil)
            // This signs something under each of them without a secret: R and S of nothing at all.
            let library = try Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            let forged = Data([1] + [UInt8](repeating: 0, count: 63))
            let messages = (0..<200).map { Data("message \($0)".utf8) }
            #expect(messages.contains { library.isValidSignature(forged, for: $0) })
        }
    }

    @Test("is written in one way: no y from the prime up", arguments: 0..<19)
    func canonical(excess: Int) {
        for sign in [UInt8(0), 0x80] {
            let bytes =
                [UInt8(0xED + excess)] + [UInt8](repeating: 0xFF, count: 30) + [0x7F | sign]
            #expect(SignatureKey(bytes: bytes) == nil)
        }
    }

    @Test("has 32 bytes, and one text")
    func length() throws {
        let key = KeyBookTests.jane
        #expect(SignatureKey(bytes: []) == nil)
        #expect(SignatureKey(bytes: Array(key.bytes.dropLast())) == nil)
        #expect(SignatureKey(bytes: key.bytes + [0]) == nil)
        #expect(SignatureKey(bytes: key.bytes) == key)
        #expect(SignatureKey(base64: key.base64) == key)
        #expect(key.base64.utf8.count == 44)
        for text in [String(key.base64.dropLast()), key.base64 + "\n", " " + key.base64, key.base64 + "A", "é", ""] {
            #expect(SignatureKey(base64: text) == nil)
        }
    }

    @Test("of any secret is a key")
    func ordinary() {
        for number in UInt8.min...UInt8.max {
            let key = SigningKey(seed: [UInt8](repeating: number, count: 32))?.publicKey
            #expect(key.map { SignatureKey.isFingerprint($0.fingerprint) } == true)
        }
    }

    @Test("verifies no signature of another length, or with an S that isn't the least")
    func malleability() throws {
        let secret = try #require(SigningKey(seed: [UInt8](repeating: 1, count: 32)))
        let message = Array("lock".utf8)
        let signature = secret.signature(of: message, for: .bundle)
        // L of RFC 8032, section 5.1, the lowest byte first.
        let order = Self.bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var larger = signature
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            larger[32 + index] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        #expect(secret.publicKey.verifies(signature, of: message, for: .bundle))
        for wrong in [larger, [], Array(signature.dropLast()), signature + [0]] {
            #expect(!secret.publicKey.verifies(wrong, of: message, for: .bundle))
        }
    }
}

// Keys and what they sign.

import Bundles
import Testing

@Suite("A signature")
struct SigningTests {
    @Test("holds for its bytes, its purpose and its key, and for nothing else")
    func holds() throws {
        let key = try #require(SigningKey(seed: Array(0..<32)))
        let bytes = Array("lock".utf8)
        let signature = key.signature(of: bytes, for: .bundle)
        #expect(key.publicKey.verifies(signature, of: bytes, for: .bundle))
        #expect(!key.publicKey.verifies(signature, of: bytes, for: .shelf))
        #expect(!key.publicKey.verifies(signature, of: bytes + [0], for: .bundle))
        #expect(!SigningKey().publicKey.verifies(signature, of: bytes, for: .bundle))
    }

    @Test("of a key that is shown is shown as OpenSSH shows it")
    func fingerprint() throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 0, count: 32))).publicKey
        #expect(key.fingerprint.hasPrefix("SHA256:"))
        #expect(key.fingerprint.utf8.count == 50)
    }
}

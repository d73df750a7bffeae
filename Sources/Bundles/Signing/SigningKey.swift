// The secret half of a key that signs bundles and shelves. A value; whoever has it can sign.

import Crypto
import Foundation

/// An Ed25519 private key. Source: RFC 8032.
package struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A new key, of the system's random source.
    package init() { key = Curve25519.Signing.PrivateKey() }

    /// The key that 32 bytes stand for; nil for another count.
    package init?(seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.key = key
    }

    /// 32 bytes, from which `init(seed:)` makes the key again.
    package var seed: [UInt8] { Array(key.rawRepresentation) }

    package var publicKey: SignatureKey {
        guard let key = SignatureKey(bytes: Array(key.publicKey.rawRepresentation)) else {
            preconditionFailure("the public half of a key is a key")
        }
        return key
    }

    /// 64 bytes.
    package func signature(of bytes: [UInt8], for purpose: SignaturePurpose) -> [UInt8] {
        // Signing fails on memory exhaustion only.
        guard let signature = try? key.signature(for: Data(purpose.prefix + bytes)) else {
            preconditionFailure("a key signs")
        }
        return Array(signature)
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    /// Never the secret, wherever it is printed by mistake.
    package var description: String { "the secret half of \(publicKey.fingerprint)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

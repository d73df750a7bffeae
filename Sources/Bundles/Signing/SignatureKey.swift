// The public half of a key that signs bundles and shelves. A plain value, any thread.

import Crypto
import Foundation

/// An Ed25519 public key. Source: RFC 8032.
package struct SignatureKey: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// Nil for another count than 32, for what isn't written as RFC 8032 writes points, and for points of small order,
    /// under which anybody can sign. Whether there is a point at all isn't looked into: nothing is ever signed under
    /// one that isn't.
    package init?(bytes: [UInt8]) {
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil, WeakPoint.isNone(bytes) else {
            return nil
        }
        self.bytes = bytes
    }

    /// The key that `base64` writes; nil for anything else.
    package init?(base64: String) {
        guard let data = Data(base64Encoded: base64), data.base64EncodedString() == base64 else { return nil }
        self.init(bytes: Array(data))
    }

    /// All of it as text: 44 characters.
    package var base64: String { Data(bytes).base64EncodedString() }

    /// `SHA256:` and the hash of the key in base64 without padding, as OpenSSH shows keys.
    package var fingerprint: String {
        Self.fingerprintPrefix + Data(SHA256.hash(data: bytes)).base64EncodedString().replacing("=", with: "")
    }

    /// Whether a text is a whole fingerprint, of whatever key. Byte by byte, since an index has many.
    package static func isFingerprint(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(fingerprintPrefix.utf8.count)
        return text.utf8.starts(with: fingerprintPrefix.utf8) && digits.count == 43
            && digits.allSatisfy { byte in
                byte == UInt8(ascii: "+") || (UInt8(ascii: "/")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
    }

    private static let fingerprintPrefix = "SHA256:"

    /// Whether this key signed these bytes for this purpose.
    package func verifies(_ signature: [UInt8], of bytes: [UInt8], for purpose: SignaturePurpose) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: self.bytes) else { return false }
        return key.isValidSignature(Data(signature), for: Data(purpose.prefix + bytes))
    }
}

/// What a signature is for: one that was made for something else is none.
package enum SignaturePurpose: String, Sendable {
    case bundle = "cajon bundle 1"
    case shelf = "cajon shelf 1"

    /// What is signed before the bytes.
    var prefix: [UInt8] { Array(rawValue.utf8) + [0] }
}

// Who signed a bundle, as `cajon.signature` says it. A plain value, any thread.

import Foundation

/// A key and what it signed a lock with.
package struct BundleSignature: Equatable, Sendable {
    /// The format that this Cajon reads and writes.
    package static let format = 1
    private static let algorithm = "ed25519"

    package let key: SignatureKey
    /// 64 bytes.
    package let signature: [UInt8]

    /// Signs a lock.
    package init(of lock: [UInt8], with key: SigningKey) {
        self.key = key.publicKey
        signature = key.signature(of: lock, for: .bundle)
    }

    /// The signature that a text is. It is not held against anything yet.
    ///
    /// Errors: `.newerFormat`, `.malformed`, `.tooLarge`; `.signature` for a key that is none.
    package init(_ bytes: [UInt8]) throws(BundleError) {
        let name = BundleLock.signatureFileName
        let root = try LockMember(bytes, of: name, limit: BundleLimits.signatureBytes)
        let members = try root.object(keys: ["format", "algorithm", "key", "signature"], checkingFormat: Self.format)
        guard try members[1].text() == Self.algorithm else {
            throw root.fault("its ‘algorithm’ should be \(Self.algorithm)")
        }
        guard let key = SignatureKey(base64: try members[2].text()) else {
            throw BundleError(.signature("\(name): its ‘key’ is no Ed25519 key"), path: "")
        }
        guard let signature = try Self.bytes(members[3].text(), count: 64) else {
            throw BundleError(.signature("\(name): its ‘signature’ isn't 64 bytes in base64"), path: "")
        }
        self.key = key
        self.signature = signature
        guard self.bytes == bytes else {
            throw root.fault("it isn't written as Cajon writes it, though it would mean the same")
        }
    }

    /// The one text that this signature has.
    package var bytes: [UInt8] {
        let text = """
            {
              "format": \(Self.format),
              "algorithm": "\(Self.algorithm)",
              "key": "\(key.base64)",
              "signature": "\(Data(signature).base64EncodedString())"
            }

            """
        return Array(text.utf8)
    }

    /// Checks that this is the signature of these bytes.
    ///
    /// Errors: `.signature`.
    func check(lock: [UInt8]) throws(BundleError) {
        guard key.verifies(signature, of: lock, for: .bundle) else {
            let words = "its signature is wrong: what it holds isn't what the key \(key.fingerprint) signed"
            throw BundleError(.signature(words), path: "")
        }
    }

    private static func bytes(_ text: String, count: Int) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.count == count else { return nil }
        return Array(data)
    }
}

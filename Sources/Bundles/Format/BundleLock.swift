// What a bundle consists of, file by file: `cajon.lock`. A plain value, any thread.

import Presets

/// Names every file of a bundle but itself and the signature, by size and content.
package struct BundleLock: Equatable, Sendable {
    /// The lock's own name.
    package static let fileName = "cajon.lock"
    /// The name of the signature, which covers the lock's bytes and through them everything.
    package static let signatureFileName = "cajon.signature"
    /// The name of the preset.
    package static let presetFileName = "preset.json"
    /// The format that this Cajon reads and writes.
    package static let format = 1

    /// One file.
    package struct File: Equatable, Sendable {
        package let path: BundlePath
        package let byteCount: Int
        /// Hexadecimal, lower case.
        package let sha256: String

        package init(path: BundlePath, byteCount: Int, sha256: String) {
            self.path = path
            self.byteCount = byteCount
            self.sha256 = sha256
        }
    }

    package let identity: BundleIdentity
    /// In the order of their paths; the preset is among them.
    package let files: [File]

    package init(identity: BundleIdentity, files: [File]) {
        self.identity = identity
        self.files = files
    }
}

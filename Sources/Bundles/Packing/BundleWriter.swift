// From files to a bundle's file. Any thread that may wait.

/// Writes a bundle; equal files give equal bytes.
package struct BundleWriter: Sendable {
    /// One file of a bundle to be.
    package struct File: Sendable {
        package let path: BundlePath
        package let bytes: [UInt8]

        package init(path: BundlePath, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    package init() {}

    /// The bundle with its lock, and its signature when there is a key.
    ///
    /// - Parameters:
    ///   - path: the file, which appears at once and whole, in place of one that was there.
    ///   - files: the preset among them, in any order, no path twice.
    ///
    /// Errors: it can't be written, or is more than a bundle may be.
    package func write(_ files: [File], as identity: BundleIdentity, signedWith key: SigningKey?, to path: String) throws(BundleError) {
        throw BundleError(.malformed("can't be written yet"), path: path)
    }
}

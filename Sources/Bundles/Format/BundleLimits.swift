// How much a bundle may hold. Bundles come from strangers, so everything has an end. A plain value, any thread.

import Presets

/// Bounds that are kept while a bundle is read, before anything is written.
package struct BundleLimits: Equatable, Sendable {
    /// Size of the bundle's file. Less than 4 GiB, so that there is never a need for Zip64.
    package var archiveBytes = 256 << 20
    /// Number of files, the lock and the signature not counted.
    package var files = 1024
    /// Size of one file, unpacked.
    package var fileBytes = 128 << 20
    /// Size of all files, unpacked.
    package var totalBytes = 512 << 20
    /// How many times larger than packed a file may be, once it is larger than `unsuspiciousBytes`.
    package var expansion = 200
    package var unsuspiciousBytes = 1 << 20
    /// Folders around a file.
    package var depth = 8

    /// Size of the lock.
    package static let lockBytes = 1 << 20
    /// Size of the signature.
    package static let signatureBytes = 4 << 10

    package init() {}

    /// The most that a file of that name may have.
    func bytes(of name: String) -> Int {
        switch name {
        case BundleLock.fileName: Self.lockBytes
        case BundleLock.signatureFileName: Self.signatureBytes
        case BundleLock.presetFileName: min(fileBytes, PresetLimits.fileBytes)
        default: fileBytes
        }
    }

    /// Checks the paths and sizes of the files that a bundle has or is to have.
    ///
    /// Errors: `.tooLarge`, `.invalidPath`.
    func check(_ files: some Collection<(path: BundlePath, byteCount: Int)>) throws(BundleError) {
        guard files.count <= self.files else {
            throw BundleError(.tooLarge("it has \(files.count) files, and at most \(self.files) are allowed"), path: "")
        }
        var paths = BundlePathSet()
        for special in [BundleLock.fileName, BundleLock.signatureFileName] { try paths.insert(BundlePath(special)) }
        var total = 0
        for (path, byteCount) in files {
            try paths.insert(path)
            guard path.folders.count <= depth else {
                throw BundleError(
                    .tooLarge("file ‘\(path)’ lies in \(path.folders.count) folders, and at most \(depth) are allowed"),
                    path: "")
            }
            let limit = bytes(of: path.text)
            guard byteCount <= limit else {
                throw BundleError(
                    .tooLarge("file ‘\(path)’ has \(byteCount) bytes, and at most \(limit) are allowed"), path: "")
            }
            total += byteCount
            guard total <= totalBytes else {
                throw BundleError(
                    .tooLarge("its files have more than \(totalBytes) bytes together, which is the most allowed"),
                    path: "")
            }
        }
    }
}

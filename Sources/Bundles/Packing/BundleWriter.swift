// From files to a bundle's file. Any thread that may wait.

import Glibc
import Presets

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

    private let limits: BundleLimits

    package init(limits: BundleLimits = BundleLimits()) { self.limits = limits }

    /// The bundle with its lock, and its signature when there is a key. What was written was also read and checked.
    ///
    /// - Parameters:
    ///   - path: the file, which appears at once and whole, in place of one that was there.
    ///   - files: the preset among them, in any order, no path twice.
    ///
    /// Errors: it can't be written, or is more than a bundle may be, or none. Then there is nothing of it at `path`.
    @discardableResult
    package func write(
        _ files: [File], as identity: BundleIdentity, signedWith key: SigningKey?, to path: String
    ) throws(BundleError) -> Bundle {
        try naming(path) { () throws(BundleError) in
            try limits.check(files.map { ($0.path, $0.bytes.count) })
            let sorted = files.sorted { $0.path < $1.path }
            let lock = BundleLock(
                identity: identity,
                files: sorted.map {
                    BundleLock.File(path: $0.path, byteCount: $0.bytes.count, sha256: ContentHash.of($0.bytes))
                })
            let lockBytes = lock.bytes
            // Whatever a reader would find wrong with it is found before anything is written.
            _ = try BundleLock(lockBytes, limits: limits)
            var all = [File(path: try BundlePath(BundleLock.fileName), bytes: lockBytes)]
            if let key {
                let signature = BundleSignature(of: lockBytes, with: key)
                all.append(File(path: try BundlePath(BundleLock.signatureFileName), bytes: signature.bytes))
            }
            return try write(all + sorted, to: path)
        }
    }

    private func write(_ files: [File], to path: String) throws(BundleError) -> Bundle {
        let partial = try NewFile(beside: path)
        var archive = try ArchiveWriter.writing(to: partial.file)
        for file in files { try archive.add(file.path, file.bytes) }
        try archive.finish()
        let bundle: Bundle
        do throws(BundleError) {
            bundle = try BundleReader(limits: limits).check(partial.path)
        } catch {
            // The file that it is of has not come to be.
            throw BundleError(error.kind, path: path)
        }
        try partial.publish()
        return bundle
    }
}

/// A file beside the one that it is to become; without `publish` it goes away again.
private final class NewFile {
    let file: OpenFile
    let path: String
    private let target: String
    private var isPublished = false

    private static let attempts = 100

    /// Errors: `.file`.
    init(beside target: String) throws(BundleError) {
        let slash = target.lastIndex(of: "/")
        let folder = slash.map { String(target[...$0]) } ?? ""
        for _ in 0..<Self.attempts {
            let path = "\(folder).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).partial"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                file = OpenFile(descriptor: descriptor)
                self.path = path
                self.target = target
                return
            }
            guard errno == EEXIST else { break }
        }
        throw OpenFile.error("can't be written", errno, target)
    }

    deinit { if !isPublished { unlink(path) } }

    /// Puts it in its place, on the disk before it has the name.
    ///
    /// Errors: `.file`.
    func publish() throws(BundleError) {
        guard fsync(file.descriptor) == 0 else { throw OpenFile.error("can't be written", errno, target) }
        guard rename(path, target) == 0 else { throw OpenFile.error("can't be put in its place", errno, target) }
        isPublished = true
    }
}

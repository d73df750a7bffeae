// Bundles' files opened for use without being installed: unpacked once, used again. Any thread that may wait, any
// number of processes.

import EffectHost
import Foundation

/// Unpacked bundles, by the content of their files, in a folder that is this user's alone.
///
/// What lies there is believed no more than compiled code in the cache is: only where nobody else can write, and every
/// file is held against the lock each time. Whatever is wrong with the cache, the worst is that a bundle is unpacked
/// again, into a folder for the time being if need be.
package struct BundleCache: Sendable {
    /// Nil: bundles are unpacked for the time being only.
    package let directory: String?
    /// Entries that nobody uses go, those used longest ago first, until they take no more than this.
    package let byteLimit: Int
    /// Where bundles are unpacked that can't be kept.
    let temporaryDirectory: String
    let reader: BundleReader

    package init(
        directory: String?, byteLimit: Int = 512 << 20, temporaryDirectory: String? = nil,
        reader: BundleReader = BundleReader()
    ) {
        self.directory = directory
        self.byteLimit = byteLimit
        self.temporaryDirectory = temporaryDirectory ?? FileManager.default.temporaryDirectory.path
        self.reader = reader
    }

    /// `$XDG_CACHE_HOME/cajon/bundles`.
    package static func standard() -> BundleCache {
        BundleCache(directory: DataDirectories.cache.map { $0 + "/bundles" })
    }

    /// Opens a bundle's file for use. Its files are there for as long as the result is.
    ///
    /// Errors: it can't be read; what is wrong with it; there is no place for its files.
    package func open(_ path: String) throws(LibraryError) -> OpenedBundle {
        let source = try BundleSource(path, byteLimit: reader.limits.archiveBytes)
        if let directory, let shelf = FolderShelf(existing: directory), shelf.isOwn {
            if let opened = opened(try source.hash(), on: shelf, as: path) { return opened }
        }
        if let directory {
            do throws(LibraryError) {
                return try unpack(source, into: directory)
            } catch {
                // A bundle that is wrong is wrong anywhere; a place that is, isn't.
                guard case .folder = error.kind else { throw error }
            }
        }
        let held = try HeldFolder(try ScratchFolder(in: temporaryDirectory))
        let bundle = try held.unpack(source, with: reader).bundle
        return OpenedBundle(bundle, name: source.name, folder: held)
    }

    /// What is there already, if it is as it was.
    private func opened(_ key: String, on shelf: borrowing FolderShelf, as path: String) -> OpenedBundle? {
        guard let held = shelf.hold(key), held.isPrivate,
            let bundle = try? reader.verify(unpacked: held.path)
        else { return nil }
        held.markUsed()
        return OpenedBundle(bundle, name: path, folder: held)
    }

    private func unpack(
        _ source: borrowing BundleSource, into directory: String
    ) throws(LibraryError) -> OpenedBundle {
        let shelf = try FolderShelf(making: directory)
        guard shelf.isOwn else {
            throw LibraryError(
                .folder(
                    path: directory,
                    reason: "it belongs to somebody else, or others may write it, so bundles aren't unpacked there"))
        }
        // The file may change while it is read, and must not end up under another content's name: a copy can't.
        let staged = try shelf.exclusively { () throws(LibraryError) in
            shelf.sweep()
            return try shelf.stage()
        }
        let key = try staged.unpack(source, with: reader).sha256
        try shelf.exclusively { () throws(LibraryError) in
            if shelf.has(key) {
                // Somebody else was quicker, unless it is what wasn't to be believed.
                if opened(key, on: shelf, as: source.name) != nil { return }
                try shelf.retire(key)
            }
            try shelf.publish(staged, as: key)
            prune(shelf, sparing: key)
        }
        if let opened = opened(key, on: shelf, as: source.name) { return opened }
        throw LibraryError(.folder(path: "\(directory)/\(key)", reason: "what was unpacked there isn't there any more"))
    }
}

extension BundleCache {
    private static let secondsPerDay = 86_400
    /// What wasn't used for so long is taken for forgotten.
    private static let ageLimitSeconds = 90 * secondsPerDay

    /// Makes room.
    private func prune(_ shelf: borrowing FolderShelf, sparing key: String) {
        let now = time(nil)
        var entries = shelf.entries().map(\.name).filter { $0 != key }.map { name in
            (
                name: name, usedAt: shelf.hold(name)?.usedAt ?? 0,
                byteCount: Self.byteCount(below: "\(shelf.path)/\(name)")
            )
        }
        entries.sort { $0.usedAt < $1.usedAt }
        var total = entries.reduce(Self.byteCount(below: "\(shelf.path)/\(key)")) { $0 + $1.byteCount }
        for entry in entries where total > byteLimit || now - entry.usedAt > Self.ageLimitSeconds {
            if shelf.retireUnused(entry.name) { total -= entry.byteCount }
        }
    }

    /// Of the files, not of the folders, whose sizes are the file system's affair.
    private static func byteCount(below folder: String) -> Int {
        let keys: Set<URLResourceKey> = [.fileSizeKey, .isRegularFileKey]
        let files = FileManager.default.enumerator(
            at: URL(filePath: folder), includingPropertiesForKeys: Array(keys), options: [])
        var total = 0
        while let file = files?.nextObject() as? URL {
            guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true else { continue }
            total += values.fileSize ?? 0
        }
        return total
    }
}

// From a stranger's file to a bundle that was checked. Any thread that may wait.

import Glibc

/// Reads bundles, a piece at a time, and believes nothing.
///
/// The order is the one in which the least is done before a lie is found: the zip's form and the names (`ArchiveLayout`), the
/// lock, the signature over it, the names and sizes of the lock against the zip's, and only then the files' content, each
/// held against the lock while it is unpacked.
package struct BundleReader: Sendable {
    package let limits: BundleLimits

    package init(limits: BundleLimits = BundleLimits()) { self.limits = limits }

    /// Reads and checks all of a bundle's file, and writes nothing.
    ///
    /// Errors: what is wrong with it.
    package func check(_ path: String) throws(BundleError) -> Bundle {
        try naming(path) { () throws(BundleError) in
            try read(path, presetPath: "\(path)/\(BundleLock.presetFileName)", to: nil)
        }
    }

    /// Checks a bundle's file while it unpacks it: regular files and folders, this user's alone, nothing else and nowhere else.
    ///
    /// - Parameter folder: an empty folder, which the caller made. After an error it is empty again.
    ///
    /// Errors: what is wrong with it; it can't be written.
    package func unpack(_ path: String, into folder: String) throws(BundleError) -> Bundle {
        let target = try UnpackFolder(folder)
        do throws(BundleError) {
            return try read(path, presetPath: "\(folder)/\(BundleLock.presetFileName)", to: target)
        } catch {
            target.removeAll()
            throw error.of(path)
        }
    }

    private func read(_ path: String, presetPath: String, to folder: UnpackFolder?) throws(BundleError) -> Bundle {
        let file = try OpenFile.reading(path)
        let layout = try ArchiveLayout(of: file, byteCount: Int(try file.status(path).st_size), limits: limits)
        var archive = try ArchiveReader.reading(file)
        var rest = layout.entries[...]

        guard let lockEntry = rest.popFirst(), lockEntry.path.text == BundleLock.fileName else {
            throw BundleError(.malformed("is no bundle: its first file isn't \(BundleLock.fileName)"), path: "")
        }
        let lockBytes = try archive.bytes(of: lockEntry)
        let lock = try BundleLock(lockBytes, limits: limits)
        try folder?.write(lockBytes, to: lockEntry.path)

        var signer: SignatureKey?
        if let entry = rest.first, entry.path.text == BundleLock.signatureFileName {
            rest = rest.dropFirst()
            let bytes = try archive.bytes(of: entry)
            let signature = try BundleSignature(bytes)
            try signature.check(lock: lockBytes)
            signer = signature.key
            try folder?.write(bytes, to: entry.path)
        }

        try Self.check(Array(rest), against: lock)
        var presetBytes: [UInt8] = []
        for (entry, expected) in zip(rest, lock.files) {
            let isPreset = expected.path.text == BundleLock.presetFileName
            try Self.unpack(entry, as: expected, from: &archive, to: folder) { piece in
                if isPreset { presetBytes.append(contentsOf: piece) }
            }
        }
        try archive.finish()
        return try Bundle(
            lock: lock, lockBytes: lockBytes, signer: signer, presetBytes: presetBytes, presetPath: presetPath)
    }

    /// Checks that the zip has the lock's files, in its order and of its sizes, and no others.
    private static func check(_ entries: [ArchiveEntry], against lock: BundleLock) throws(BundleError) {
        let locked = Set(lock.files.map(\.path))
        let found = Set(entries.map(\.path))
        func mismatch(_ words: String) -> BundleError { BundleError(.mismatch(words), path: "") }
        if let entry = entries.first(where: { !locked.contains($0.path) }) {
            let isSpecial = [BundleLock.fileName, BundleLock.signatureFileName].contains(entry.path.text)
            throw mismatch(
                isSpecial
                    ? "file ‘\(entry.path)’ isn't in its place, which is before all others"
                    : "file ‘\(entry.path)’ is in the bundle, and \(BundleLock.fileName) doesn't name it")
        }
        if let file = lock.files.first(where: { !found.contains($0.path) }) {
            throw mismatch("file ‘\(file.path)’ is missing, and \(BundleLock.fileName) names it")
        }
        for (entry, file) in zip(entries, lock.files) {
            guard entry.path == file.path else {
                throw mismatch("file ‘\(entry.path)’ isn't in its place, in the order of \(BundleLock.fileName)")
            }
            guard entry.byteCount == file.byteCount else { throw ContentHash.wrongSize(entry.byteCount, of: file) }
        }
    }

    private static func unpack(
        _ entry: ArchiveEntry, as expected: BundleLock.File, from archive: inout ArchiveReader,
        to folder: UnpackFolder?,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(BundleError) {
        var hash = ContentHash()
        if let folder {
            let file = try folder.create(entry.path)
            try archive.read(entry) { piece throws(BundleError) in
                hash.add(piece)
                body(piece)
                try folder.write(piece, to: file, named: entry.path)
            }
        } else {
            try archive.read(entry) { piece throws(BundleError) in
                hash.add(piece)
                body(piece)
            }
        }
        try hash.check(expected)
    }
}

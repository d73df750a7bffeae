// What lies in a folder that a bundle was unpacked to. One thread, one that may wait.

import Glibc

/// The regular files and folders below a folder; a link or a device among them is an error.
struct FolderListing {
    private(set) var files: Set<BundlePath> = []
    private(set) var folders: Set<BundlePath> = []

    private let limits: BundleLimits

    /// Errors: `.mismatch`, for what no bundle is unpacked to; `.file`.
    init(of path: String, limits: BundleLimits) throws(BundleError) {
        self.limits = limits
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OpenFile.error("can't be opened as a folder", errno, path) }
        try list(OpenFile(descriptor: descriptor), below: "", depth: 0)
    }

    /// Errors: `.mismatch`, when there is a file or a folder that the lock doesn't know; what is missing shows itself.
    func check(against lock: BundleLock) throws(BundleError) {
        let special = [BundleLock.fileName, BundleLock.signatureFileName]
        let known = Set(lock.files.map(\.path))
        if let file = files.filter({ !known.contains($0) && !special.contains($0.text) }).min() {
            throw Self.mismatch("file ‘\(file)’ is there, and \(BundleLock.fileName) doesn't name it")
        }
        let around = Set(lock.files.flatMap(\.path.folders))
        if let folder = folders.filter({ !around.contains($0.text) }).min() {
            throw Self.mismatch("folder ‘\(folder)’ is there, and \(BundleLock.fileName) names nothing in it")
        }
    }

    private mutating func list(_ folder: consuming OpenFile, below prefix: String, depth: Int) throws(BundleError) {
        guard depth <= limits.depth else {
            throw Self.mismatch("folder ‘\(prefix)’ is in more folders than a bundle has")
        }
        for name in try names(in: folder) {
            // Composed and decent, so that no two names on disc are one here.
            let path = try BundlePath(prefix + name)
            var status = stat()
            guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw OpenFile.error("file ‘\(path)’ can't be looked at", errno, "")
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: files.insert(path)
            case S_IFDIR:
                folders.insert(path)
                let next = openat(folder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard next >= 0 else { throw OpenFile.error("folder ‘\(path)’ can't be opened", errno, "") }
                try list(OpenFile(descriptor: next), below: path.text + "/", depth: depth + 1)
            case S_IFLNK: throw Self.mismatch("file ‘\(path)’ is a link, and bundles have regular files alone")
            default: throw Self.mismatch("file ‘\(path)’ is no regular file")
            }
            guard files.count + folders.count <= entryLimit else { throw Self.tooMany }
        }
    }

    /// Each file in folders of its own.
    private var entryLimit: Int { limits.files * (limits.depth + 1) + 2 }

    private static let tooMany = mismatch("has more files and folders in it than a bundle may have")

    /// Names that aren't text come with signs for what can't be read, and so are none that a lock has.
    private func names(in folder: borrowing OpenFile) throws(BundleError) -> [String] {
        let copy = fcntl(folder.descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let code = errno
            if copy >= 0 { close(copy) }
            throw OpenFile.error("can't be listed", code, "")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // SAFETY: the entry is the stream's until its next call; its name ends in a NUL within the record, and is copied.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
            guard names.count <= entryLimit else { throw Self.tooMany }
        }
        return names
    }

    private static func mismatch(_ words: String) -> BundleError { BundleError(.mismatch(words), path: "") }
}

// A bundle that was unpacked: whether it is still the one, and what it says. Any thread that may wait.

import CFiles
import Glibc

extension BundleReader {
    /// Checks what was unpacked: every file of the lock as it was, and no other.
    ///
    /// Errors: what is wrong with it.
    package func verify(unpacked folder: String) throws(BundleError) -> Bundle {
        try naming(folder) { () throws(BundleError) in
            let root = try UnpackedFolder(folder)
            let lockBytes = try root.bytes(of: BundleLock.fileName, limit: BundleLimits.lockBytes)
            let lock = try BundleLock(lockBytes, limits: limits)
            let listing = try FolderListing(of: folder, limits: limits)
            var signer: SignatureKey?
            if let signature = try root.signature() {
                try signature.check(lock: lockBytes)
                signer = signature.key
            }
            try listing.check(against: lock)
            var presetBytes: [UInt8] = []
            for file in lock.files {
                let isPreset = file.path.text == BundleLock.presetFileName
                var hash = ContentHash()
                let open = try root.open(file.path.text)
                try open.forEachPiece(limit: file.byteCount) { piece throws(BundleError) in
                    hash.add(piece)
                    if isPreset { presetBytes.append(contentsOf: piece) }
                }
                try hash.check(file)
            }
            return try Bundle(
                lock: lock, lockBytes: lockBytes, signer: signer, presetBytes: presetBytes,
                presetPath: "\(folder)/\(BundleLock.presetFileName)")
        }
    }

    /// Reads what was unpacked and verified before, without looking at the files' contents again: lock, signature, preset.
    ///
    /// Whether the signature is right was found out when it was unpacked, and is for `verify` to find out again.
    ///
    /// Errors: what is wrong with it.
    package func summary(unpacked folder: String) throws(BundleError) -> Bundle {
        try naming(folder) { () throws(BundleError) in
            let root = try UnpackedFolder(folder)
            let lockBytes = try root.bytes(of: BundleLock.fileName, limit: BundleLimits.lockBytes)
            return try Bundle(
                lock: try BundleLock(lockBytes, limits: limits), lockBytes: lockBytes,
                signer: try root.signature()?.key,
                presetBytes: try root.bytes(
                    of: BundleLock.presetFileName, limit: limits.bytes(of: BundleLock.presetFileName)),
                presetPath: "\(folder)/\(BundleLock.presetFileName)")
        }
    }
}

/// A folder with an unpacked bundle, held open; no link leads out of it.
private struct UnpackedFolder: ~Copyable {
    private let root: OpenFile

    init(_ path: String) throws(BundleError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OpenFile.error("can't be opened as a folder", errno, path) }
        root = OpenFile(descriptor: descriptor)
    }

    /// A regular file in it.
    ///
    /// Errors: `.mismatch`, when it isn't there or is none; `.file`.
    func open(_ name: String) throws(BundleError) -> OpenFile {
        let descriptor = cajon_open_beneath(root.descriptor, name, false)
        guard descriptor < 0 else { return OpenFile(descriptor: descriptor) }
        switch errno {
        case ENOENT, ENOTDIR: throw BundleError(.mismatch("file ‘\(name)’ is missing"), path: "")
        case ELOOP: throw BundleError(.mismatch("file ‘\(name)’ is a link, or behind one"), path: "")
        case EISDIR, EINVAL: throw BundleError(.mismatch("file ‘\(name)’ is no regular file"), path: "")
        case let code: throw OpenFile.error("file ‘\(name)’ can't be opened", code, "")
        }
    }

    func bytes(of name: String, limit: Int) throws(BundleError) -> [UInt8] {
        let file = try open(name)
        let byteCount = Int(try file.status("").st_size)
        guard byteCount <= limit else {
            throw BundleError(
                .tooLarge("file ‘\(name)’ has \(byteCount) bytes, and at most \(limit) are allowed"), path: "")
        }
        return try file.read(byteCount, at: 0)
    }

    /// Nil when there is none.
    func signature() throws(BundleError) -> BundleSignature? {
        let name = BundleLock.signatureFileName
        var status = stat()
        guard fstatat(root.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT else { return nil }
        return try BundleSignature(try bytes(of: name, limit: BundleLimits.signatureBytes))
    }
}

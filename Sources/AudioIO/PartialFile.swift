// A file that appears under its name only when it is whole. One thread.
import Glibc

/// An unfinished file beside the one it is to become: `.NAME.XXXXXX.partial` in the same folder.
///
/// `publish` renames it over the destination, so that whoever looks sees the old file or the new one, whole. Dropping
/// the object without that removes it. There is no `fsync`: the promise holds against failures of this program, not
/// against a power cut in the seconds after, where file systems that matter write a replacing file first anyway.
///
/// An existing file's permissions are kept, its owner and group where this user may set them; its other hard links,
/// ACLs and extended attributes are not.
final class PartialFile {
    let descriptor: Int32
    private let temporaryPath: String
    private let destinationPath: String
    private let slot: Int?
    private var isPublished = false

    /// - Parameters:
    ///   - destination: the file's path, after symbolic links.
    ///   - existing: the status of the file that is there, if one is.
    init(destination: String, existing: stat?) throws(AudioIOError) {
        let (folder, name) = PartialFile.split(destination)
        destinationPath = destination
        var random = SystemRandomNumberGenerator()
        var attempt = 0
        while true {
            let suffix = String(UInt32.random(in: 0...UInt32.max, using: &random), radix: 36)
            let path = "\(folder)/.\(PartialFile.shortened(name)).\(suffix).partial"
            // On the list before it exists: the handler's unlink of a file that isn't there yet does no harm.
            let slot = PartialFiles.add(path)
            let opened = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
            if opened >= 0 {
                (descriptor, temporaryPath, self.slot) = (opened, path, slot)
                break
            }
            let code = errno
            PartialFiles.remove(slot)
            attempt += 1
            if code != EEXIST || attempt > PartialFile.maximumAttempts {
                throw .cannotCreate(destination, folder: folder, code)
            }
        }
        if let existing {
            _ = fchown(descriptor, existing.st_uid, existing.st_gid)
            _ = fchmod(descriptor, existing.st_mode & 0o7777)
        }
    }

    deinit {
        if !isPublished { unlink(temporaryPath) }
        PartialFiles.remove(slot)
    }

    /// Puts the file in its place. The descriptor has been closed, and so every error of writing is known.
    func publish(name: String) throws(AudioIOError) {
        guard rename(temporaryPath, destinationPath) == 0 else { throw .renameFailed(name, errno) }
        isPublished = true
    }

    private static let maximumAttempts = 100
    /// The longest name that leaves room for dots, suffix and ending in a name of 255 bytes.
    private static let maximumNameByteCount = 230

    private static func shortened(_ name: String) -> String {
        var name = Substring(name)
        while name.utf8.count > maximumNameByteCount { name.removeLast() }
        return String(name)
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}

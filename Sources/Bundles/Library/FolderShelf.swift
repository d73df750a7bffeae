// Owns an open folder in which bundles lie, and how they come into it and go: at once, whole, whoever else does the
// same and whenever it is interrupted. Any thread that may wait, any number of processes.

import CFiles
import Foundation
import Presets

/// A folder of unpacked bundles.
///
/// What is being made lies under a name that begins with `.staging-`, what was taken away under one with `.removed-`,
/// each locked for as long as somebody works with it. What of that isn't locked was left by a process that ended, and
/// is swept away. Names are only given and taken away under the lock of the whole folder, which nobody holds for long.
struct FolderShelf: ~Copyable {
    let path: String
    private let descriptor: Int32

    private static let stagingPrefix = ".staging-"
    private static let removedPrefix = ".removed-"

    /// Opens the folder; nil if there is none, or it can't be opened.
    init?(existing path: String) {
        let descriptor = Self.openRoot(path)
        guard descriptor >= 0 else { return nil }
        (self.path, self.descriptor) = (path, descriptor)
    }

    /// Opens the folder, and makes it and what is missing above it, for this user alone.
    ///
    /// Errors: it can't be made or opened.
    init(making path: String) throws(LibraryError) {
        let code = Self.make(path)
        guard code == 0 else { throw .system(code, "the folder can't be made", path: path) }
        let descriptor = Self.openRoot(path)
        guard descriptor >= 0 else { throw .system(errno, "the folder can't be opened", path: path) }
        (self.path, self.descriptor) = (path, descriptor)
    }

    deinit { close(descriptor) }

    /// The folder, open; negative, with `errno` set, when it can't be. It may be a link if that is this user's own, or
    /// the system's: somebody else's could come to lead anywhere.
    private static func openRoot(_ path: String) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor < 0, errno == ELOOP || errno == ENOTDIR else { return descriptor }
        let code = errno
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
            errno = code
            return -1
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            errno = ELOOP
            return -1
        }
        return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    /// 0, or the errno of what failed.
    private static func make(_ path: String) -> Int32 {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return 0 }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return errno }
        let code = make(String(path[..<slash]))
        guard code == 0 else { return code }
        return mkdir(path, 0o700) == 0 || errno == EEXIST ? 0 : errno
    }

    /// Whether it is this user's, and nobody else can write it.
    var isOwn: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    /// Does something while nobody else gives or takes names.
    func exclusively<T>(_ body: () throws(LibraryError) -> T) throws(LibraryError) -> T {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system(errno, "the folder can't be locked", path: path) }
        }
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    // MARK: - Looking

    /// One thing that lies in a folder.
    struct Entry {
        /// One that is no text comes with what stands for that.
        let name: String
        /// Whether it is a folder itself, and no link to one.
        let isFolder: Bool
    }

    /// What lies in the folder, or in one folder of it, and doesn't begin with a dot; nothing if it isn't one.
    func entries(in folder: String? = nil) -> [Entry] {
        let place = openat(descriptor, folder ?? ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard place >= 0 else { return [] }
        return Self.allEntries(closing: place).filter { !$0.name.hasPrefix(".") }
    }

    /// Takes hold of a folder for use, so that it isn't taken away meanwhile; nil if there is none, and for a link
    /// anywhere on the way.
    ///
    /// - Parameter parts: the names on the way to it, none with a slash.
    func hold(_ parts: String...) -> HeldFolder? {
        let path = ([self.path] + parts).joined(separator: "/")
        // Somebody may take it away between opening and locking, and somebody else put another there.
        for _ in 0..<Self.attempts {
            guard let folder = openFolder(parts) else { return nil }
            while flock(folder, LOCK_SH) != 0, errno == EINTR {}
            let held = HeldFolder(at: path, descriptor: folder, isTemporary: false)
            if held.isAt(path) { return held }
        }
        return nil
    }

    private static let attempts = 100

    /// Whether there is a folder, and no link anywhere on the way.
    func has(_ parts: String...) -> Bool {
        guard let folder = openFolder(parts) else { return false }
        close(folder)
        return true
    }

    private func openFolder(_ parts: [String]) -> Int32? {
        var here = descriptor
        for part in parts {
            let next = openat(here, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if here != descriptor { close(here) }
            guard next >= 0 else { return nil }
            here = next
        }
        return here
    }

    private static func allEntries(closing descriptor: Int32) -> [Entry] {
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            return []
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            // SAFETY: `d_name` is a zero-terminated string that stays until the next `readdir`; the entry may be
            // shorter than its declared type, so it is read in place and not copied.
            let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
            var isFolder = entry.pointee.d_type == UInt8(DT_DIR)
            if entry.pointee.d_type == UInt8(DT_UNKNOWN) {
                var status = stat()
                isFolder =
                    fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0
                    && status.st_mode & S_IFMT == S_IFDIR
            }
            entries.append(Entry(name: String(cString: name), isFolder: isFolder))
        }
        return entries
    }
}

// MARK: - Changing

extension FolderShelf {
    /// A new, empty folder out of sight, for this user alone, which goes away with the object unless it is published.
    /// Within `exclusively`.
    ///
    /// Errors: it can't be made.
    func stage() throws(LibraryError) -> HeldFolder {
        let name = Self.stagingPrefix + Self.randomName
        guard mkdirat(descriptor, name, 0o700) == 0 else {
            throw .system(errno, "nothing can be put there", path: path)
        }
        let folder = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0, flock(folder, LOCK_EX) == 0 else {
            let code = errno
            if folder >= 0 { close(folder) }
            unlinkat(descriptor, name, AT_REMOVEDIR)
            throw .system(code, "nothing can be put there", path: path)
        }
        return HeldFolder(at: "\(path)/\(name)", descriptor: folder, isTemporary: true)
    }

    /// Gives what was staged its name, in one step. Within `exclusively`.
    ///
    /// - Parameters:
    ///   - folder: a folder of this one to put it into, made if there is none.
    ///   - name: which nothing has yet.
    ///
    /// Errors: the system won't; then everything is as it was.
    func publish(_ staged: HeldFolder, in folder: String? = nil, as name: String) throws(LibraryError) {
        let shown = "\(path)/\(folder.map { "\($0)/" } ?? "")\(name)"
        var target = descriptor
        if let folder {
            guard mkdirat(descriptor, folder, 0o700) == 0 || errno == EEXIST else {
                throw .system(errno, "the folder can't be made", path: "\(path)/\(folder)")
            }
            target = openat(descriptor, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard target >= 0 else { throw .system(errno, "the folder can't be opened", path: "\(path)/\(folder)") }
        }
        defer { if target != descriptor { close(target) } }
        guard cajon_rename_to_new(descriptor, staged.name, target, name) == 0 else {
            let code = errno
            if let folder { unlinkat(descriptor, folder, AT_REMOVEDIR) }
            throw .system(code, "it can't be put there", path: shown)
        }
        staged.leave()
        // What was renamed is there for everybody now; that it stays there is as much as can be done.
        fsync(target)
        if target != descriptor { fsync(descriptor) }
    }

    /// Takes a folder out of sight in one step, then deletes it as soon as nobody uses it any more, which may be when
    /// somebody sweeps. Within `exclusively`.
    ///
    /// Errors: the system won't; then it is where it was.
    func retire(_ name: String, from folder: String? = nil) throws(LibraryError) {
        let hidden = Self.removedPrefix + Self.randomName
        var source = descriptor
        if let folder {
            source = openat(descriptor, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard source >= 0 else { throw .system(errno, "the folder can't be opened", path: "\(path)/\(folder)") }
        }
        defer { if source != descriptor { close(source) } }
        guard cajon_rename_to_new(source, name, descriptor, hidden) == 0 else {
            let shown = folder.map { "\($0)/\(name)" } ?? name
            throw .system(errno, "it can't be taken away", path: "\(path)/\(shown)")
        }
        if let folder { unlinkat(descriptor, folder, AT_REMOVEDIR) }
        fsync(descriptor)
        sweep(hidden)
    }

    /// Deletes a folder that nobody uses; otherwise leaves it. Within `exclusively`.
    ///
    /// - Returns: whether it is gone.
    func retireUnused(_ name: String) -> Bool {
        let folder = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return unlinkat(descriptor, name, 0) == 0 }
        defer { close(folder) }
        let hidden = Self.removedPrefix + Self.randomName
        // Whoever waits for the lock meanwhile finds the name gone when they have it.
        guard flock(folder, LOCK_EX | LOCK_NB) == 0,
            cajon_rename_to_new(descriptor, name, descriptor, hidden) == 0
        else { return false }
        try? FileManager.default.removeItem(atPath: "\(path)/\(hidden)")
        return true
    }

    /// Deletes what was left behind. Within `exclusively`.
    func sweep() {
        let place = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard place >= 0 else { return }
        for name in Self.allEntries(closing: place).map(\.name) {
            if name.hasPrefix(Self.stagingPrefix) || name.hasPrefix(Self.removedPrefix) {
                sweep(name)
            } else if PresetName.isID(name) {
                // An empty one goes: an interrupted installation has made it, and nothing in it.
                unlinkat(descriptor, name, AT_REMOVEDIR)
            }
        }
    }

    /// Deletes one thing, unless somebody works with it. What it links to stays.
    private func sweep(_ name: String) {
        let folder = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else {
            unlinkat(descriptor, name, 0)
            return
        }
        defer { close(folder) }
        guard flock(folder, LOCK_EX | LOCK_NB) == 0 else { return }
        try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    private static var randomName: String { String(UInt64.random(in: 0...UInt64.max), radix: 16) }
}

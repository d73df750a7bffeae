// Owns an open directory that was found to belong to this user alone, and the file operations in it. Everything goes
// by the open descriptor, so what was checked can't be exchanged afterwards. Not for the audio thread.
import Glibc

/// A directory that only this user can write.
struct CacheDirectory: ~Copyable {
    private let descriptor: Int32

    /// Opens `path`; nil if it is missing, is a symbolic link, belongs to somebody else or can be written by others.
    init?(_ path: String, creating: Bool) {
        if creating { Self.create(path) }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard let status = Self.status(of: descriptor), Self.isOurs(status, forbidding: Self.writableByOthers) else {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    enum Contents {
        case absent
        /// There is something by that name which is not to be trusted.
        case refused
        case bytes([UInt8])
    }

    /// The contents of a file, unless anybody else can read or write it, or it is longer than `byteLimit`.
    func read(_ name: String, byteLimit: Int) -> Contents {
        // Non-blocking, so that a pipe in the file's place can't hold us up.
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return errno == ENOENT ? .absent : .refused }
        defer { close(file) }
        guard let status = Self.status(of: file), status.st_mode & S_IFMT == S_IFREG,
            Self.isOurs(status, forbidding: Self.accessibleByOthers), status.st_size <= byteLimit
        else { return .refused }
        let expectedCount = Int(status.st_size)
        var isComplete = true
        let bytes = [UInt8](unsafeUninitializedCapacity: expectedCount) { buffer, count in
            while count < expectedCount {
                let readCount = Glibc.read(file, buffer.baseAddress! + count, expectedCount - count)
                if readCount < 0, errno == EINTR { continue }
                guard readCount > 0 else { break }
                count += readCount
            }
            isComplete = count == expectedCount
        }
        guard isComplete else { return .refused }
        Self.markUsed(file, status)
        return .bytes(bytes)
    }

    /// Writes a file as a whole or not at all: others see the old contents, or all of the new.
    func write(_ bytes: [UInt8], to name: String) {
        let temporaryName = "\(name).\(getpid()).\(UInt64.random(in: 0...UInt64.max))\(Self.temporarySuffix)"
        let file = openat(descriptor, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        // The mask that files are made with may have taken rights away, never added any.
        let isWritten = fchmod(file, 0o600) == 0 && Self.writeAll(bytes, to: file)
        let isClosed = close(file) == 0
        guard isWritten, isClosed, renameat(descriptor, temporaryName, descriptor, name) == 0 else {
            unlinkat(descriptor, temporaryName, 0)
            return
        }
    }

    /// Removes the least recently used files that end in `suffix` until the rest takes at most `byteLimit`, and what
    /// interrupted writers left behind.
    func prune(suffix: String, byteLimit: Int) {
        let now = time(nil)
        var entries: [(name: String, usedAt: Int, byteCount: Int)] = []
        for name in fileNames() {
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if name.hasSuffix(suffix) {
                entries.append((name, status.st_mtim.tv_sec, Int(status.st_size)))
            } else if name.hasSuffix(Self.temporarySuffix), now - status.st_mtim.tv_sec > Self.abandonedAfterSeconds {
                unlinkat(descriptor, name, 0)
            }
        }
        var total = entries.reduce(0) { $0 + $1.byteCount }
        for entry in entries.sorted(by: { $0.usedAt < $1.usedAt }) where total > byteLimit {
            if unlinkat(descriptor, entry.name, 0) == 0 { total -= entry.byteCount }
        }
    }

    // MARK: -

    private static let temporarySuffix = ".tmp"
    private static let abandonedAfterSeconds = 3600
    private static let secondsPerDay = 86_400
    private static let writableByOthers: mode_t = 0o022
    private static let accessibleByOthers: mode_t = 0o077

    private static func status(of descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }

    private static func isOurs(_ status: stat, forbidding forbidden: mode_t) -> Bool {
        status.st_uid == geteuid() && status.st_mode & forbidden == 0
    }

    /// Makes `path` and what is missing above it, for this user only.
    private static func create(_ path: String) {
        guard mkdir(path, 0o700) != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex
        else { return }
        create(String(path[..<slash]))
        mkdir(path, 0o700)
    }

    /// Once a day is enough to know what is in use, and costs no write at every start.
    private static func markUsed(_ file: Int32, _ status: stat) {
        if time(nil) - status.st_mtim.tv_sec > secondsPerDay { futimens(file, nil) }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let writtenCount = Glibc.write(file, buffer.baseAddress! + offset, buffer.count - offset)
                if writtenCount < 0, errno == EINTR { continue }
                guard writtenCount > 0 else { return false }
                offset += writtenCount
            }
            return true
        }
    }

    private func fileNames() -> [String] {
        let duplicate = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard duplicate >= 0 else { return [] }
        guard let stream = fdopendir(duplicate) else {
            close(duplicate)
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // SAFETY: `d_name` is a zero-terminated string that stays until the next `readdir`; the entry may be
            // shorter than its declared type, so it is read in place and not copied.
            let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
            names.append(String(cString: name))
        }
        return names
    }
}

// Where decisions are remembered: a small file in the user's configuration. Any thread but the audio thread, any number
// of processes.

import Foundation

/// Entries that a user has made for good.
///
/// Others rely on what is in there, so it is believed only if it is the user's own and nobody else can write it.
/// Others see the old contents or the new, and two writers one after the other.
package struct Book<Entry: BookEntry>: Sendable {
    /// The folder; made, for its user alone, when there is something to be kept.
    package let directory: String

    package init(directory: String) { self.directory = directory }

    package var path: String { "\(directory)/\(Entry.book.fileName)" }

    // MARK: - Reading

    /// All entries, in the order in which they were made; none when there is no file.
    ///
    /// Errors: the file can't be read, isn't to be believed, or says something else.
    package func entries() throws(BookError) -> [Entry] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw reading("can't be read: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw reading("is no regular file")
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw reading("belongs to somebody else, or others may write it, so it isn't believed; make it yours alone")
        }
        let limit = Entry.book.byteLimit
        guard status.st_size <= limit, let data = try? file.read(upToCount: limit) ?? Data() else {
            throw reading("can't be read, or is longer than \(limit) bytes")
        }
        guard let contents = try? JSONDecoder().decode(BookContents<Entry>.self, from: data) else {
            throw reading(Entry.book.malformed)
        }
        return contents.entries
    }

    // MARK: - Writing

    /// Changes the entries while no other writer does; what stays as it was isn't written.
    ///
    /// Errors: `.reading` when what is there can't be read, which then stays as it is; `.writing` when the folder or
    /// the file can't be written.
    package func change(_ body: (inout [Entry]) -> Void) throws(BookError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw writing("the folder can't be made: \(error.localizedDescription)")
        }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw writing("the folder can't be opened: \(String(cString: strerror(errno)))") }
        defer { close(folder) }
        // The lock goes with the descriptor. Whoever has it only reads and writes a short file.
        guard flock(folder, LOCK_EX) == 0 else {
            throw writing("the folder can't be locked: \(String(cString: strerror(errno)))")
        }
        var entries = try entries()
        let before = entries
        body(&entries)
        if entries != before { try write(BookContents(entries: entries), in: folder) }
    }

    private func write(_ contents: BookContents<Entry>, in folder: Int32) throws(BookError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(contents) + Data("\n".utf8), data.count <= Entry.book.byteLimit else {
            throw writing(Entry.book.full)
        }
        let name = Entry.book.fileName
        let temporary = "\(name).\(getpid()).new"
        // What an interrupted writer of the same number has left; the lock keeps out any that is at work.
        unlinkat(folder, temporary, 0)
        let file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw writing("can't be written: \(String(cString: strerror(errno)))") }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
            try handle.write(contentsOf: data)
            try handle.synchronize()
            try handle.close()
        } catch {
            close(file)
            unlinkat(folder, temporary, 0)
            throw writing("can't be written: \(error.localizedDescription)")
        }
        guard renameat(folder, temporary, folder, name) == 0 else {
            let code = errno
            unlinkat(folder, temporary, 0)
            throw writing("can't be written: \(String(cString: strerror(code)))")
        }
    }

    private func reading(_ reason: String) -> BookError { BookError(.reading, path: path, reason: reason) }
    private func writing(_ reason: String) -> BookError { BookError(.writing, path: path, reason: reason) }
}

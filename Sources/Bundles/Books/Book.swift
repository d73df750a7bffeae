// Where decisions are remembered: a small file in the user's configuration. Any thread but the audio thread, any number
// of processes.

import Foundation

/// Entries that a user has made for good.
///
/// Others rely on what is in there, so it is believed only if it and its folder are the user's own and nobody else can
/// write them: who can remove a book makes everything happen for the first time again.
/// Others see the old contents or the new, and two writers one after the other.
package struct Book<Entry: BookEntry>: Sendable {
    /// The folder; made, for its user alone, when there is something to be kept.
    package let directory: String

    /// For how long other writers are waited for.
    private let patience: Duration

    package init(directory: String, patience: Duration = FolderLock.patience) {
        self.directory = directory
        self.patience = patience
    }

    package var path: String { "\(directory)/\(Entry.book.fileName)" }

    // MARK: - Reading

    /// All entries, in the order in which they were made; none when there is no file, or no folder.
    ///
    /// Errors: the file can't be read, isn't to be believed, or says something else; or the folder isn't to be believed.
    package func entries() throws(BookError) -> [Entry] {
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw reading("the folder can't be read: \(String(cString: strerror(errno)))")
        }
        defer { close(folder) }
        return try entries(in: folder)
    }

    private func entries(in folder: Int32) throws(BookError) -> [Entry] {
        var status = stat()
        guard fstat(folder, &status) == 0, status.st_uid == geteuid() else {
            throw distrusting(
                "the folder belongs to somebody else, so what is or isn't in it isn't believed; make it yours, or set "
                    + "XDG_CONFIG_HOME to a folder of your own")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw distrusting(
                "others may write in this folder, so what is or isn't in it isn't believed; ‘chmod go-w \(directory)’ "
                    + "makes it yours alone")
        }
        let descriptor = openat(folder, Entry.book.fileName, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw reading("can't be read: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
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
    /// Errors: `.reading` when what is there can't be read or believed, which then stays as it is; `.writing` when the
    /// folder or the file can't be written, or somebody else keeps the folder locked.
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
        // Whoever has the lock only reads and writes a short file.
        do throws(FolderLockError) { try FolderLock.take(folder, patience: patience) } catch {
            throw writing(error.description)
        }
        var entries = try entries(in: folder)
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
        do throws(ReplacedFileError) {
            try ReplacedFile.write(data, to: Entry.book.fileName, in: folder, mode: 0o600)
        } catch {
            throw writing(error.description)
        }
    }

    private func distrusting(_ reason: String) -> BookError { BookError(.reading, path: directory, reason: reason) }
    private func reading(_ reason: String) -> BookError { BookError(.reading, path: path, reason: reason) }
    private func writing(_ reason: String) -> BookError { BookError(.writing, path: path, reason: reason) }
}

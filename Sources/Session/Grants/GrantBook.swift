// Where grants are remembered: `grants.json` in the user's configuration. Any thread but the audio thread, any number of
// processes.

import EffectHost
import Foundation

/// The grants that a user has made for good.
///
/// What is in there lets effects read files, so it is believed only if it is the user's own and nobody else can write it.
/// Others see the old contents or the new, and two writers one after the other.
package struct GrantBook: Sendable {
    package static let fileName = "grants.json"
    private static let byteLimit = 1 << 20
    private static let format = 1

    /// The folder; made, for its user alone, when there is something to be kept.
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// In `$XDG_CONFIG_HOME/cajon`; nil without a home.
    package static func standard() -> GrantBook? { DataDirectories.configuration.map(GrantBook.init(directory:)) }

    package var path: String { "\(directory)/\(Self.fileName)" }

    private struct Contents: Codable {
        var format: Int
        var grants: [Grant]
    }

    // MARK: - Reading

    /// All grants, in the order in which they were made; none when there is no file.
    ///
    /// Errors: the file can't be read, isn't to be believed, or says something else.
    package func grants() throws(GrantBookError) -> [Grant] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw error("can't be read: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw error("is no regular file")
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw error("belongs to somebody else, or others may write it, so it isn't believed; make it yours alone")
        }
        guard status.st_size <= Self.byteLimit, let data = try? file.read(upToCount: Self.byteLimit) ?? Data() else {
            throw error("can't be read, or is longer than \(Self.byteLimit) bytes")
        }
        guard let contents = try? JSONDecoder().decode(Contents.self, from: data), contents.format == Self.format else {
            throw error("is not what ‘cajon grants’ writes; put it right, or remove it to grant anew")
        }
        return contents.grants
    }

    /// What an effect with that content was granted; nil when nothing was.
    ///
    /// Errors: as for `grants()`.
    package func grant(forContent sha256: String) throws(GrantBookError) -> Grant? {
        try grants().last { $0.sha256 == sha256 }
    }

    // MARK: - Writing

    /// Keeps a grant, in place of what the same effect was granted before.
    ///
    /// Errors: the folder or the file can't be written; what is there can't be read.
    package func remember(_ grant: Grant) throws(GrantBookError) {
        try change { grants in
            grants.removeAll { $0.sha256 == grant.sha256 }
            grants.append(grant)
        }
    }

    /// Forgets grants; returns those that it forgot.
    ///
    /// Errors: as for `remember`.
    package func forget(where isForgotten: (Grant) -> Bool) throws(GrantBookError) -> [Grant] {
        var forgotten: [Grant] = []
        try change { grants in
            forgotten = grants.filter(isForgotten)
            grants.removeAll(where: isForgotten)
        }
        return forgotten
    }

    private func change(_ body: (inout [Grant]) -> Void) throws(GrantBookError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw self.error("the folder can't be made: \(error.localizedDescription)")
        }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw error("the folder can't be opened: \(String(cString: strerror(errno)))") }
        defer { close(folder) }
        // The lock goes with the descriptor. Whoever has it only reads and writes a short file.
        guard flock(folder, LOCK_EX) == 0 else {
            throw error("the folder can't be locked: \(String(cString: strerror(errno)))")
        }
        var grants = try grants()
        let before = grants
        body(&grants)
        if grants != before { try write(Contents(format: Self.format, grants: grants), in: folder) }
    }

    private func write(_ contents: Contents, in folder: Int32) throws(GrantBookError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(contents) + Data("\n".utf8), data.count <= Self.byteLimit else {
            throw error("there are too many grants; ‘cajon grants forget’ makes room")
        }
        let temporary = "\(Self.fileName).\(getpid()).new"
        // What an interrupted writer of the same number has left; the lock keeps out any that is at work.
        unlinkat(folder, temporary, 0)
        let file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw error("can't be written: \(String(cString: strerror(errno)))") }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
            try handle.write(contentsOf: data)
            try handle.synchronize()
            try handle.close()
        } catch {
            close(file)
            unlinkat(folder, temporary, 0)
            throw self.error("can't be written: \(error.localizedDescription)")
        }
        guard renameat(folder, temporary, folder, Self.fileName) == 0 else {
            let code = errno
            unlinkat(folder, temporary, 0)
            throw error("can't be written: \(String(cString: strerror(code)))")
        }
    }

    private func error(_ reason: String) -> GrantBookError { GrantBookError(path: path, reason: reason) }
}

/// Why remembered grants are of no use.
package struct GrantBookError: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}

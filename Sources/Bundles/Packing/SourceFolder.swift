// Where the files of a bundle to be are taken from. Any thread that may wait.

import CFiles
import EffectHost
import Foundation

/// A folder, held open.
///
/// Only regular files are read, and reading never waits. Where the folder is what is packed, nothing outside of it is
/// either: no links are followed.
package final class SourceFolder: Sendable {
    /// As it was given.
    package let path: String
    private let descriptor: Int32
    private let followsLinks: Bool

    /// Errors: there is no such folder, or it may not be opened.
    init(_ path: String, followsLinks: Bool) throws(PackingError) {
        descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw PackingError(.unreadable("can't be opened as a folder: \(Self.words(errno))"), path: path)
        }
        self.path = path
        self.followsLinks = followsLinks
    }

    deinit { close(descriptor) }

    /// The path of something in the folder, for messages and other readers.
    func path(of name: String) -> String {
        path.isEmpty ? name : path.hasSuffix("/") ? path + name : "\(path)/\(name)"
    }

    /// A relative path without its needless parts: `./a//b` becomes `a/b`.
    static func plain(_ name: String) -> String {
        name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Whether there is a folder of that name; a link is none.
    func hasFolder(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in the folder, in order.
    ///
    /// Errors: it can't be read.
    func names(below folder: String = "") throws(PackingError) -> [String] {
        let place = folder.isEmpty ? path.isEmpty ? "." : path : path(of: folder)
        do {
            return try FileManager.default.contentsOfDirectory(atPath: place).sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
        } catch {
            throw PackingError(.unreadable("can't be read: \(error.localizedDescription)"), path: place)
        }
    }

    // MARK: - Reading

    /// The contents of a regular file.
    ///
    /// - Parameter limit: the most bytes that it may have.
    ///
    /// Errors: it isn't there, is something else, is larger, or lies behind a link where none are followed.
    func read(_ name: String, limit: Int) throws(PackingError) -> [UInt8] {
        let place = path(of: name)
        let isPlain =
            !name.isEmpty
            && !name.split(separator: "/", omittingEmptySubsequences: false).contains {
                $0.isEmpty || $0 == "." || $0 == ".."
            }
        guard isPlain else { throw PackingError(.refused("leads out of its folder"), path: place) }
        let file =
            followsLinks
            ? openat(descriptor, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
            : cajon_open_beneath(descriptor, name, false)
        guard file >= 0 else { throw Self.refusal(errno, place) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw PackingError(.refused("is no regular file, and nothing else goes into a bundle"), path: place)
        }
        guard status.st_size <= limit else { throw Self.tooLarge(Int(status.st_size), limit, place) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Foundation.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw PackingError(.unreadable("can't be read: \(Self.words(errno))"), path: place)
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw Self.tooLarge(bytes.count, limit, place) }
        }
    }

    private static func tooLarge(_ byteCount: Int, _ limit: Int, _ path: String) -> PackingError {
        PackingError(.refused("has \(byteCount) bytes; at most \(limit) may go into a bundle there"), path: path)
    }

    private static func refusal(_ code: Int32, _ path: String) -> PackingError {
        switch code {
        case ELOOP:
            PackingError(
                .refused(
                    "is a symbolic link, or behind one, and what it leads to may be anything; put a copy in its place"),
                path: path)
        case EXDEV: PackingError(.refused("lies on another file system than the folder that is packed"), path: path)
        case EISDIR: PackingError(.refused("is a folder, and should be a file"), path: path)
        case EINVAL, ENXIO:
            PackingError(.refused("is no regular file, and nothing else goes into a bundle"), path: path)
        default: PackingError(.unreadable("can't be read: \(words(code))"), path: path)
        }
    }

    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}

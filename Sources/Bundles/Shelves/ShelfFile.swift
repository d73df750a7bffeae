// A regular file that is open for reading. Used by one thread.

import CFiles
import EffectHost
import Foundation

/// What is read of it is all of one file, whatever happens to its name meanwhile.
final class ShelfFile {
    private static let pieceBytes = 1 << 16

    let byteCount: Int
    private let descriptor: Int32

    /// A file that the user names.
    ///
    /// Errors: `.unreadable`.
    convenience init(at path: String) throws(ShelfError) {
        try self.init(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))
    }

    /// A file that a stranger names: no link, and nowhere but below the folder.
    ///
    /// Errors: `.unreadable`.
    convenience init(_ path: BundlePath, below folder: String) throws(ShelfError) {
        let base = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard base >= 0 else { throw ShelfError(.unreadable("‘\(folder)’: \(Self.words(errno))")) }
        defer { close(base) }
        do throws(ShelfError) {
            try self.init(cajon_open_beneath(base, path.text, false))
        } catch {
            throw ShelfError(.unreadable("‘\(path)’: \(error.problem)"))
        }
    }

    /// - Parameter descriptor: -1 for one that couldn't be opened, as `errno` has it.
    private init(_ descriptor: Int32) throws(ShelfError) {
        guard descriptor >= 0 else { throw ShelfError(.unreadable(Self.words(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ShelfError(.unreadable("it is no regular file"))
        }
        self.descriptor = descriptor
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// A path to this very file, as long as this object lives.
    var path: String { DescriptorPath.path(of: descriptor) }

    /// Reads all of it.
    ///
    /// Errors: `.unreadable`, `.tooLarge`, and what `receive` throws.
    func read(byteLimit: Int, _ receive: ([UInt8]) throws(ShelfError) -> Void) throws(ShelfError) {
        var offset = 0
        while true {
            var code: Int32 = 0
            let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
                var readCount: Int
                repeat {
                    readCount = pread(descriptor, buffer.baseAddress, Self.pieceBytes, off_t(offset))
                } while readCount < 0 && errno == EINTR
                code = readCount < 0 ? errno : 0
                count = max(readCount, 0)
            }
            guard code == 0 else { throw ShelfError(.unreadable("can't be read: \(Self.words(code))")) }
            guard !piece.isEmpty else { return }
            offset += piece.count
            guard offset <= byteLimit else {
                throw ShelfError(.tooLarge(byteLimit: byteLimit))
            }
            try receive(piece)
        }
    }

    static func words(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "there is no such file"
        case ELOOP: "it is a link, or lies behind one, and links aren't followed"
        case EISDIR, EINVAL: "it is no regular file"
        default: String(cString: strerror(code))
        }
    }
}

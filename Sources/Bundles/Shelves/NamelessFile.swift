// A file that nobody else can find, and that is gone with its owner, however that ends. Used by one thread.

import EffectHost
import Foundation

/// A temporary file without a name.
final class NamelessFile {
    private let descriptor: Int32
    /// By which this process opens it again.
    var path: String { DescriptorPath.path(of: descriptor) }

    /// - Parameter directory: on whose file system it takes room.
    ///
    /// Errors: `.unwritable`.
    init(in directory: String) throws(ShelfError) {
        // The number of `O_TMPFILE`, which Swift doesn't see: __O_TMPFILE and O_DIRECTORY. Source: fcntl-linux.h.
        var opened = open(directory, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
        if opened < 0, [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) {
            // Some file systems can't; there it has a name for a moment.
            let name = "\(directory)/.\(UUID().uuidString).partial"
            opened = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            unlink(name)
        }
        guard opened >= 0 else {
            throw ShelfError(.unwritable("no file can be made in \(directory): \(SystemReason.words(errno))"))
        }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Errors: `.unwritable`.
    func write(_ bytes: [UInt8]) throws(ShelfError) {
        let failure = bytes.withUnsafeBytes { bytes -> ShelfError? in
            do throws(ShelfError) { try write(bytes) } catch { return error }
            return nil
        }
        if let failure { throw failure }
    }

    /// Errors: `.unwritable`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ShelfError) {
        var done = 0
        while done < bytes.count {
            // SAFETY: the range lies in the buffer, which is valid for the call; write(2) keeps no pointer.
            let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw ShelfError(.unwritable("it can't be written: \(SystemReason.words(errno))"))
            }
            done += count
        }
    }
}

// Owns a bundle's open file: what it is by its content, and a copy of it. Any thread that may wait.

import Foundation

/// A bundle's file as it was found, open for reading. Whoever else has it may change it at any time.
struct BundleSource: ~Copyable {
    let path: String
    private let descriptor: Int32
    private let byteLimit: Int

    private static let pieceByteCount = 1 << 18

    /// Errors: it isn't there, can't be read, or is no regular file.
    init(_ path: String, byteLimit: Int) throws(LibraryError) {
        // Not to wait for a pipe's other end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable(errno, path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw LibraryError(.bundle(BundleError(.file("is no regular file"), path: path)))
        }
        (self.path, self.descriptor, self.byteLimit) = (path, descriptor, byteLimit)
    }

    deinit { close(descriptor) }

    /// The SHA-256 of its content, in hexadecimal.
    ///
    /// Errors: it can't be read, or is larger than a bundle may be.
    func hash() throws(LibraryError) -> String {
        try read { _ throws(LibraryError) in }
    }

    /// Writes a copy, for this user alone.
    ///
    /// - Returns: the SHA-256 of what was written, in hexadecimal.
    ///
    /// Errors: as for `hash`; the copy can't be written.
    func copy(to copyPath: String) throws(LibraryError) -> String {
        let copy = open(copyPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard copy >= 0 else { throw .system(errno, "it can't be written", path: copyPath) }
        defer { close(copy) }
        return try read { bytes throws(LibraryError) in
            var offset = 0
            while offset < bytes.count {
                // SAFETY: the range lies in the buffer, which is valid for the call; write(2) keeps no pointer.
                let count = write(copy, bytes.baseAddress! + offset, bytes.count - offset)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw .system(errno, "it can't be written", path: copyPath) }
                offset += count
            }
        }
    }

    private func read(
        _ take: (UnsafeRawBufferPointer) throws(LibraryError) -> Void
    ) throws(LibraryError) -> String {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceByteCount, alignment: 16)
        defer { piece.deallocate() }
        var hash = ContentHash()
        var offset = 0
        while true {
            // SAFETY: the buffer is valid for the call and `count` is its size; pread(2) keeps no pointer.
            let count = pread(descriptor, piece.baseAddress!, piece.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable(errno, path) }
            guard count > 0 else { break }
            offset += count
            guard offset <= byteLimit else {
                throw LibraryError(
                    .bundle(
                        BundleError(.malformed("is larger than \(byteLimit) bytes, which no bundle is"), path: path)))
            }
            let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hash.add(bytes)
            try take(bytes)
        }
        return hash.text
    }

    private static func unreadable(_ code: Int32, _ path: String) -> LibraryError {
        LibraryError(.bundle(BundleError(.file("can't be read: \(String(cString: strerror(code)))"), path: path)))
    }
}

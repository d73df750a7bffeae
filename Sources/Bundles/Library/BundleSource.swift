// Owns a bundle's open file: what it is by its content, and a copy of it. Any thread that may wait.

import Foundation

/// A bundle's file as it was found, open for reading. Whoever else has it may change it at any time.
struct BundleSource: ~Copyable {
    /// What messages call it.
    let name: String
    private let descriptor: Int32
    private let byteLimit: Int

    private static let pieceByteCount = 1 << 18

    /// Errors: it isn't there, can't be read, or is no regular file.
    ///
    /// - Parameter name: what messages call it; nil is the path.
    init(_ path: String, knownAs name: String? = nil, byteLimit: Int) throws(LibraryError) {
        let name = name ?? path
        // Not to wait for a pipe's other end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable(errno, name) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let reason = isFolder ? "is a folder, and no bundle's file" : "is no regular file"
            throw LibraryError(.bundle(BundleError(.file(reason), path: name)))
        }
        (self.name, self.descriptor, self.byteLimit) = (name, descriptor, byteLimit)
    }

    deinit { close(descriptor) }

    /// The SHA-256 of its content, in hexadecimal.
    ///
    /// Errors: it can't be read, or is larger than a bundle may be.
    func hash() throws(LibraryError) -> String {
        try read { _ throws(LibraryError) in }
    }

    /// Makes a copy that nobody else finds, and that is gone with the object.
    ///
    /// - Parameter folder: on whose file system it takes room.
    /// - Returns: the copy, and the SHA-256 of what was written, in hexadecimal.
    ///
    /// Errors: as for `hash`; `.folder`, when the copy can't be written.
    func copy(in folder: String) throws(LibraryError) -> (file: NamelessFile, sha256: String) {
        func writing<T>(_ body: () throws(ShelfError) -> T) throws(LibraryError) -> T {
            do throws(ShelfError) { return try body() } catch {
                throw LibraryError(.folder(path: folder, reason: "\(name) can't be copied: \(error.problem)"))
            }
        }
        let file = try writing { () throws(ShelfError) in try NamelessFile(in: folder) }
        let hash = try read { bytes throws(LibraryError) in
            try writing { () throws(ShelfError) in try file.write(bytes) }
        }
        return (file, hash)
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
            guard count >= 0 else { throw Self.unreadable(errno, name) }
            guard count > 0 else { break }
            offset += count
            guard offset <= byteLimit else {
                throw LibraryError(
                    .bundle(
                        BundleError(.malformed("is larger than \(byteLimit) bytes, which no bundle is"), path: name)))
            }
            let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hash.add(bytes)
            try take(bytes)
        }
        return hash.text
    }

    private static func unreadable(_ code: Int32, _ name: String) -> LibraryError {
        LibraryError(.bundle(BundleError(.file("can't be read: \(String(cString: strerror(code)))"), path: name)))
    }
}

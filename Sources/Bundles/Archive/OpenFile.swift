// A file that is open, by its descriptor. One thread at a time, one that may wait.

import Glibc

/// A descriptor, closed with the value.
struct OpenFile: ~Copyable {
    let descriptor: Int32

    /// Takes the descriptor over.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Opens a bundle's file for reading. It may be behind links, since its user named it; opening doesn't wait.
    ///
    /// Errors: `.file`, when there is none or it is no regular file.
    static func reading(_ path: String) throws(BundleError) -> OpenFile {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw error("can't be opened", errno, path) }
        let file = OpenFile(descriptor: descriptor)
        let status = try file.status(path)
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw BundleError(.file(isFolder ? "is a folder, and no bundle's file" : "is no regular file"), path: path)
        }
        return file
    }

    deinit { close(descriptor) }

    /// Errors: `.file`.
    func status(_ path: String) throws(BundleError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.error("can't be looked at", errno, path) }
        return status
    }

    /// The bytes from an offset on; fewer at the file's end.
    ///
    /// Errors: `.file`, with an empty path.
    func read(_ count: Int, at offset: Int) throws(BundleError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                // SAFETY: the buffer holds `count` bytes, `filled` of them read, so it has a base address here.
                let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { code = errno }
                guard got > 0 else { break }
                filled += got
            }
        }
        guard code == 0 else { throw Self.error("can't be read", code, "") }
        return bytes
    }

    /// Hands the file's bytes over, piece by piece, from where it stands to its end or until there are more than `limit`.
    ///
    /// Errors: `.file`, with an empty path; what `body` throws.
    func forEachPiece(limit: Int, _ body: (UnsafeRawBufferPointer) throws(BundleError) -> Void) throws(BundleError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var total = 0
        while total <= limit {
            // SAFETY: the buffer is this function's and as long as it says.
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.error("can't be read", errno, "") }
            guard got > 0 else { return }
            total += got
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }

    /// Writes all of it.
    ///
    /// Errors: `.file`, with an empty path.
    func write(_ bytes: UnsafeRawBufferPointer) throws(BundleError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            // SAFETY: the piece is the caller's for the time of this call.
            let written = Glibc.write(descriptor, piece.baseAddress, piece.count)
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw Self.error("can't be written", errno, "") }
            rest = rest.dropFirst(written)
        }
    }

    static let pieceBytes = 1 << 16

    static func error(_ what: String, _ code: Int32, _ path: String) -> BundleError {
        // SAFETY: strerror returns a valid C string for any number; it is copied before anybody calls it again here.
        BundleError(.file("\(what): \(String(cString: strerror(code)))"), path: path)
    }
}

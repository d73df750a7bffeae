// Temporary files without a name, for formats that must be sought in but come from or go to a pipe. One thread.
import Glibc

/// Makes files in TMPDIR that vanish with their descriptor.
enum SpoolFile {
    static var folder: String {
        guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
        // SAFETY: getenv's string is terminated; it is copied at once.
        return String(cString: value)
    }

    /// An empty file; the errno of the system if there can be none.
    static func make() -> Result<Int32, SystemFailure> {
        let unnamed = open(folder, O_TMPFILE_FLAGS | O_RDWR | O_CLOEXEC, 0o600)
        if unnamed >= 0 { return .success(unnamed) }
        // Not every file system has files without a name: make one and take the name away.
        var template = Array("\(folder)/cajon.XXXXXX".utf8CString)
        let named = mkstemp(&template)
        guard named >= 0 else { return .failure(SystemFailure(code: errno)) }
        _ = fcntl(named, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return .success(named)
    }

    /// Everything that comes from a pipe, after `head`, as a file.
    static func collect(_ descriptor: Int32, head: [UInt8], name: String) throws(AudioIOError) -> SeekableFile {
        let file: SeekableFile
        switch make() {
        case .success(let spool): file = SeekableFile(descriptor: spool, length: 0)
        case .failure(let failure): throw .spoolFailed(name, folder, failure.code)
        }
        var buffer = head
        if buffer.count < SeekableFile.bufferByteCount {
            buffer += [UInt8](repeating: 0, count: SeekableFile.bufferByteCount - buffer.count)
        }
        var count = head.count
        while true {
            // SAFETY: `count` is at most the buffer's size.
            let put = buffer.withUnsafeBytes {
                $0.count == 0 || count == 0 ? 0 : file.write(from: $0.baseAddress!, count: count)
            }
            guard put == count else { throw .spoolFailed(name, folder, file.failure ?? EIO) }
            let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if got < 0 && errno == EINTR {
                count = 0
                continue
            }
            if got < 0 { throw .readFailed(name, errno) }
            if got == 0 { break }
            count = got
        }
        guard file.flush() else { throw .spoolFailed(name, folder, file.failure ?? EIO) }
        return file
    }

    /// `O_TMPFILE`, which the importer can't see because its macro is an expression: __O_TMPFILE | O_DIRECTORY.
    private static let O_TMPFILE_FLAGS: Int32 = 0o20000000 | O_DIRECTORY
}

/// An errno, as an error.
struct SystemFailure: Error {
    let code: Int32
}

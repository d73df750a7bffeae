// Reads a preset's file, never more of it than a preset may have. Any thread that may wait.

private import Glibc

/// Access to preset files.
enum PresetFile {
    /// The file's content, or just over the limit when it is longer, which `parse` then refuses.
    ///
    /// - Throws: that the file can't be read, and why.
    static func bytes(of path: String) throws(PresetError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while content.count <= PresetLimits.fileBytes {
            // SAFETY: the buffer is valid for the call and `count` is its size; read(2) keeps no pointer.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { break }
            content += chunk[..<count]
        }
        return content
    }

    private static func unreadable(_ path: String) -> PresetError {
        // SAFETY: strerror returns a valid C string for any number; it is copied before anybody calls it again here.
        let reason = unsafe String(cString: strerror(errno))
        return PresetError(sourceName: path, problems: [.unreadable(reason)])
    }
}

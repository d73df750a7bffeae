// Where WIT texts come from. Not on the audio thread.

import Foundation

/// Where texts come from: a disk, or what stands for one in a test.
package protocol SourceStorage {
    /// Whether that is a folder; nil when nothing is there.
    func isFolder(_ path: String) -> Bool?
    /// What is in a folder, in any order; nil when it can't be listed.
    func names(in folder: String) -> [String]?
    /// At most that many bytes.
    func read(_ path: String, limit: Int) throws(WITError) -> [UInt8]
}

/// The files of this machine.
package struct DiskStorage: SourceStorage {
    package init() {}

    package func isFolder(_ path: String) -> Bool? {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
        return isDirectory.boolValue
    }

    package func names(in folder: String) -> [String]? {
        try? FileManager.default.contentsOfDirectory(atPath: folder)
    }

    package func read(_ path: String, limit: Int) throws(WITError) -> [UInt8] {
        // A pipe or a device would never end, or be waited for.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw WITError(.unreadable(String(cString: strerror(errno))), path: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw WITError(.unreadable("it is no file"), path: path)
        }
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let more = bytes.withUnsafeMutableBytes { buffer in
                // SAFETY: the buffer has `limit` bytes, and `count` of them are taken.
                Foundation.read(descriptor, buffer.baseAddress! + count, limit - count)
            }
            guard more >= 0 else { throw WITError(.unreadable(String(cString: strerror(errno))), path: path) }
            guard more > 0 else { break }
            count += more
        }
        return Array(bytes.prefix(count))
    }
}

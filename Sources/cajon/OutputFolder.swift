// The folder that `--directory` names. Used by the command's own thread.

import Foundation

/// A folder that is there, made if it wasn't.
struct OutputFolder {
    private let path: String
    private let isNew: Bool

    /// Errors: `.ioError`.
    init(path: String) throws {
        self.path = path
        let result = Self.make(path)
        isNew = result.isNew
        guard result.code != 0 else { return }
        let reason =
            result.code == EEXIST
            ? "is a file; name a folder" : "the folder can't be made: \(String(cString: strerror(result.code)))"
        throw Failure(.ioError, "\(path): \(reason)")
    }

    /// Removes the folder if it was made here and nothing was written to it.
    func removeIfUnused() {
        if isNew { rmdir(path) }
    }

    /// Makes a folder and those above it. An errno of 0 is success.
    private static func make(_ path: String) -> (isNew: Bool, code: Int32) {
        if mkdir(path, 0o777) == 0 { return (true, 0) }
        var code = errno
        let above = URL(filePath: path).deletingLastPathComponent().path
        if code == ENOENT, above != path, make(above).code == 0 {
            if mkdir(path, 0o777) == 0 { return (true, 0) }
            code = errno
        }
        var status = stat()
        let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return (false, isFolder ? 0 : code)
    }
}

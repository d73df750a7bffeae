// Giving a file new contents, whole or not at all. Any thread that may wait; other writers are kept out by the caller.

import Foundation

/// A file that is written beside the one whose place it then takes.
enum ReplacedFile {
    /// Others see the old contents or the new, whatever happens meanwhile.
    ///
    /// - Parameters:
    ///   - name: the file's, in a folder that is open and that the caller has locked (`FolderLock`).
    ///   - mode: what a new file may be used for, as far as the user's mask allows it.
    ///
    /// Errors: the file can't be written; the old one is as it was, and nothing lies beside it.
    static func write(
        _ data: Data, to name: String, in folder: Int32, mode: mode_t
    ) throws(ReplacedFileError) {
        let temporary = ".\(name).\(getpid()).new"
        // What an interrupted writer of the same number has left; the lock keeps out any that is at work.
        unlinkat(folder, temporary, 0)
        let file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw ReplacedFileError(code: errno) }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
            try handle.write(contentsOf: data)
            try handle.synchronize()
        } catch {
            close(file)
            unlinkat(folder, temporary, 0)
            throw ReplacedFileError(reason: error.localizedDescription)
        }
        close(file)
        guard renameat(folder, temporary, folder, name) == 0 else {
            let code = errno
            unlinkat(folder, temporary, 0)
            throw ReplacedFileError(code: code)
        }
    }
}

/// Why a file couldn't be replaced.
struct ReplacedFileError: Error, Equatable, Sendable, CustomStringConvertible {
    let reason: String

    init(reason: String) { self.reason = reason }

    init(code: Int32) { self.init(reason: String(cString: strerror(code))) }

    /// As the rest of a sentence that begins with the file.
    var description: String { "can't be written: \(reason)" }
}

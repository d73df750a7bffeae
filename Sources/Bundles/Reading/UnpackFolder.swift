// The folder that a bundle is unpacked to. One thread, one that may wait.

import Glibc

/// A folder, held open, in which files and folders are made, and nothing else and nowhere else: by descriptors, never by a
/// path that could lead elsewhere, and never over what is there.
final class UnpackFolder {
    private let path: String
    private let root: OpenFile
    /// What was made, in order; folders with a slash at their end.
    private var made: [String] = []
    private var madeFolders: Set<String> = []

    /// Errors: `.file`, when it can't be opened, or is a link.
    init(_ path: String) throws(BundleError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw OpenFile.error("can't be opened as a folder", errno, path) }
        self.path = path
        root = OpenFile(descriptor: descriptor)
    }

    /// Makes a file that is this user's alone, and the folders around it.
    ///
    /// Errors: `.file`, when there is one already, or the system won't.
    func create(_ file: BundlePath) throws(BundleError) -> OpenFile {
        let parent = try folder(of: file, makes: true)
        let name = file.parts[file.parts.count - 1]
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(parent.descriptor, name, flags, 0o600)
        guard descriptor >= 0 else { throw failure(file.text) }
        made.append(file.text)
        return OpenFile(descriptor: descriptor)
    }

    /// Makes a file with that content.
    ///
    /// Errors: as `create`; it can't be written.
    func write(_ bytes: [UInt8], to file: BundlePath) throws(BundleError) {
        let open = try create(file)
        // SAFETY: the bytes are there for the time of the call.
        let failure = bytes.withUnsafeBytes { piece -> BundleError? in
            do throws(BundleError) {
                try write(piece, to: open, named: file)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Writes on to a file that was created here.
    ///
    /// Errors: `.file`.
    func write(_ piece: UnsafeRawBufferPointer, to open: borrowing OpenFile, named file: BundlePath) throws(BundleError)
    {
        do throws(BundleError) {
            try open.write(piece)
        } catch {
            throw error.of("\(path)/\(file)")
        }
    }

    /// Removes all that was made, the last first.
    func removeAll() {
        for name in made.reversed() {
            let isFolder = name.hasSuffix("/")
            guard let file = try? BundlePath(isFolder ? String(name.dropLast()) : name),
                let parent = try? folder(of: file, makes: false)
            else { continue }
            unlinkat(parent.descriptor, file.parts[file.parts.count - 1], isFolder ? AT_REMOVEDIR : 0)
        }
        made = []
        madeFolders = []
    }

    /// The folder that a file lies in, opened part by part.
    private func folder(of file: BundlePath, makes: Bool) throws(BundleError) -> OpenFile {
        let copy = fcntl(root.descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw failure("") }
        var here = OpenFile(descriptor: copy)
        for (folder, part) in zip(file.folders, file.parts) {
            if makes, !madeFolders.contains(folder) {
                guard mkdirat(here.descriptor, part, 0o700) == 0 else { throw failure(folder) }
                made.append(folder + "/")
                madeFolders.insert(folder)
            }
            let next = openat(here.descriptor, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw failure(folder) }
            here = OpenFile(descriptor: next)
        }
        return here
    }

    private func failure(_ name: String) -> BundleError {
        let code = errno
        return OpenFile.error("can't be made", code, name.isEmpty ? path : "\(path)/\(name)")
    }
}

// Files that are taken out of another one into a folder, all of them or none. Used by the command's own thread.

import Foundation

/// A folder that files are to be written to.
struct ExtractedFiles {
    let folder: String
    /// Whether files that are there already are replaced.
    let replacesOthers: Bool

    func path(_ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

    /// A file's name for each module, no two alike: its own where that is a plain word, else its number.
    static func names(for modules: [String?]) -> [String] {
        // Some modules' names are those of the files that they were.
        let names = modules.map { $0.map { $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0 } }
        var counts: [String: Int] = [:]
        for case .some(let name) in names { counts[name.lowercased(), default: 0] += 1 }
        return names.enumerated().map { number, name in
            guard let name, isPlain(name), counts[name.lowercased()] == 1 else { return "module\(number)\(suffix)" }
            return name + suffix
        }
    }

    private static let suffix = ".wasm"
    private static let longestName = 64

    /// Whether a stranger's name can be a file's: no folder, no hidden file, nothing that a shell or a terminal takes for
    /// something else, and none of those that modules without a name get.
    private static func isPlain(_ name: String) -> Bool {
        guard name.utf8.count <= longestName, name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            return false
        }
        return name.lowercased().wholeMatch(of: /module[0-9]+/) == nil
    }

    /// Writes files. Each appears whole; unless others are replaced, all of them appear or none.
    ///
    /// Errors: `.usage` when a file is there that isn't to be replaced, `.ioError`.
    func write(_ names: [String], _ contents: [ArraySlice<UInt8>]) throws {
        let output = try OutputFolder(path: folder)
        defer { output.removeIfUnused() }
        for name in names { try checkIsFree(name) }
        var drafts: [String] = []
        defer { for draft in drafts { unlink(draft) } }
        for (name, bytes) in zip(names, contents) {
            let draft = path(".\(name).\(getpid())")
            try Self.writeNew(bytes, to: draft)
            drafts.append(draft)
        }
        var written: [String] = []
        do {
            for (name, draft) in zip(names, drafts) {
                let target = path(name)
                // A link doesn't take the place of what came there in the meantime.
                let code = replacesOthers ? rename(draft, target) : link(draft, target)
                guard code == 0 else { throw Self.failure(target, errno) }
                if !replacesOthers { written.append(target) }
            }
        } catch {
            for target in written { unlink(target) }
            throw error
        }
    }

    private func checkIsFree(_ name: String) throws {
        let target = path(name)
        var status = stat()
        guard lstat(target, &status) == 0 else { return }
        guard replacesOthers else {
            throw Failure(.usage, "\(target): is there already, so nothing was written; --force replaces it")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.failure(target, EISDIR) }
    }

    /// Writes a file that is not there yet.
    private static func writeNew(_ bytes: ArraySlice<UInt8>, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, errno) }
        do {
            try bytes.withUnsafeBytes { bytes in
                var done = 0
                while done < bytes.count {
                    // SAFETY: `done` is below the count, so the rest lies within the buffer.
                    let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw failure(path, errno) }
                    done += count
                }
            }
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
        guard close(descriptor) == 0 else {
            let code = errno
            unlink(path)
            throw failure(path, code)
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        Failure(.ioError, "\(path): can't be written: \(String(cString: strerror(code)))")
    }
}

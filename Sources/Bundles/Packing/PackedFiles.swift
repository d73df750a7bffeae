// The files of a bundle to be, and how much room is left. A value, used by one thread.

import EffectHost

/// Gathers files, and keeps to what a bundle may hold.
struct PackedFiles {
    private(set) var files: [BundleWriter.File] = []
    let limits: BundleLimits
    private var byteCount = 0

    init(limits: BundleLimits) { self.limits = limits }

    /// The most that the next file may have.
    var roomBytes: Int { min(limits.fileBytes, limits.totalBytes - byteCount) }

    /// - Parameter source: where it is from, for messages.
    ///
    /// Errors: a name that no file of a bundle may have; there is no room.
    mutating func add(_ bytes: [UInt8], as name: String, from source: String) throws(PackingError) {
        let path: BundlePath
        do {
            path = try BundlePath(name)
        } catch {
            let problem = if case .invalidPath(_, let problem) = error.kind { problem } else { error.description }
            throw PackingError(
                .refused("can't go into a bundle as ‘\(printable(name))’, which \(problem)"), path: source)
        }
        guard files.count < limits.files else {
            throw PackingError(.refused("is one too many: a bundle has at most \(limits.files) files"), path: source)
        }
        guard bytes.count <= roomBytes else {
            throw PackingError(
                .refused("has \(bytes.count) bytes, and there is room for \(max(0, roomBytes)) more in the bundle"),
                path: source)
        }
        byteCount += bytes.count
        files.append(BundleWriter.File(path: path, bytes: bytes))
    }
}

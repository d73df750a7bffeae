// A folder of one's own for files that nobody needs afterwards. Any thread.

import Foundation

/// An empty folder for this user alone, which goes away with the object, and all that is in it.
package final class ScratchFolder: Sendable {
    package let path: String

    /// - Parameter base: where it is made; nil is the system's place for such.
    ///
    /// Errors: the system has no room for it.
    package init(in base: String? = nil) throws(LibraryError) {
        let base = base ?? FileManager.default.temporaryDirectory.path
        var template = Array("\(base)/cajon-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .system(errno, "no folder can be made there for the time being", path: base)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func file(_ name: String) -> String { "\(path)/\(name)" }
}

// A place for a test's files. Any thread.

import Foundation

/// A folder that goes away with the object.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// - Parameter name: part of the folder's own name.
    package init(_ name: String = "cajon-test") throws {
        path = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString)").path
        // Whatever the user's mask is: what others may write isn't believed.
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the folders that its name asks for; returns its path.
    @discardableResult
    package func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let url = URL(filePath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Writes text as UTF-8.
    @discardableResult
    package func write(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }

    /// A file's contents.
    package func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file(name)))) }

    /// Everything in it, hidden files too, in order.
    package func names(below folder: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted()
    }
}

// `renames.json`: how the source of an effect states its former names. Any thread that may wait for a file.

import Foundation

/// The file in an effect's source folder.
package enum RenamesFile {
    package static let name = "renames.json"

    /// The path of the file in a folder, whether there is one or not.
    static func path(inFolder folder: String) -> String { folder + (folder.hasSuffix("/") ? "" : "/") + name }

    /// What the file in a folder states; nothing where there is none.
    ///
    /// Errors: it can't be read, or is wrong.
    package static func read(inFolder folder: String) throws(EffectError) -> EffectRenames {
        let path = path(inFolder: folder)
        guard FileManager.default.fileExists(atPath: path) else { return EffectRenames() }
        let bytes = try EffectLoader.read(path, limit: EffectRenames.Limits.bytes)
        do throws(EffectRenames.Fault) {
            return try EffectRenames(json: bytes)
        } catch {
            throw EffectError(.invalidManifest(error.reason), effect: path)
        }
    }
}

// Where presets are found: those that the user keeps, those that came with Cajon, files. Any thread.

import EffectHost
import Foundation

/// Finds presets by name.
///
/// What contains a slash or ends in `.json` is a path; anything else the name of a preset in one of the folders.
package struct PresetLibrary: Sendable {
    /// Folders of `NAME.json`; the first to have a name wins.
    package let directories: [String]

    package init(directories: [String]) { self.directories = directories }

    /// The user's own presets (`$XDG_DATA_HOME/cajon/presets`), then those beside this program.
    package static func standard() -> PresetLibrary {
        PresetLibrary(directories: DataDirectories.standard.map { $0 + "/presets" })
    }

    /// The names of all presets in the folders, in order, each once.
    package var names: [String] {
        var names: Set<String> = []
        for directory in directories {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for file in files where file.hasSuffix(Self.suffix) {
                names.insert(String(file.dropLast(Self.suffix.count)))
            }
        }
        return names.sorted()
    }

    /// Reads the preset that a name or path stands for.
    ///
    /// - Throws: there is none, with the nearest name; or what is wrong with it.
    package func document(_ reference: String) throws(PresetError) -> PresetDocument {
        if let path = path(of: reference) { return try PresetDocument.read(path: path) }
        throw unknown(reference)
    }

    /// That there is no preset of a name, here or where else was looked.
    ///
    /// - Parameters:
    ///   - otherDirectories: where else was looked.
    ///   - otherNames: what there is, for the nearest name.
    package func unknown(
        _ reference: String, otherDirectories: [String] = [], otherNames: [String] = []
    ) -> PresetError {
        PresetError(
            sourceName: reference,
            problems: [
                .unknownPreset(
                    directories: directories + otherDirectories,
                    nearest: NearestName.nearest(to: reference, among: names + otherNames))
            ])
    }

    /// Whether a text is a path, and no name.
    package static func isPath(_ reference: String) -> Bool { reference.contains("/") || reference.hasSuffix(suffix) }

    /// The file that a name or path stands for; nil for a name that no folder has. A path's file need not exist.
    package func path(of reference: String) -> String? {
        if Self.isPath(reference) { return reference }
        return directories.lazy.map { "\($0)/\(reference)\(Self.suffix)" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Whether a text is a file of any kind, a bundle's too, and no name.
    package static func isFile(_ reference: String) -> Bool {
        isPath(reference) || reference.hasSuffix(bundleSuffix)
    }

    private static let suffix = ".json"
    /// What a bundle's file ends in.
    package static let bundleSuffix = ".cajon"
}

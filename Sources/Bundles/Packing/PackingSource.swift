// What a bundle is made of: a preset, and the folder that its files lie in. Any thread that may wait.

import Foundation
package import Presets

/// A preset that was read, on its way into a bundle.
package struct PackingSource: Sendable {
    /// As it was given.
    package let name: String
    package let document: PresetDocument
    /// What the preset's file references are relative to.
    package let folder: SourceFolder
    /// Whether the folder is the preset's own, so that README, licence and picture in it belong to it.
    package let ownsFolder: Bool

    /// Reads a preset by its name, by its path, or out of a folder of its own.
    ///
    /// Errors: there is none; what is wrong with its text.
    package init(_ name: String, library: PresetLibrary) throws(PackingError) {
        self.name = name
        var isFolder: ObjCBool = false
        ownsFolder =
            FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) && isFolder.boolValue
            && (name.contains("/") || library.path(of: name) == nil)
        if ownsFolder {
            let folder = try SourceFolder(name, followsLinks: false)
            let file = try Self.presetName(in: folder)
            let bytes = try folder.read(file, limit: PresetLimits.fileBytes)
            document = try Self.reading { () throws(PresetError) in
                try PresetDocument.parse(bytes, path: folder.path(of: file))
            }
            self.folder = folder
        } else {
            document = try Self.reading { () throws(PresetError) in try library.document(name) }
            folder = try SourceFolder(document.source.directory, followsLinks: true)
        }
    }

    /// Beside a preset these are no presets.
    private static let otherNames: Set<String> = ["effect.json", "renames.json", "preset.schema.json", "package.json"]

    private static func presetName(in folder: SourceFolder) throws(PackingError) -> String {
        let names = try folder.names()
        if names.contains(BundleLock.presetFileName) { return BundleLock.presetFileName }
        let candidates = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") && !otherNames.contains($0) }
        guard candidates.count == 1 else {
            let found = candidates.isEmpty ? "no .json file" : "\(candidates.count) .json files"
            throw PackingError(
                .refused("has \(found) in it; a folder to be packed has its preset in ‘\(BundleLock.presetFileName)’"),
                path: folder.path)
        }
        return candidates[0]
    }

    private static func reading<T>(_ body: () throws(PresetError) -> T) throws(PackingError) -> T {
        do {
            return try body()
        } catch {
            throw PackingError(.preset(error), path: error.sourceName)
        }
    }
}

// How a preset that is written down names the effects it uses. Pure, any thread.

import Foundation
import Presets

/// Names and paths for a preset's file, which may name only what lies beside it and below.
enum SavedReferences {
    /// - Returns: the text for each effect that is a file, and the files that the preset can't name.
    static func make(
        _ preset: ResolvedPreset, besides folder: URL
    ) -> (texts: [EffectReference: String], outside: [String]) {
        var texts: [EffectReference: String] = [:]
        var outside: [String] = []
        let base = folder.standardizedFileURL.path
        let prefix = base.hasSuffix("/") ? base : base + "/"
        for node in preset.nodes {
            guard case .file(let path) = node.reference else { continue }
            let file = URL(filePath: path).standardizedFileURL.path
            if file.hasPrefix(prefix) {
                texts[node.reference] = "./" + file.dropFirst(prefix.count)
            } else if !outside.contains(path) {
                outside.append(path)
            }
        }
        return (texts, outside)
    }
}

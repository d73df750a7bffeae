// The shipped effects as a session finds them, and presets made of them. Any test thread.

import EffectHost
import Foundation
package import Presets
package import Session

extension StagedEffects {
    private static let sharedStore = Result {
        EffectStore(loader: try loader(), library: EffectLibrary(directories: [directory.path]))
    }

    /// A store of the shipped effects, and of files.
    ///
    /// Errors: one of them hasn't been built.
    package static func store() throws -> EffectStore {
        for name in everyName { _ = try modulePath(name) }
        return try sharedStore.get()
    }

    /// A chain as `--chain` takes it, with the shipped effects.
    package static func chain(_ text: String) throws -> ResolvedPreset {
        try PresetDocument.parse(chain: text).resolve(using: store())
    }

    /// A preset from its JSON text.
    package static func preset(_ json: String) throws -> ResolvedPreset {
        try PresetDocument.parse(Array(json.utf8), path: "test.json").resolve(using: store())
    }

    /// The names of the presets in Presets/.
    package static let presetNames: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Presets").path)) ?? []
        return files.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.map { String($0.dropLast(5)) }
            .sorted()
    }()

    /// A preset of Presets/.
    package static func shippedPreset(_ name: String) throws -> ResolvedPreset {
        try PresetDocument.read(path: root.appending(path: "Presets/\(name).json").path).resolve(using: store())
    }
}

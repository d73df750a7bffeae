// The sounds and data that shipped effects bring with them. Any test thread.

package import EffectHost
package import Foundation
import Session

extension StagedEffects {
    /// Whether an effect brings assets of its own: its source has a folder of them, which is staged beside the effect.
    package static func hasAssets(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "Effects/\(name)/\(name).assets").path)
    }

    /// A loader for an effect from memory, which has no folder beside it: it is granted its own assets, if it has some.
    package static func loader(grantingAssetsOf name: String) throws -> EffectLoader {
        guard hasAssets(name) else { return try loader() }
        return try loader(granting: directory.appending(path: "\(name).assets"))
    }

    /// A loader that grants the assets in a folder.
    package static func loader(granting folder: URL) throws -> EffectLoader {
        try EffectLoader(cache: nil, scriptEngine: scriptEngine, grants: .files(in: AssetFolder(folder.path)))
    }

    /// Grants each effect its own assets and nothing else.
    static let ownGrants = EffectGrants.files()
}

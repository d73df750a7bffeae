// From what a user grants to what a loader needs. Any thread but the audio thread.

import Bundles
package import EffectHost

extension EffectGrants {
    /// What effects get from a folder.
    ///
    /// - Parameter folder: for every effect that wants assets; nil leaves each its own.
    package static func files(in folder: AssetFolder? = nil) -> EffectGrants {
        let decoder = SoundFileDecoder()
        return EffectGrants(assets: folder.map { FolderAssets($0, decoder: decoder) }, soundDecoder: decoder)
    }

    /// The same, and for effects that are granted nothing what was granted for good, or what their user says when asked.
    ///
    /// - Parameters:
    ///   - book: where that is remembered; nil remembers nothing.
    ///   - ask: asked about an effect that nothing was granted before; returns the path of a folder, or nil to refuse.
    ///   - warn: told what keeps a grant from being of use, one sentence each.
    package func remembering(
        in book: GrantBook?, ask: @escaping @Sendable (GrantRequest) -> String?,
        warn: @escaping @Sendable (String) -> Void
    ) -> EffectGrants {
        let decoder = soundDecoder
        var grants = self
        grants.decideAssets = { request in
            func open(_ path: String) -> (any AssetSource)? {
                do throws(AssetFolderError) {
                    return FolderAssets(try AssetFolder(path), decoder: decoder)
                } catch {
                    warn("the folder for effect ‘\(printable(request.effect))’: \(error)")
                    return nil
                }
            }
            do throws(BookError) {
                if let grant = try book?.grant(forContent: request.contentHash) { return open(grant.assets) }
            } catch {
                warn(error.description)
            }
            guard !request.hasOwnAssets, let path = ask(request), let source = open(path) else { return nil }
            do throws(BookError) {
                try book?.remember(Grant(effect: request.effect, sha256: request.contentHash, assets: path))
            } catch {
                warn("the grant can't be remembered: \(error)")
            }
            return source
        }
        return grants
    }
}

// What effects are given beyond the log. Plain values, any thread.

/// What a user grants the effects that a loader loads. Nothing, unless it says so.
package struct EffectGrants: Sendable {
    /// Sounds and data for every effect that imports the contract's `assets`; nil grants none. They come before the
    /// effect's own of the same name.
    package var assets: (any AssetSource)?
    /// Reads the sound files of effects' own folders; without it there are none.
    package var soundDecoder: (any SoundDecoder)?
    /// Asked about an effect that wants assets where `assets` grants none. It may take its time.
    package var decideAssets: (@Sendable (GrantRequest) -> (any AssetSource)?)?

    package init(assets: (any AssetSource)? = nil, soundDecoder: (any SoundDecoder)? = nil) {
        self.assets = assets
        self.soundDecoder = soundDecoder
    }
}

/// An effect that wants assets.
package struct GrantRequest: Sendable {
    /// As the user named the effect.
    package let effect: String
    /// SHA-256 of its file, in hexadecimal.
    package let contentHash: String
    /// Whether it has assets of its own, and can do without others.
    package let hasOwnAssets: Bool

    package init(effect: String, contentHash: String, hasOwnAssets: Bool) {
        self.effect = effect
        self.contentHash = contentHash
        self.hasOwnAssets = hasOwnAssets
    }
}

extension EffectGrants {
    /// Where an effect's assets come from, the first source to be asked first.
    ///
    /// - Parameter path: the effect's file; nil for one from memory.
    ///
    /// Errors: `.assetsNotGranted`.
    func assetSources(for wasm: [UInt8], name: String, path: String?, hash: ([UInt8]) -> String) throws(EffectError)
        -> [any AssetSource]
    {
        let own = path.flatMap(AssetFolder.beside).map { FolderAssets($0, decoder: soundDecoder) }
        let granted =
            assets
            ?? decideAssets?(GrantRequest(effect: name, contentHash: hash(wasm), hasOwnAssets: own != nil))
        let sources: [any AssetSource] = (granted.map { [$0] } ?? []) + (own.map { [$0] } ?? [])
        guard !sources.isEmpty else { throw EffectError(.assetsNotGranted, effect: name) }
        return sources
    }
}

extension EffectModule {
    /// Whether the effect reads sounds and data by name, which somebody has granted it.
    package var wantsAssets: Bool {
        switch code {
        case .core(let code): !code.assets.isEmpty
        case .general(let code): !code.assets.isEmpty
        }
    }
}

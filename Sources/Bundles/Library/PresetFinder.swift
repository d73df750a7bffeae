// What stands for a preset: a file, a bundle's file, a name. Any thread that may wait.

import EffectHost
package import Presets

/// A preset that was found, and the bundle whose files it uses.
package struct OpenedPreset: Sendable {
    package let document: PresetDocument
    /// Its files are there for as long as this is kept; nil for a plain preset.
    package let bundle: OpenedBundle?
    /// What is known of who signed a bundle's file; nil for what was installed, and for a plain preset.
    package let judgement: KeyJudgement?

    package init(document: PresetDocument, bundle: OpenedBundle?, judgement: KeyJudgement?) {
        self.document = document
        self.bundle = bundle
        self.judgement = judgement
    }
}

/// Finds presets, in one way for everything that uses them.
///
/// What ends in `.cajon` is a bundle's file; what else contains a slash or ends in `.json` a plain preset's;
/// `id@version` an installed bundle; anything else a name, of a plain preset or else of the newest version of an
/// installed bundle.
package struct PresetFinder: Sendable {
    package static let bundleSuffix = PresetLibrary.bundleSuffix

    package let presets: PresetLibrary
    /// Nil where there is no home.
    package let bundles: BundleLibrary?
    package let cache: BundleCache
    private let trust: BundleTrust
    private let tell: @Sendable (String) -> Void

    /// - Parameter tell: told, one sentence each, what people should know of what was opened.
    package init(
        presets: PresetLibrary, bundles: BundleLibrary?, cache: BundleCache, trust: BundleTrust,
        tell: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.tell = tell
        self.presets = presets
        self.bundles = bundles
        self.cache = cache
        self.trust = trust
    }

    /// The user's own presets and bundles, and those that came with Cajon.
    package static func standard(
        trust: BundleTrust = BundleTrust(), tell: @escaping @Sendable (String) -> Void = { _ in }
    ) -> PresetFinder {
        PresetFinder(presets: .standard(), bundles: .standard(), cache: .standard(), trust: trust, tell: tell)
    }

    /// Whether a text is a bundle's file.
    package static func isBundleFile(_ reference: String) -> Bool { reference.hasSuffix(bundleSuffix) }

    /// The same, for later: what the user accepted beyond the known keys was meant for what was opened first.
    package var withoutAccepted: PresetFinder {
        PresetFinder(presets: presets, bundles: bundles, cache: cache, trust: trust.withoutAccepted, tell: tell)
    }

    /// The preset that a name or path stands for, read and, if it is a bundle's, with every file of the bundle checked.
    ///
    /// Errors: there is none, with the nearest name; what is wrong with it; its signature isn't to be put up with.
    package func open(_ reference: String) throws(LibraryError) -> OpenedPreset {
        if Self.isBundleFile(reference) {
            let opened = try cache.open(reference)
            let judgement = try LibraryError.key { () throws(KeyError) in try trust.admit(opened.bundle) }
            if case .firstUse = judgement {
                tell("\(printable(reference)): \(judgement.sentence(author: opened.bundle.preset.author))")
            }
            return OpenedPreset(document: opened.document, bundle: opened, judgement: judgement)
        }
        if !PresetLibrary.isPath(reference) {
            if reference.contains("@") { return installed(try bundles(named: reference)) }
            if presets.path(of: reference) == nil {
                guard let newest = bundles?.versions(of: reference).last else { throw unknown(reference) }
                return installed(try required().open(newest))
            }
        }
        let document = try LibraryError.preset { () throws(PresetError) in try presets.document(reference) }
        return OpenedPreset(document: document, bundle: nil, judgement: nil)
    }

    /// The plain preset's file that a name or path stands for; nil for bundles, which don't change, and for what isn't
    /// there.
    package func plainPath(of reference: String) -> String? {
        Self.isBundleFile(reference) || reference.contains("@") && !PresetLibrary.isPath(reference)
            ? nil : presets.path(of: reference)
    }

    private func installed(_ bundle: OpenedBundle) -> OpenedPreset {
        OpenedPreset(document: bundle.document, bundle: bundle, judgement: nil)
    }

    /// The bundle that a text with an `@` stands for.
    private func bundles(named text: String) throws(LibraryError) -> OpenedBundle {
        guard let reference = BundleReference(text), let version = reference.version else {
            throw LibraryError(.invalidName(text))
        }
        return try required().open(BundleIdentity(id: reference.id, version: version))
    }

    private func required() throws(LibraryError) -> BundleLibrary {
        guard let bundles else { throw LibraryError(.noHome) }
        return bundles
    }

    private func unknown(_ reference: String) -> LibraryError {
        let ids = Set(bundles?.identities.map(\.id) ?? []).sorted()
        return LibraryError(
            .preset(
                presets.unknown(
                    reference, otherDirectories: [bundles?.directory].compactMap(\.self), otherNames: ids)))
    }
}

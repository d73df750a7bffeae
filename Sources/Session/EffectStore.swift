// The effects of a session: found, loaded once, described. Any thread but the audio thread.

package import Bundles
package import EffectHost
package import Presets
import Synchronization

/// Finds and loads the effects that presets and chains name.
package final class EffectStore: EffectCatalog, Sendable {
    let loader: EffectLoader
    private let library: EffectLibrary
    private let presets: Mutex<PresetFinder>
    /// Those whose effects are in use, or may come to be.
    private let bundles = Mutex<[OpenedBundle]>([])

    /// - Parameter presets: what stands for a preset.
    package init(
        loader: EffectLoader, library: EffectLibrary = .standard(), presets: PresetFinder = .standard()
    ) {
        self.loader = loader
        self.presets = Mutex(presets)
        self.library = library
    }

    /// The effect that a reference names, loaded at most once.
    ///
    /// Errors: it isn't there, can't be read, or is refused.
    package func module(for reference: EffectReference) throws(EffectError) -> EffectModule {
        switch reference {
        case .name(let name): return try loader.load(path: library.path(of: name), name: name)
        case .file(let path):
            if path.hasSuffix(".dsp"), bundle(of: path) != nil {
                throw EffectError(.faustCompilation("it is " + EffectOutline.uncompiled), effect: name(of: reference))
            }
            do throws(EffectError) {
                return try loader.load(path: library.path(of: path), name: name(of: reference))
            } catch {
                // Something of the bundle's can't be read: by what people know it.
                guard let bundle = bundle(of: error.effect) else { throw error }
                throw EffectError(error.kind, effect: bundle.name(of: error.effect))
            }
        }
    }

    /// What people know an effect by: what it was named by, or its place in the bundle that it is in.
    package func name(of reference: EffectReference) -> String {
        guard case .file(let path) = reference, let bundle = bundle(of: path) else { return reference.description }
        return bundle.name(of: path)
    }

    /// Opens the preset that a name or path stands for. If it is a bundle's, its files are there until
    /// `keepBundles(of:)` lets go of them.
    ///
    /// Errors: there is none; what is wrong with it.
    package func document(_ reference: String) throws(LibraryError) -> PresetDocument { try open(reference).document }

    /// As `document`, with the bundle that it is from.
    package func open(_ reference: String) throws(LibraryError) -> OpenedPreset {
        let opened = try presets.withLock(\.self).open(reference)
        guard let bundle = opened.bundle else { return opened }
        return bundles.withLock { bundles in
            if let known = bundles.first(where: { bundle.isSame(as: $0) }) {
                return OpenedPreset(document: known.document, bundle: known, judgement: opened.judgement)
            }
            bundles.append(bundle)
            return opened
        }
    }

    /// The plain preset's file that a name or path stands for; nil for bundles, and for what isn't there.
    func plainPath(of reference: String) -> String? { presets.withLock(\.self).plainPath(of: reference) }

    /// Lets go of all bundles but those that a preset's effects are in. Not while another preset is being made.
    package func keepBundles(of preset: ResolvedPreset) {
        let unused = bundles.withLock { bundles in
            let unused = bundles.filter { bundle in
                !preset.nodes.contains { node in
                    if case .file(let path) = node.reference { bundle.contains(path) } else { false }
                }
            }
            bundles.removeAll { bundle in unused.contains { $0 === bundle } }
            return unused
        }
        // While they are held nothing else can come to have their paths.
        withExtendedLifetime(unused) {
            for bundle in unused { loader.forget(below: bundle.folder) }
        }
    }

    /// Lets go of a bundle whose effects nobody uses any more.
    package func close(_ bundle: OpenedBundle) {
        // While the caller holds it nothing else can come to have its paths.
        loader.forget(below: bundle.folder)
        bundles.withLock { bundles in bundles.removeAll { $0 === bundle } }
    }

    /// What the user accepted beyond the known keys was meant for what was opened until now.
    func endAcceptance() {
        presets.withLock { $0 = $0.withoutAccepted }
    }

    /// The first bundle that one of a preset's effects is in.
    func bundle(of preset: ResolvedPreset) -> OpenedBundle? {
        preset.nodes.lazy.compactMap { node -> OpenedBundle? in
            guard case .file(let path) = node.reference else { return nil }
            return self.bundle(of: path)
        }.first
    }

    /// The bundle that an effect's file is in.
    func bundle(of path: String) -> OpenedBundle? {
        bundles.withLock { bundles in bundles.first { $0.contains(path) } }
    }

    /// Loads those of a preset's effects anew whose files have changed. What is named, and not a file, stays, as
    /// does what is in a bundle: it was checked, and doesn't change.
    ///
    /// Errors: an effect can't be loaded; the one before it stays.
    func reload(_ preset: ResolvedPreset) throws(EffectError) {
        for node in preset.nodes {
            guard case .file(let path) = node.reference, bundle(of: path) == nil else { continue }
            _ = try loader.reload(path: library.path(of: path), name: name(of: node.reference))
        }
    }

    /// The files that a preset's effects would be made from, so far as they are the user's: not those known by name, nor a
    /// bundle's, which don't change.
    func sourceFiles(of preset: ResolvedPreset) -> [String] {
        preset.nodes.flatMap { node -> [String] in
            guard case .file(let path) = node.reference, bundle(of: path) == nil,
                let file = try? library.path(of: path)
            else { return [] }
            return loader.sourceFiles(path: file)
        }
    }

    package func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor {
        do {
            return try module(for: reference).descriptor
        } catch {
            if case .notFound = error.kind { throw .notFound }
            throw .unusable(reason: error.description)
        }
    }

    package func presentName(of formerName: String) -> String? { try? library.presentName(of: formerName) }

    package var knownNames: [String] { library.names }
}

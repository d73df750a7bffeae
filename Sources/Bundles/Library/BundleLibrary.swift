// Which bundles are installed. Any thread that may wait, any number of processes.

import EffectHost
import Presets

/// The installed bundles: `ID/VERSION/` in one folder, the unpacked files with their lock and signature.
///
/// A folder's place is what a bundle is called by, whatever its lock says: it may have been installed under another id.
/// Nothing in the folder is followed that is a link, and what lies there and can't be a bundle is no bundle.
package struct BundleLibrary: Sendable {
    package let directory: String
    let reader: BundleReader

    package init(directory: String, reader: BundleReader = BundleReader()) {
        self.directory = directory
        self.reader = reader
    }

    /// `$XDG_DATA_HOME/cajon/bundles`; nil without a home.
    package static func standard() -> BundleLibrary? {
        guard let own = DataDirectories.standard.first, own != DataDirectories.shipped else { return nil }
        return BundleLibrary(directory: own + "/bundles")
    }

    /// The same, where one is needed.
    ///
    /// Errors: there is no home.
    package static func required() throws(LibraryError) -> BundleLibrary {
        guard let library = standard() else { throw LibraryError(.noHome) }
        return library
    }

    // MARK: - What there is

    /// All installed bundles, by id, the newest version of each last. Says nothing about whether they are whole.
    package var identities: [BundleIdentity] {
        guard let shelf = FolderShelf(existing: directory) else { return [] }
        return shelf.entries().filter { $0.isFolder && PresetName.isID($0.name) }
            .flatMap { Self.versions(of: $0.name, on: shelf) }.sorted()
    }

    /// The versions of one id, in order.
    package func versions(of id: String) -> [BundleIdentity] {
        guard PresetName.isID(id), let shelf = FolderShelf(existing: directory) else { return [] }
        return Self.versions(of: id, on: shelf)
    }

    static func versions(of id: String, on shelf: borrowing FolderShelf) -> [BundleIdentity] {
        shelf.entries(in: id).compactMap { $0.isFolder ? PresetVersion($0.name) : nil }.sorted().map {
            BundleIdentity(id: id, version: $0)
        }
    }

    /// What lies in the folder and can't be a bundle, by its path in it.
    package var strangers: [String] {
        guard let shelf = FolderShelf(existing: directory) else { return [] }
        return shelf.entries().flatMap { entry -> [String] in
            guard entry.isFolder, PresetName.isID(entry.name) else { return [entry.name] }
            let versions = shelf.entries(in: entry.name)
            if versions.isEmpty { return [entry.name] }
            return versions.filter { !$0.isFolder || PresetVersion($0.name) == nil }.map { "\(entry.name)/\($0.name)" }
        }.sorted()
    }

    /// Those that names stand for, each once: an id for all its versions.
    ///
    /// - Parameter references: ids, or ids with a version; none stands for everything.
    ///
    /// Errors: one that nothing is installed by.
    package func identities(for references: [String]) throws(LibraryError) -> [BundleIdentity] {
        let all = identities
        if references.isEmpty { return all }
        var found: [BundleIdentity] = []
        for text in references {
            guard let reference = BundleReference(text) else { throw LibraryError(.invalidName(text)) }
            let matches = all.filter(reference.stands)
            guard !matches.isEmpty else { throw notInstalled(reference, among: all) }
            found += matches.filter { !found.contains($0) }
        }
        return found
    }

    private func notInstalled(_ reference: BundleReference, among all: [BundleIdentity]) -> LibraryError {
        let candidates = all.filter { reference.version != nil && $0.id == reference.id }
        // Another version of the same is always nearer than anything else.
        let nearest =
            candidates.last?.description
            ?? NearestName.nearest(to: reference.id, among: Set(all.map(\.id)).sorted())
        return LibraryError(.notInstalled(reference.description, nearest: nearest))
    }

    // MARK: - One of them

    package func folder(_ identity: BundleIdentity) -> String { "\(directory)/\(identity.id)/\(identity.version)" }

    /// What an installed bundle says of itself, without looking at all its files.
    ///
    /// Errors: it isn't there any more, or its lock or preset isn't right.
    package func summary(_ identity: BundleIdentity) throws(LibraryError) -> Bundle {
        try read(identity) { path throws(BundleError) in try reader.summary(unpacked: path) }
    }

    /// Looks at every file of an installed bundle.
    ///
    /// Errors: what isn't as it was installed.
    package func verify(_ identity: BundleIdentity) throws(LibraryError) -> Bundle {
        try read(identity) { path throws(BundleError) in try reader.verify(unpacked: path) }
    }

    /// Opens an installed bundle for use: looks at all of it, and keeps it where it is meanwhile.
    ///
    /// Errors: it isn't there, or isn't as it was installed.
    package func open(_ identity: BundleIdentity) throws(LibraryError) -> OpenedBundle {
        let held = try hold(identity)
        let bundle = try told(as: identity) { () throws(BundleError) in try reader.verify(unpacked: held.path) }
        return OpenedBundle(bundle, name: identity.description, folder: held)
    }

    private func read(
        _ identity: BundleIdentity, _ body: (String) throws(BundleError) -> Bundle
    ) throws(LibraryError) -> Bundle {
        let held = try hold(identity)
        // It is reached by its descriptor, which goes with it.
        defer { withExtendedLifetime(held) {} }
        return try told(as: identity) { () throws(BundleError) in try body(held.path) }
    }

    private func hold(_ identity: BundleIdentity) throws(LibraryError) -> HeldFolder {
        guard let held = FolderShelf(existing: directory)?.hold(identity.id, identity.version.description) else {
            throw notInstalled(BundleReference(id: identity.id, version: identity.version), among: identities)
        }
        return held
    }

    /// Has errors say which bundle it is, and not where its files lie.
    private func told(
        as identity: BundleIdentity, _ body: () throws(BundleError) -> Bundle
    ) throws(LibraryError) -> Bundle {
        do throws(BundleError) { return try body() } catch { throw LibraryError(error, of: identity.description) }
    }
}

extension LibraryError {
    /// A bundle's error, told under the bundle's name.
    init(_ error: BundleError, of name: String) {
        if case .preset(let preset) = error.kind {
            self.init(
                .preset(
                    PresetError(
                        sourceName: "\(name)/\(BundleLock.presetFileName)", problems: preset.problems,
                        omittedCount: preset.omittedCount)))
        } else {
            self.init(.bundle(BundleError(error.kind, path: name)))
        }
    }
}

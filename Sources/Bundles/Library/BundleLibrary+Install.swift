// How a bundle comes into the library. Any thread that may wait, any number of processes at once.

import Foundation
package import Presets

extension BundleLibrary {
    /// What came of an installation.
    package struct Installation: Sendable {
        package let bundle: Bundle
        /// What it is called by from now on.
        package let identity: BundleIdentity
        /// Where its files are.
        package let folder: String
        /// Whether it wasn't there before, with the same content.
        package let isNew: Bool
        /// What is known of who signed it.
        package let judgement: KeyJudgement
        /// What is in it.
        package let contents: BundleContents
    }

    /// Installs a bundle's file, all of it or nothing, and runs nothing that is in it.
    ///
    /// - Parameters:
    ///   - path: the bundle's file. It is read once, into a copy: it may change meanwhile.
    ///   - name: what messages call it; nil is the path.
    ///   - id: what it is to be called by instead of its own id.
    ///   - presets: plain presets, whose names a bundle can't have.
    ///   - trust: who says whether its signature is to be put up with.
    ///
    /// Errors: what is wrong with the bundle; that it would take the place of something else; that it can't be written.
    package func install(
        _ path: String, knownAs name: String? = nil, as id: String? = nil, beside presets: PresetLibrary,
        trust: BundleTrust
    ) throws(LibraryError) -> Installation {
        if let id, !PresetName.isID(id) { throw LibraryError(.invalidName(id)) }
        let shelf = try FolderShelf(making: directory)
        let staged = try shelf.exclusively { () throws(LibraryError) in
            shelf.sweep()
            return try shelf.stage()
        }
        let name = name ?? path
        let source = try BundleSource(path, knownAs: name, byteLimit: reader.limits.archiveBytes)
        let bundle = try staged.unpack(source, with: reader).bundle
        let identity = BundleIdentity(id: id ?? bundle.identity.id, version: bundle.identity.version)
        if let path = presets.path(of: identity.id) { throw LibraryError(.presetName(identity.id, path: path)) }
        // Before it is there for everybody: afterwards nothing may fail any more.
        let contents = try staged.contents(of: bundle, knownAs: name)
        try staged.synchronize(bundle)
        return try shelf.exclusively { () throws(LibraryError) in
            let isNew = try !has(identity, as: bundle)
            if isNew {
                let judgement = try LibraryError.key { () throws(KeyError) in try trust.judge(bundle) }
                try refuseStranger(bundle, as: identity, judgement)
            }
            let judgement = try LibraryError.key { () throws(KeyError) in try trust.admit(bundle) }
            if isNew { try shelf.publish(staged, in: identity.id, as: identity.version.description) }
            return Installation(
                bundle: bundle, identity: identity, folder: folder(identity), isNew: isNew, judgement: judgement,
                contents: contents)
        }
    }

    /// Whether the very same is there already.
    ///
    /// Errors: something else is, or it is damaged.
    private func has(_ identity: BundleIdentity, as bundle: Bundle) throws(LibraryError) -> Bool {
        guard versions(of: identity.id).contains(identity) else { return false }
        let installed: Bundle
        do throws(LibraryError) {
            installed = try verify(identity)
        } catch {
            throw LibraryError(.damaged(identity, reason: error.description))
        }
        guard installed.contentHash == bundle.contentHash else { throw LibraryError(.otherContent(identity)) }
        guard installed.signer == bundle.signer else { throw Self.otherKey(identity, installed, bundle) }
        return true
    }

    /// One id is one author's, and while the author's key isn't known otherwise, one key's.
    private func refuseStranger(
        _ bundle: Bundle, as identity: BundleIdentity, _ judgement: KeyJudgement
    ) throws(LibraryError) {
        // What is known of the author's keys, and what the user said to that, goes before what was seen here.
        let isDecided =
            switch judgement {
            case .trusted, .changed, .unsignedByKnownAuthor: true
            case .unsigned, .firstUse, .anonymous: false
            }
        for other in versions(of: identity.id).reversed() {
            // A damaged one says nothing that could be believed.
            guard let installed = try? summary(other) else { continue }
            guard Self.isSame(installed.preset.author, bundle.preset.author) else {
                throw LibraryError(
                    .otherAuthor(other, installed: installed.preset.author, found: bundle.preset.author))
            }
            guard installed.signer != nil, installed.signer != bundle.signer, !isDecided else { continue }
            throw Self.otherKey(other, installed, bundle)
        }
    }

    private static func isSame(_ one: String?, _ other: String?) -> Bool {
        one == other || one.flatMap(AuthorName.init) == other.flatMap(AuthorName.init)
    }

    private static func otherKey(_ identity: BundleIdentity, _ installed: Bundle, _ found: Bundle) -> LibraryError {
        LibraryError(
            .otherKey(identity, installed: installed.signer?.fingerprint, found: found.signer?.fingerprint))
    }
}

extension HeldFolder {
    /// Unpacks a bundle's file here, from a copy: it may change while it is read.
    ///
    /// - Returns: the bundle, and the SHA-256 of the file that it was unpacked from, in hexadecimal.
    ///
    /// Errors: `.folder` when it can't be written here; else what is wrong with the bundle.
    func unpack(
        _ source: borrowing BundleSource, with reader: BundleReader
    ) throws(LibraryError) -> (bundle: Bundle, sha256: String) {
        let (copy, sha256) = try source.copy(in: place)
        // It is reached by its descriptor, which goes with it.
        defer { withExtendedLifetime(copy) {} }
        return (try unpack(copy.path, with: reader, knownAs: source.name), sha256)
    }

    private func unpack(_ file: String, with reader: BundleReader, knownAs name: String) throws(LibraryError) -> Bundle
    {
        do throws(BundleError) {
            return try reader.unpack(file, into: place)
        } catch {
            if case .file(let reason) = error.kind, error.path.hasPrefix(place) {
                let folder = place.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                    separator: "/")
                throw LibraryError(.folder(path: folder, reason: "\(name) can't be unpacked there: \(reason)"))
            }
            throw LibraryError(error, of: name)
        }
    }

    /// What is in a bundle that was unpacked here.
    ///
    /// Errors: `.folder`, when it can't be read again.
    fileprivate func contents(of bundle: Bundle, knownAs name: String) throws(LibraryError) -> BundleContents {
        do throws(PackingError) {
            return try BundleContents(bundle, unpacked: path)
        } catch {
            throw LibraryError(.folder(path: name, reason: "what was unpacked of it can't be read again"))
        }
    }

    /// Has the disk keep everything of a bundle that was unpacked here.
    ///
    /// Errors: the disk says no.
    fileprivate func synchronize(_ bundle: Bundle) throws(LibraryError) {
        var folders: Set<String> = [place]
        var files = bundle.lock.files.map(\.path.text) + [BundleLock.fileName]
        if bundle.signer != nil { files.append(BundleLock.signatureFileName) }
        for file in files {
            var parts = file.split(separator: "/").dropLast()
            while !parts.isEmpty {
                folders.insert("\(place)/\(parts.joined(separator: "/"))")
                parts.removeLast()
            }
            try Self.synchronize("\(place)/\(file)")
        }
        for folder in folders { try Self.synchronize(folder) }
    }

    private static func synchronize(_ path: String) throws(LibraryError) {
        let descriptor = Foundation.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, "it can't be opened again", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(errno, "it can't be written", path: path) }
    }
}

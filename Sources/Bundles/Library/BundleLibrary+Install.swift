// How a bundle comes into the library. Any thread that may wait, any number of processes at once.

import Foundation
package import Presets

extension BundleLibrary {
    /// What came of an installation.
    package struct Installation: Sendable {
        package let bundle: Bundle
        /// What it is called by from now on.
        package let identity: BundleIdentity
        /// Whether it wasn't there before, with the same content.
        package let isNew: Bool
        package let standing: BundleStanding
    }

    /// Installs a bundle's file, all of it or nothing, and runs nothing that is in it.
    ///
    /// - Parameters:
    ///   - path: the bundle's file.
    ///   - id: what it is to be called by instead of its own id.
    ///   - presets: plain presets, whose names a bundle can't have.
    ///   - trust: who says whether its signature is to be put up with.
    ///
    /// Errors: what is wrong with the bundle; that it would take the place of something else; that it can't be written.
    package func install(
        _ path: String, as id: String? = nil, beside presets: PresetLibrary, trust: any BundleJudge
    ) throws(LibraryError) -> Installation {
        if let id, !PresetName.isID(id) { throw LibraryError(.invalidName(id)) }
        let shelf = try FolderShelf(making: directory)
        let staged = try shelf.exclusively { () throws(LibraryError) in
            shelf.sweep()
            return try shelf.stage()
        }
        let bundle = try staged.unpack(path, with: reader, knownAs: path)
        let identity = BundleIdentity(id: id ?? bundle.identity.id, version: bundle.identity.version)
        if let path = presets.path(of: identity.id) { throw LibraryError(.presetName(identity.id, path: path)) }
        let standing = try trust.judge(bundle)
        try staged.synchronize(bundle)
        let isNew = try shelf.exclusively { () throws(LibraryError) in
            if try has(identity, as: bundle) { return false }
            try refuseStranger(bundle, as: identity, standing)
            try shelf.publish(staged, in: identity.id, as: identity.version.description)
            return true
        }
        return Installation(bundle: bundle, identity: identity, isNew: isNew, standing: standing)
    }

    /// Whether the very same is there already.
    ///
    /// Errors: something else is, or it is damaged.
    private func has(_ identity: BundleIdentity, as bundle: Bundle) throws(LibraryError) -> Bool {
        guard versions(of: identity.id).contains(identity) else { return false }
        let installed: Bundle
        do throws(LibraryError) {
            installed = try summary(identity)
            guard installed.contentHash == bundle.contentHash else { throw LibraryError(.otherContent(identity)) }
            _ = try verify(identity)
        } catch {
            if case .otherContent = error.kind { throw error }
            throw LibraryError(.damaged(identity, reason: error.description))
        }
        return true
    }

    /// One id is one author's, and while the author's key isn't known otherwise, one key's.
    private func refuseStranger(
        _ bundle: Bundle, as identity: BundleIdentity, _ standing: BundleStanding
    ) throws(LibraryError) {
        for other in versions(of: identity.id).reversed() {
            // A damaged one says nothing that could be believed.
            guard let installed = try? summary(other) else { continue }
            guard installed.preset.author == bundle.preset.author else {
                throw LibraryError(
                    .otherAuthor(other, installed: installed.preset.author, found: bundle.preset.author))
            }
            guard let key = installed.signer, key != bundle.signer, standing != .known else { continue }
            throw LibraryError(
                .otherKey(other, installed: key.fingerprint, found: bundle.signer?.fingerprint))
        }
    }
}

extension HeldFolder {
    /// Unpacks a bundle's file here.
    ///
    /// - Parameter name: what the bundle is called in errors.
    ///
    /// Errors: `.folder` when it can't be written here; else what is wrong with the bundle.
    func unpack(_ file: String, with reader: BundleReader, knownAs name: String) throws(LibraryError) -> Bundle {
        do throws(BundleError) {
            return try reader.unpack(file, into: path)
        } catch {
            if case .file(let reason) = error.kind, error.path.hasPrefix(path) {
                let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
                throw LibraryError(.folder(path: folder, reason: "\(name) can't be unpacked there: \(reason)"))
            }
            throw LibraryError(error, of: name)
        }
    }

    /// Has the disk keep everything of a bundle that was unpacked here.
    ///
    /// Errors: the disk says no.
    fileprivate func synchronize(_ bundle: Bundle) throws(LibraryError) {
        var folders: Set<String> = [path]
        var files = bundle.lock.files.map(\.path.text) + [BundleLock.fileName]
        if bundle.signer != nil { files.append(BundleLock.signatureFileName) }
        for file in files {
            var parts = file.split(separator: "/").dropLast()
            while !parts.isEmpty {
                folders.insert("\(path)/\(parts.joined(separator: "/"))")
                parts.removeLast()
            }
            try Self.synchronize("\(path)/\(file)")
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

extension Bundle {
    /// How many effects it brings.
    package var effectCount: Int {
        lock.files.count { $0.path.text.hasSuffix(".wasm") || $0.path.text.hasSuffix(".js") }
    }
}

// Why bundles can't be installed, found or opened, and all wording of it. A plain value, any thread.

import EffectHost
package import Presets

/// What stood in the way of a bundle's use.
package struct LibraryError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// There is neither a data folder nor a home to have one in.
        case noHome
        /// The folder of bundles, or something in it, can't be used; why.
        case folder(path: String, reason: String)
        /// What was asked for is no id, or no `id@version`.
        case invalidName(String)
        /// No such bundle is installed.
        case notInstalled(String, nearest: String?)
        /// The same version of the same id is there, and it is something else.
        case otherContent(BundleIdentity)
        /// The same version is there, and damaged.
        case damaged(BundleIdentity, reason: String)
        /// What is there of that id is by somebody else.
        case otherAuthor(BundleIdentity, installed: String?, found: String?)
        /// What is there of that id was signed by another key; fingerprints, nil for none.
        case otherKey(BundleIdentity, installed: String?, found: String?)
        /// A plain preset has that name, which an installed bundle would be hidden by.
        case presetName(String, path: String)
        /// The bundle itself isn't right.
        case bundle(BundleError)
        /// Who signed it, or who didn't, stands in the way.
        case key(KeyError)
        /// The preset isn't right.
        case preset(PresetError)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    package var description: String {
        switch kind {
        case .noHome:
            "there is no place for installed bundles: neither XDG_DATA_HOME nor HOME says where; set one of them"
        case .folder(let path, let reason): "\(printable(path)): \(reason)"
        case .invalidName(let text):
            "‘\(printable(text))’ is no name of a bundle; expected lower-case letters, digits and hyphens, as in tape-delay, "
                + "or with a version, as in tape-delay@1.2.0"
        case .notInstalled(let name, let nearest):
            "‘\(printable(name))’ isn't installed" + (nearest.map { "; did you mean ‘\($0)’?" } ?? "")
                + "; ‘cajon preset list’ shows what is"
        case .otherContent(let identity):
            "\(identity) is installed already, with other content; remove that one first "
                + "(cajon preset remove \(identity)), or install this one under an id of your own (--as)"
        case .damaged(let identity, let reason):
            "\(identity) is installed already, but damaged: \(reason); remove it first (cajon preset remove \(identity))"
        case .otherAuthor(let identity, let installed, let found):
            "\(identity) is installed, by \(Self.name(installed)), and this one is by \(Self.name(found)); "
                + Self.wayOut(identity)
        case .otherKey(let identity, let installed, let found):
            "\(identity) is installed, \(Self.signed(installed)), and this one is \(Self.signed(found)); "
                + Self.wayOut(identity)
        case .presetName(let id, let path):
            "‘\(id)’ is the name of a preset already (\(printable(path))), which would be played instead; "
                + "install this one under another id (--as)"
        case .bundle(let error): error.description
        case .key(let error): error.description
        case .preset(let error): error.description
        }
    }

    private static func name(_ author: String?) -> String { author.map { "‘\(printable($0))’" } ?? "nobody it names" }

    private static func signed(_ fingerprint: String?) -> String { fingerprint.map { "signed by \($0)" } ?? "unsigned" }

    private static func wayOut(_ identity: BundleIdentity) -> String {
        "if that is what you want, remove what is installed first (cajon preset remove \(identity.id)), "
            + "or install this one under an id of your own (--as)"
    }
}

extension LibraryError {
    /// A system call on something failed just now; `code` says why.
    static func system(_ code: Int32, _ what: String, path: String) -> LibraryError {
        LibraryError(.folder(path: path, reason: "\(what): \(SystemReason.words(code))"))
    }

    /// The work of others, as this module's error.
    static func key<T>(_ body: () throws(KeyError) -> T) throws(LibraryError) -> T {
        do throws(KeyError) { return try body() } catch { throw LibraryError(.key(error)) }
    }

    package static func preset<T>(_ body: () throws(PresetError) -> T) throws(LibraryError) -> T {
        do throws(PresetError) { return try body() } catch { throw LibraryError(.preset(error)) }
    }
}

// What is wrong with a bundle. A plain value, any thread.

import EffectHost
package import Presets

/// Why a bundle can't be used, or written.
package struct BundleError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// There is no such file, or it can't be read or written; why.
        case file(String)
        /// A path that no file of a bundle may have, and what is wrong with it.
        case invalidPath(String, String)
        /// It isn't a bundle, or not in order; what is wrong, as the rest of a sentence.
        case malformed(String)
        /// It holds more than a bundle may; what, and how much it may be.
        case tooLarge(String)
        /// A file isn't what the lock says it is, is missing, or is one too many; which, and how.
        case mismatch(String)
        /// Its signature isn't one; why.
        case signature(String)
        /// Only a later Cajon reads it; the format that it says it has.
        case newerFormat(Int)
        /// Its preset is wrong.
        case preset(PresetError)
    }

    package let kind: Kind
    /// The bundle's file, or the folder it was unpacked to; empty while nobody has said which.
    package let path: String

    package init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    package var description: String {
        if case .preset(let error) = kind { return "\(error)" }
        return path.isEmpty ? message : "\(printable(path)): \(message)"
    }

    /// What is wrong, without where.
    private var message: String {
        switch kind {
        case .file(let reason): reason
        case .invalidPath(let name, let problem): "file ‘\(printable(name, limit: 100))’ \(problem)"
        case .malformed(let problem), .tooLarge(let problem), .mismatch(let problem), .signature(let problem): problem
        case .newerFormat(let format):
            "it is of format \(format), and this Cajon reads up to format \(BundleLock.format); a newer Cajon is needed"
        case .preset(let error): "\(error)"
        }
    }

    /// The same, of a bundle at that path, if it has none yet.
    package func of(_ path: String) -> BundleError { self.path.isEmpty ? BundleError(kind, path: path) : self }
}

/// Runs what doesn't know the bundle's path, and adds it to what it throws.
func naming<Result: ~Copyable>(
    _ path: String, _ body: () throws(BundleError) -> Result
) throws(BundleError) -> Result {
    do throws(BundleError) {
        return try body()
    } catch {
        throw error.of(path)
    }
}

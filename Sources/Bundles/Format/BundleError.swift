// What is wrong with a bundle. A plain value, any thread.

package import Presets

/// Why a bundle can't be used.
package struct BundleError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// There is no such file, or it can't be read or written; why.
        case file(String)
        /// A path that no file of a bundle may have; what is wrong with it.
        case invalidPath(String, String)
        /// It isn't a bundle, or not in order; what is wrong, as the rest of a sentence.
        case malformed(String)
        /// Its preset is wrong.
        case preset(PresetError)
    }

    package let kind: Kind
    /// The bundle's file.
    package let path: String

    package init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    package var description: String {
        switch kind {
        case .file(let reason): "\(path): \(reason)"
        case .invalidPath(let name, let problem): "\(path): file ‘\(name)’ \(problem)"
        case .malformed(let problem): "\(path): \(problem)"
        case .preset(let error): "\(path): \(error)"
        }
    }
}

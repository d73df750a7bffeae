// Why no bundle can be made, and the wording of it. Plain values, any thread.

package import EffectHost
package import Presets

/// A bundle that wasn't packed.
package struct PackingError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// A file that isn't there or can't be read; why, as the rest of a sentence.
        case unreadable(String)
        /// What may not go into a bundle; why, as the rest of a sentence.
        case refused(String)
        case preset(PresetError)
        case effect(EffectError)
        case bundle(BundleError)
    }

    package let kind: Kind
    /// What it is about: a file, or what was to be packed.
    package let path: String

    init(_ kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }

    package var description: String {
        switch kind {
        case .unreadable(let reason), .refused(let reason): "\(printable(path)): \(reason)"
        case .preset(let error): error.description
        case .effect(let error): "\(printable(path)): \(error)"
        case .bundle(let error): error.description
        }
    }
}

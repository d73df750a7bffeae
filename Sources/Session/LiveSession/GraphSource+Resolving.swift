// From what a user names to a graph whose effects and values are known. Any thread that may wait for files.

package import Bundles
package import Control
package import Presets

extension GraphSource {
    /// Reads the preset or chain, and looks its effects up.
    ///
    /// - Parameter directory: what relative paths start from; nil for the working folder.
    package func resolve(relativeTo directory: String?, store: EffectStore) throws(LibraryError) -> ResolvedPreset {
        switch self {
        case .chain(let text):
            return try LibraryError.preset { () throws(PresetError) in
                try PresetDocument.parse(chain: text, relativeTo: directory ?? "").resolve(using: store)
            }
        case .preset(let name):
            let document = try store.document(Self.path(name, below: directory))
            return try LibraryError.preset { () throws(PresetError) in try document.resolve(using: store) }
        }
    }

    /// The plain preset's file; nil for a chain, for a bundle, and for a preset by name that isn't there.
    func path(in store: EffectStore) -> String? {
        guard case .preset(let name) = self else { return nil }
        return store.plainPath(of: name)
    }

    /// Where a path leads that starts from another folder than this process's.
    static func path(_ name: String, below directory: String?) -> String {
        guard let directory, PresetLibrary.isFile(name), !name.hasPrefix("/") else { return name }
        return "\(directory)/\(name)"
    }
}

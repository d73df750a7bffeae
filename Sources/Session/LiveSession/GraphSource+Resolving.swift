// From what a user names to a graph whose effects and values are known. Any thread that may wait for files.

package import Control
package import Presets

extension GraphSource {
    /// Reads the preset or chain, and looks its effects up.
    ///
    /// - Parameter directory: what relative paths start from; nil for the working folder.
    package func resolve(relativeTo directory: String?, store: EffectStore) throws(PresetError) -> ResolvedPreset {
        switch self {
        case .chain(let text):
            return try PresetDocument.parse(chain: text, relativeTo: directory ?? "").resolve(using: store)
        case .preset(let name):
            return try PresetLibrary.standard().document(Self.path(name, below: directory)).resolve(using: store)
        }
    }

    /// The preset's file; nil for a chain, and for a preset by name that isn't there.
    var path: String? {
        guard case .preset(let name) = self else { return nil }
        return PresetLibrary.standard().path(of: name)
    }

    /// Where a path leads that starts from another folder than this process's.
    static func path(_ name: String, below directory: String?) -> String {
        guard let directory, name.contains("/") || name.hasSuffix(".json"), !name.hasPrefix("/") else { return name }
        return "\(directory)/\(name)"
    }
}

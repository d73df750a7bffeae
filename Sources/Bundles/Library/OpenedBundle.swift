// A bundle in use: its files are there for as long as this object is. Immutable; any thread.

package import Presets

/// A bundle that was checked, with its files in a folder that stays until nobody has this any more.
package final class OpenedBundle: Sendable {
    package let bundle: Bundle
    /// What people know it by: `id@version`, or the path of its file.
    package let name: String
    private let held: HeldFolder

    init(_ bundle: Bundle, name: String, folder: HeldFolder) {
        self.bundle = bundle
        self.name = name
        held = folder
    }

    /// Where its files lie.
    package var folder: String { held.path }

    /// Its preset, whose problems are told by the bundle's name, and whose files are the bundle's.
    package var document: PresetDocument {
        bundle.document.named("\(name)/\(BundleLock.presetFileName)", in: folder)
    }

    /// Whether a file is one of the bundle's.
    package func contains(_ path: String) -> Bool { path.hasPrefix(folder + "/") }

    /// What people know one of its files by.
    package func name(of path: String) -> String { "\(name)/\(path.dropFirst(folder.count + 1))" }
}

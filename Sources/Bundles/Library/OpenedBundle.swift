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

    /// By which this process reaches its files, for as long as this object is there and wherever they lie meanwhile. No
    /// message shows it.
    package var folder: String { held.path }

    /// Where its files lay when it was opened.
    package var place: String { held.place }

    /// Its preset, whose problems are told by the bundle's name, and whose files are the bundle's.
    package var document: PresetDocument {
        bundle.document.named("\(name)/\(BundleLock.presetFileName)", in: folder)
    }

    /// Whether another is of the same content, by the same signer, and called the same: one stands for both.
    package func isSame(as other: OpenedBundle) -> Bool {
        bundle.contentHash == other.bundle.contentHash && bundle.signer == other.bundle.signer && name == other.name
    }

    /// Whether a file is one of the bundle's.
    package func contains(_ path: String) -> Bool { path.hasPrefix(folder + "/") }

    /// What people know one of its files by.
    package func name(of path: String) -> String { "\(name)/\(path.dropFirst(folder.count + 1))" }
}

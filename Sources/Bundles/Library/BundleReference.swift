// How an installed bundle is named. A plain value, any thread.

package import Presets

/// An id, or `id@version`.
package struct BundleReference: Equatable, Sendable, CustomStringConvertible {
    package let id: String
    /// nil: the newest, or all, as the asker has it.
    package let version: PresetVersion?

    package init(id: String, version: PresetVersion? = nil) {
        self.id = id
        self.version = version
    }

    /// Nil for a text that is neither.
    package init?(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard PresetName.isID(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(id: String(parts[0]))
            return
        }
        guard let version = PresetVersion(String(parts[1])) else { return nil }
        self.init(id: String(parts[0]), version: version)
    }

    package var description: String { version.map { "\(id)@\($0)" } ?? id }

    func stands(for identity: BundleIdentity) -> Bool {
        identity.id == id && (version == nil || identity.version == version)
    }
}

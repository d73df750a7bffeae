// What a bundle is called by. A plain value, any thread.

package import Presets

/// An id and a version; as text `tape-delay@1.2.0`.
package struct BundleIdentity: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// An id as `PresetName.isID` has it: lower-case letters, digits, single hyphens.
    package let id: String
    package let version: PresetVersion

    package init(id: String, version: PresetVersion) {
        precondition(PresetName.isID(id), "an id")
        self.id = id
        self.version = version
    }

    package var description: String { "\(id)@\(version)" }

    package static func < (one: BundleIdentity, other: BundleIdentity) -> Bool {
        (one.id, one.version) < (other.id, other.version)
    }
}

// A bundle before it is written. A plain value, any thread.

package import Presets

/// All files of a bundle to be, and what it will be called by.
package struct PackedBundle: Sendable {
    package let identity: BundleIdentity
    /// As it stands in the bundle.
    package let preset: Preset
    /// The preset among them; for `BundleWriter`.
    package let files: [BundleWriter.File]
    /// What whoever packs should know, a sentence each without its full stop.
    package let notes: [String]
}

// A bundle whose every byte was checked. Immutable; any thread.

package import Presets

/// What a bundle says, once all of it was read and found as its lock has it, and its signature, if there is one, is right.
package struct Bundle: Sendable {
    package let lock: BundleLock
    /// SHA-256 of the lock's bytes, in hexadecimal: stands for the content of every file.
    package let contentHash: String
    /// Who signed it; nil when nobody did. Whether that is to be believed is for `KeyBook` to say.
    package let signer: SignatureKey?
    /// The preset's first stage: its text is right. Its references stay within the bundle, and the files are there.
    package let document: PresetDocument
    /// Where the effects lie that the preset has in the bundle, by what the preset calls them: an alias, or the reference of a
    /// node that names a file itself. Effects that it takes by a name from whoever opens it aren't among them.
    package let effects: [String: BundlePath]

    package var identity: BundleIdentity { lock.identity }
    package var preset: Preset { document.preset }

    package init(
        lock: BundleLock, contentHash: String, signer: SignatureKey?, document: PresetDocument,
        effects: [String: BundlePath]
    ) {
        self.lock = lock
        self.contentHash = contentHash
        self.signer = signer
        self.document = document
        self.effects = effects
    }
}

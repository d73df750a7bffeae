// What a user has granted an effect for good. Plain values, any thread.

/// One decision that is remembered. It holds for an effect's content: another module of the same name is another effect.
package struct Grant: Codable, Equatable, Sendable {
    /// What the effect was called when it was decided, for people.
    package var effect: String
    /// SHA-256 of its file, in hexadecimal.
    package var sha256: String
    /// The folder whose sounds and data it may read; an absolute path.
    package var assets: String

    package init(effect: String, sha256: String, assets: String) {
        self.effect = effect
        self.sha256 = sha256
        self.assets = assets
    }
}

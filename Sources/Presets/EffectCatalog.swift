// Where the second stage of reading a preset learns about effects. The layer above supplies it; never the audio thread.

package import EffectHost

/// Looks up effects for `PresetDocument.resolve`.
package protocol EffectCatalog {
    /// What an effect says of itself. Called once for each distinct reference of a preset.
    ///
    /// - Throws: that there is no such effect, or why it can't be used.
    func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor

    /// The names of all shipped and installed effects, for suggestions.
    var knownNames: [String] { get }
}

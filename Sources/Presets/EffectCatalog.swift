// Where the second stage of reading a preset learns about effects. The layer above supplies it; never the audio thread.

package import EffectHost

/// Looks up effects for `PresetDocument.resolve`.
package protocol EffectCatalog {
    /// What an effect says of itself. Called once for each distinct reference of a preset.
    ///
    /// - Throws: that there is no such effect, or why it can't be used.
    func descriptor(for reference: EffectReference) throws(EffectLookupFailure) -> EffectDescriptor

    /// What an effect is called now that was called so before; nil when nothing is known of that. Asked only for effects
    /// that state that they were.
    func presentName(of formerName: String) -> String?

    /// The names of all shipped and installed effects, for suggestions.
    var knownNames: [String] { get }
}

extension EffectCatalog {
    package func presentName(of formerName: String) -> String? { nil }

    /// The reference under which an effect is to be known from now on: its present name where it was found by a former one.
    func present(_ reference: EffectReference, of descriptor: EffectDescriptor) -> EffectReference {
        guard case .name(let name) = reference, descriptor.renames.names.contains(name),
            let present = presentName(of: name)
        else { return reference }
        return .name(present)
    }
}

// One node of a preset whose effect is known. A plain value, any thread.

package import EffectHost

/// A node with its effect and a value for every parameter.
package struct ResolvedNode: Equatable, Sendable {
    /// Unique in the graph.
    package let id: String
    /// Which effect; a file's path is ready to be opened.
    package let reference: EffectReference
    /// What the effect says of itself.
    package let descriptor: EffectDescriptor
    /// One value for each of the descriptor's parameters, in its order, within its range; the initial one where the
    /// preset gives none.
    package internal(set) var values: [Float]
    /// What the effect is told before it is configured, nil for nothing: the text of a JSON object.
    package let options: String?
    /// Messages for the effect once it is configured: texts of JSON values.
    package let messages: [String]
    /// How much of the output is the effect's, 0 to 1.
    package internal(set) var mix: Float
    /// Whether the sound passes by the effect.
    package internal(set) var isBypassed: Bool

    /// The same node under another id.
    func renamed(_ id: String) -> ResolvedNode {
        ResolvedNode(
            id: id, reference: reference, descriptor: descriptor, values: values, options: options, messages: messages,
            mix: mix, isBypassed: isBypassed)
    }

    /// The same node with its effect as it is described now.
    func refreshed(_ descriptor: EffectDescriptor) -> ResolvedNode {
        let values = descriptor.parameters.enumerated().map { index, parameter in
            let earlier = zip(self.descriptor.parameters, self.values)
                .first { known, _ in descriptor.parameterIndex(known.id) == index }?.1
            guard let earlier, (parameter.minimum...parameter.maximum).contains(earlier) else {
                return parameter.initial
            }
            return earlier
        }
        return ResolvedNode(
            id: id, reference: reference, descriptor: descriptor, values: values,
            options: descriptor.takesOptions ? options : nil, messages: descriptor.takesOptions ? messages : [],
            mix: mix, isBypassed: isBypassed)
    }
}

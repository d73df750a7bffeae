// What a control moves: `lowpass.cutoff`, `lowpass.@mix`. A plain value, any thread.

private import Presets

/// A parameter of a node, or one of the controls that every node has.
package struct ParameterTarget: Hashable, Sendable, CustomStringConvertible {
    /// The node's id.
    package let node: String
    /// The parameter's id, or `@mix` or `@bypass`.
    package let parameter: String

    package init(node: String, parameter: String) {
        self.node = node
        self.parameter = parameter
    }

    /// Reads `node.parameter`; nil unless both are there. Whether they exist is the session's to say.
    package init?(_ text: String) {
        guard let dot = text.firstIndex(of: ".") else { return nil }
        node = String(text[..<dot])
        parameter = String(text[text.index(after: dot)...])
        guard PresetName.isID(node), !parameter.isEmpty, parameter.utf8.count <= PresetLimits.idLength + 1 else {
            return nil
        }
    }

    /// The id of the node's own control (`mix` for `@mix`), nil for a parameter of the effect.
    package var control: String? {
        parameter.first == NodeControl.marker ? String(parameter.dropFirst()) : nil
    }

    package var description: String { "\(node).\(parameter)" }
}

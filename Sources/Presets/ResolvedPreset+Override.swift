// Changes a resolved preset from the command line: `--set node.parameter=value`. Any thread.

import EffectHost

extension ResolvedPreset {
    /// Applies one override: `lowpass.cutoff=2.5kHz`, `lowpass.@mix=40%`, `lowpass.@bypass=on`.
    ///
    /// The value ends at the end of the text, so it needs no quotes, but may have them.
    ///
    /// - Parameters:
    ///   - assignment: the override.
    ///   - option: what the text was given to, for messages.
    /// - Throws: what is wrong, with a caret under the place; the preset is then as before.
    package mutating func apply(override assignment: String, option: String = "--set") throws(PresetError) {
        let source = PresetSource(name: option, style: .argument, bytes: Array(assignment.utf8))
        do throws(LocatedProblem) {
            try PresetDocument.checkText(source.bytes, what: "the override", limit: PresetLimits.argumentBytes)
            try apply(try Override(assignment))
        } catch {
            throw PresetError(error, in: source)
        }
    }

    private mutating func apply(_ override: Override) throws(LocatedProblem) {
        let (node, key, value) = (override.node, override.key, override.value)
        guard let index = nodes.firstIndex(where: { $0.id == node.text }) else {
            throw LocatedProblem(span: node.span, problem: .unknownNode(node.text, known: nodes.map(\.id)))
        }
        let descriptor = nodes[index].descriptor
        if key.text.first == NodeControl.marker {
            let id = String(key.text.dropFirst())
            guard let control = NodeControl.all.first(where: { $0.id == id }) else {
                throw LocatedProblem(span: key.span, problem: NodeControl.unknown(key.text))
            }
            let number = try value.read(for: control)
            if id == NodeControl.mix.id { nodes[index].mix = number } else { nodes[index].isBypassed = number != 0 }
            return
        }
        guard let parameter = descriptor.parameterIndex(key.text) else {
            let problem = PresetProblem.unknownParameter(key.text, of: descriptor, mayBeControl: true)
            throw LocatedProblem(span: key.span, problem: problem)
        }
        nodes[index].values[parameter] = try value.read(for: descriptor.parameters[parameter])
    }
}

// A resolved preset as a preset to be written down: what `cajon control save` writes. Pure, any thread.

import EffectHost
private import Glibc

extension ResolvedPreset {
    /// The preset with the graph and the values as they stand now: parameters that differ from the effect's own, in its
    /// unit; connections only where the graph isn't a chain.
    ///
    /// - Parameters:
    ///   - name: the new preset's name; nil keeps the old one.
    ///   - midi: the controllers; nil keeps the preset's own.
    ///   - reference: how the file is to name an effect; a path as it is found from the file's folder.
    package func written(
        name: String? = nil, midi: [MIDIMapping]? = nil, reference: (EffectReference) -> String
    ) -> Preset {
        var result = preset
        if let name { result.name = name }
        result.midi = (midi ?? self.midi.map(\.mapping)).map(present)
        result.aliases = []
        result.nodes = nodes.map { node in
            let settings = zip(node.descriptor.parameters, node.values).compactMap { parameter, value in
                value == parameter.initial ? nil : PresetNode.Setting(parameter.id, Self.written(value, of: parameter))
            }
            let origin = preset.nodes.first { $0.id == node.id && node.isMade(from: $0) }
            return PresetNode(
                id: node.id, effect: reference(node.reference), settings: settings, options: origin?.options,
                messages: origin?.messages ?? [], mix: node.mix, isBypassed: node.isBypassed)
        }
        result.connections =
            isChain
            ? nil
            : connections.map {
                PresetConnection(from: $0.from, to: $0.to, gainDecibels: Self.decibels($0.gain))
            }
        return result
    }

    /// A mapping with what it names called as it is called now.
    private func present(_ mapping: MIDIMapping) -> MIDIMapping {
        guard let descriptor = nodes.first(where: { $0.id == mapping.node })?.descriptor,
            let index = descriptor.parameterIndex(mapping.parameter)
        else { return mapping }
        let parameter = descriptor.parameters[index]
        func present(_ value: PresetValue?) -> PresetValue? {
            guard case .text(let text) = value, let choice = parameter.formerChoiceIndex(text) else { return value }
            return .text(parameter.choices[choice])
        }
        var result = mapping
        result.parameter = parameter.id
        (result.minimum, result.maximum) = (present(mapping.minimum), present(mapping.maximum))
        return result
    }

    /// Whether the connections are those that a preset without any has.
    private var isChain: Bool {
        let stations = [PresetEndpoint.input] + nodes.map { .node($0.id) } + [.output]
        let chain = zip(stations, stations.dropFirst()).map { ResolvedConnection(from: $0, to: $1) }
        return connections.count == chain.count && chain.allSatisfy(connections.contains)
    }

    private static func written(_ value: Float, of parameter: EffectParameter) -> PresetValue {
        if let index = Int(exactly: value), parameter.choices.indices.contains(index) {
            return .text(parameter.choices[index])
        }
        // The shortest decimal that reads back as the same float.
        return .number(Double(value.description) ?? Double(value))
    }

    /// The shortest decimals that give the same factor again, where three places do; otherwise the exact value.
    private static func decibels(_ gain: Float) -> Float {
        let exact = Float(20 * log10(Double(gain)))
        let rounded = (exact * 1000).rounded() / 1000
        return Float(pow(10, Double(rounded) / 20)) == gain ? rounded : exact
    }
}

extension ResolvedNode {
    /// Whether options and messages of a written node are those of this one.
    fileprivate func isMade(from node: PresetNode) -> Bool {
        node.options?.text == options && node.messages.map(\.text) == messages
    }
}

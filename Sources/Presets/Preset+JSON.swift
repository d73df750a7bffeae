// Writes a preset as its one canonical JSON text. Pure functions, any thread but the audio thread.

extension Preset {
    /// The preset as a file holds it, in the newest format: keys in the format's order, defaults left out, a line break at the end.
    ///
    /// Equal presets give equal texts, and reading the text gives an equal preset.
    package func json() -> String {
        var members: [(key: String, value: JSONText)] = []
        if let schema { members.append(("$schema", .string(schema))) }
        members.append(("format", .number(String(PresetLimits.format))))
        members.append(("name", .string(name)))
        if let version { members.append(("version", .string(version.description))) }
        if let author { members.append(("author", .string(author))) }
        if let licence { members.append(("licence", .string(licence))) }
        if let description { members.append(("description", .string(description))) }
        if !tags.isEmpty { members.append(("tags", .array(tags.map { .string($0) }))) }
        if !aliases.isEmpty {
            members.append(("effects", .object(aliases.map { (key: $0.name, value: .string($0.reference)) })))
        }
        members.append(("nodes", .array(nodes.map(Self.json(for:)))))
        if let connections { members.append(("connections", .array(connections.map(Self.json(for:))))) }
        if !midi.isEmpty { members.append(("midi", .array(midi.map(Self.json(for:))))) }
        return JSONText.object(members).printed() + "\n"
    }

    private static func json(for node: PresetNode) -> JSONText {
        var members: [(key: String, value: JSONText)] = [("id", .string(node.id)), ("effect", .string(node.effect))]
        if !node.settings.isEmpty {
            members.append(("parameters", .object(node.settings.map { ($0.parameter, json(for: $0.value)) })))
        }
        if let options = node.options { members.append(("options", options.jsonText)) }
        if !node.messages.isEmpty { members.append(("messages", .array(node.messages.map(\.jsonText)))) }
        if node.mix != 1 { members.append(("mix", json(for: node.mix))) }
        if node.isBypassed { members.append(("bypass", .bool(true))) }
        return .object(members)
    }

    private static func json(for connection: PresetConnection) -> JSONText {
        var members: [(key: String, value: JSONText)] = [
            ("from", .string(connection.from.description)), ("to", .string(connection.to.description)),
        ]
        if connection.gainDecibels != 0 { members.append(("gain", json(for: connection.gainDecibels))) }
        return .object(members)
    }

    private static func json(for mapping: MIDIMapping) -> JSONText {
        var members: [(key: String, value: JSONText)] = [("controller", .number(String(mapping.controller)))]
        if let channel = mapping.channel { members.append(("channel", .number(String(channel)))) }
        members.append(("target", .string(mapping.target)))
        if let minimum = mapping.minimum { members.append(("minimum", json(for: minimum))) }
        if let maximum = mapping.maximum { members.append(("maximum", json(for: maximum))) }
        if mapping.bits != 7 { members.append(("bits", .number(String(mapping.bits)))) }
        if mapping.picksUp { members.append(("pickup", .bool(true))) }
        return .object(members)
    }

    private static func json(for value: PresetValue) -> JSONText {
        switch value {
        case .number(let number): .number(DisplayText.number(number))
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        }
    }

    private static func json(for value: Float) -> JSONText {
        let text = value.description
        return .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
}

// Turns a JSON tree into a Preset and notes everything that is wrong. Used once, by the thread that reads the file.

/// Reads the shape of a preset: keys, types, texts, ids, connections. Goes on after a problem, so that one run reports
/// them all; what it returns then is not to be used.
struct PresetReader {
    /// What is wrong so far.
    var problems = ProblemList()
    /// Where everything stands that the second stage may have to point at.
    var places: [String: PresetDocument.Place] = [:]

    private static let keys = [
        "$schema", "format", "name", "author", "licence", "description", "tags", "effects", "nodes", "connections",
        "midi",
    ]

    /// The preset, or what could be read of it.
    mutating func preset(from root: JSONNode) -> Preset? {
        guard isReadableFormat(root) else { return nil }
        guard let members = members(of: root, at: "", known: Self.keys, required: ["format", "name", "nodes"]) else {
            return nil
        }
        var preset = Preset(name: "", nodes: [])
        var connectionsNode: JSONNode?
        var midiNode: JSONNode?
        for member in members {
            let (path, value) = (member.key, member.value)
            switch member.key {
            case "format": checkFormat(value)
            case "$schema": preset.schema = text(value, at: path, .reference)
            case "name": preset.name = text(value, at: path, .name) ?? ""
            case "author": preset.author = text(value, at: path, .name)
            case "licence": preset.licence = text(value, at: path, .licence)
            case "description": preset.description = text(value, at: path, .description)
            case "tags": preset.tags = tags(value, at: path)
            case "effects": preset.aliases = aliases(value, at: path)
            case "nodes": preset.nodes = nodes(value, at: path)
            case "connections": connectionsNode = value
            default: midiNode = value
            }
        }
        // After the nodes, wherever the keys stand: connections and mappings name them.
        if let connectionsNode {
            preset.connections = connections(connectionsNode, at: "connections", nodeIDs: preset.nodes.map(\.id))
        }
        if let midiNode { preset.midi = mappings(midiNode, at: "midi", nodeIDs: preset.nodes.map(\.id)) }
        return preset
    }

    // MARK: Format

    /// Of a preset from the future nothing else is worth saying: every other complaint would be wrong.
    private mutating func isReadableFormat(_ root: JSONNode) -> Bool {
        guard case .object(let members) = root.content,
            let format = members.first(where: { $0.key == "format" })?.value,
            case .number(let number) = format.content, number.isFinite, number > Double(PresetLimits.format),
            number == number.rounded()
        else { return true }
        problems.add(.newerFormat(number), path: "format", at: format.span)
        return false
    }

    private mutating func checkFormat(_ value: JSONNode) {
        guard value.content != .number(Double(PresetLimits.format)) else { return }
        problems.add(
            .wrongType(found: value.shown, expected: "the number \(PresetLimits.format)"), path: "format",
            at: value.span)
    }

    // MARK: Lists of texts

    private mutating func tags(_ value: JSONNode, at path: String) -> [String] {
        var tags: [String] = []
        for (index, element) in elements(of: value, at: path, what: "tags", limit: PresetLimits.tags).enumerated() {
            let elementPath = "\(path)[\(index)]"
            guard let tag = text(element, at: elementPath, .tag) else { continue }
            if tags.contains(tag) { problems.add(.duplicateTag(tag), path: elementPath, at: element.span) }
            tags.append(tag)
        }
        return tags
    }

    private mutating func aliases(_ value: JSONNode, at path: String) -> [Preset.Alias] {
        guard let members = members(of: value, at: path, known: nil) else { return [] }
        if members.count > PresetLimits.aliases {
            let expected = "at most \(PresetLimits.aliases)"
            problems.add(.wrongCount(members.count, of: "effects", expected: expected), path: path, at: value.span)
        }
        var aliases: [Preset.Alias] = []
        for member in members.prefix(PresetLimits.aliases) {
            let memberPath = Self.path(path, member.key)
            if !PresetName.isID(member.key) {
                problems.add(.badText(member.key, expected: TextRule.id.expected), path: memberPath, at: member.keySpan)
            }
            guard let reference = text(member.value, at: memberPath, .effect) else { continue }
            aliases.append(Preset.Alias(name: member.key, reference: reference))
        }
        return aliases
    }
}

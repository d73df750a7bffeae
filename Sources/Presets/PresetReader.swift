// Turns a JSON tree into a Preset and notes everything that is wrong. Used once, by the thread that reads the file.

/// Reads the shape of a preset: keys, types, texts, ids, connections. Goes on after a problem, so that one run reports
/// them all; what it returns then is not to be used.
struct PresetReader {
    /// What is wrong so far.
    var problems = ProblemList()
    /// Where everything stands that the second stage may have to point at.
    var places: [String: PresetDocument.Place] = [:]

    private static let keys = [
        "$schema", "format", "name", "version", "author", "licence", "description", "tags", "effects", "nodes",
        "connections", "midi",
    ]

    /// The preset, whatever format it is of, or what could be read of it.
    mutating func preset(from document: JSONNode) -> Preset? {
        guard let (root, format) = migrated(document) else { return nil }
        // Who reads of the keys that there are is to read of those of their own format.
        let named = Self.keys.filter { !PresetMigration.isKey($0, newerThan: format) }
        guard
            let members = members(
                of: root, at: "", known: Self.keys, named: named, required: ["format", "name", "nodes"])
        else { return nil }
        var preset = Preset(name: "", nodes: [])
        var connectionsNode: JSONNode?
        var midiNode: JSONNode?
        for member in members {
            let (path, value) = (member.key, member.value)
            switch member.key {
            case "format": continue
            case "$schema": preset.schema = text(value, at: path, .reference)
            case "name": preset.name = text(value, at: path, .name) ?? ""
            case "version": preset.version = text(value, at: path, .version).flatMap(PresetVersion.init)
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

    /// The tree as the newest format has it, and the format that the text is of; nil where nothing else is worth saying.
    private mutating func migrated(_ root: JSONNode) -> (root: JSONNode, format: Int)? {
        guard case .object(let members) = root.content,
            let value = members.first(where: { $0.key == "format" })?.value
        else { return (root, PresetLimits.format) }
        switch PresetMigration.format(of: value) {
        case .known(let format):
            return (PresetMigration.migrated(root, from: format, problems: &problems), format)
        case .newer(let number):
            // Of a preset from the future every other complaint would be wrong.
            problems.add(.newerFormat(number), path: "format", at: value.span)
            return nil
        case .unknown:
            problems.add(.unknownFormat(found: value.shown), path: "format", at: value.span)
            return (root, PresetLimits.format)
        }
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

// Reads a preset's nodes: ids, effects, parameters as written, mix and bypass.

extension PresetReader {
    private static let nodeKeys = ["id", "effect", "parameters", "options", "messages", "mix", "bypass"]

    /// The nodes, or what could be read of them.
    mutating func nodes(_ value: JSONNode, at path: String) -> [PresetNode] {
        let elements = elements(of: value, at: path, what: "nodes", limit: PresetLimits.nodes, atLeastOne: true)
        var nodes: [PresetNode] = []
        var indexOfID: [String: Int] = [:]
        for (index, element) in elements.enumerated() {
            let elementPath = "\(path)[\(index)]"
            let node = node(element, at: elementPath)
            nodes.append(node)
            guard !node.id.isEmpty else { continue }
            let span = places[elementPath + ".id"]?.value
            if let first = indexOfID[node.id] {
                problems.add(.duplicateID(node.id, first: first), path: elementPath + ".id", at: span)
            } else {
                indexOfID[node.id] = index
            }
        }
        return nodes
    }

    private mutating func node(_ value: JSONNode, at path: String) -> PresetNode {
        var node = PresetNode(id: "", effect: "")
        guard let members = members(of: value, at: path, known: Self.nodeKeys, required: ["id", "effect"]) else {
            return node
        }
        for member in members {
            let memberPath = Self.path(path, member.key)
            switch member.key {
            case "id": node.id = id(member.value, at: memberPath)
            case "effect": node.effect = text(member.value, at: memberPath, .effect) ?? ""
            case "parameters": node.settings = settings(member.value, at: memberPath)
            case "options": node.options = options(member.value, at: memberPath)
            case "messages": node.messages = messages(member.value, at: memberPath)
            case "mix": node.mix = number(member.value, at: memberPath, as: NodeControl.mix) ?? 1
            default: node.isBypassed = flag(member.value, at: memberPath) ?? false
            }
        }
        return node
    }

    private mutating func id(_ value: JSONNode, at path: String) -> String {
        guard let id = text(value, at: path, .id) else { return "" }
        if PresetEndpoint.reservedIDs.contains(id) { problems.add(.reservedID(id), path: path, at: value.span) }
        return id
    }

    /// An object that is passed on to the effect as it is.
    private mutating func options(_ value: JSONNode, at path: String) -> JSONValue? {
        guard case .object = value.content else {
            problems.add(.wrongType(found: value.shown, expected: "an object"), path: path, at: value.span)
            return nil
        }
        return self.value(value, at: path)
    }

    private mutating func messages(_ value: JSONNode, at path: String) -> [JSONValue] {
        elements(of: value, at: path, what: "messages", limit: PresetLimits.messages).enumerated().compactMap {
            self.value($0.element, at: "\(path)[\($0.offset)]")
        }
    }

    private mutating func settings(_ value: JSONNode, at path: String) -> [PresetNode.Setting] {
        guard let members = members(of: value, at: path, known: nil) else { return [] }
        var settings: [PresetNode.Setting] = []
        for member in members {
            let memberPath = Self.path(path, member.key)
            if let value = setting(member.value, at: memberPath) {
                settings.append(PresetNode.Setting(member.key, value))
            }
        }
        return settings
    }

    /// A parameter's value as written, else nil.
    mutating func setting(_ value: JSONNode, at path: String) -> PresetValue? {
        switch value.content {
        case .bool(let flag): return .flag(flag)
        case .string: return text(value, at: path, .value).map { .text($0) }
        case .number(let number):
            if number.isFinite { return .number(number) }
            problems.add(
                .badValue(found: "a number beyond all bounds", expected: "a finite number"), path: path, at: value.span)
        case .null, .array, .object:
            problems.add(
                .wrongType(found: value.shown, expected: "a number, a text such as \"2.5kHz\", true or false"),
                path: path, at: value.span)
        }
        return nil
    }
}

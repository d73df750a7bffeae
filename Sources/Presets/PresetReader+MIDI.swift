// Reads which MIDI controllers move what. Whether the parameters exist is the second stage's to say.

import EffectHost

extension PresetReader {
    private static let mappingKeys = ["controller", "channel", "target", "minimum", "maximum", "bits", "pickup"]
    private static let targetExpectation =
        "a node's id, a point and a parameter's id, such as \"lowpass.cutoff\" or \"lowpass.@mix\""

    /// The mappings, or what could be read of them.
    mutating func mappings(_ value: JSONNode, at path: String, nodeIDs: [String]) -> [MIDIMapping] {
        let elements = elements(of: value, at: path, what: "mappings", limit: PresetLimits.mappings)
        let nodeIDs = nodeIDs.filter { !$0.isEmpty }
        return elements.enumerated().compactMap { mapping($0.element, at: "\(path)[\($0.offset)]", nodeIDs: nodeIDs) }
    }

    private mutating func mapping(_ value: JSONNode, at path: String, nodeIDs: [String]) -> MIDIMapping? {
        guard
            let members = members(of: value, at: path, known: Self.mappingKeys, required: ["controller", "target"])
        else { return nil }
        var mapping = MIDIMapping(controller: 0, node: "", parameter: "")
        var controllerSpan: SourceSpan?
        for member in members {
            let memberPath = Self.path(path, member.key)
            switch member.key {
            case "controller":
                mapping.controller = whole(member.value, at: memberPath, from: 0...127) ?? 0
                controllerSpan = member.value.span
            case "channel": mapping.channel = whole(member.value, at: memberPath, from: 1...16)
            case "target":
                guard let target = target(member.value, at: memberPath, nodeIDs: nodeIDs) else { continue }
                (mapping.node, mapping.parameter) = target
            case "minimum": mapping.minimum = setting(member.value, at: memberPath)
            case "maximum": mapping.maximum = setting(member.value, at: memberPath)
            case "pickup": mapping.picksUp = flag(member.value, at: memberPath) ?? false
            default: mapping.bits = bits(member.value, at: memberPath) ?? 7
            }
        }
        if mapping.bits == 14, mapping.controller > 31 {
            problems.add(
                .outOfRange(found: String(mapping.controller), expected: "0 to 31 for a controller of 14 bits"),
                path: path + ".controller", at: controllerSpan)
        }
        return mapping
    }

    private mutating func target(
        _ value: JSONNode, at path: String, nodeIDs: [String]
    ) -> (node: String, parameter: String)? {
        guard let text = text(value, at: path, .endpoint(Self.targetExpectation)) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, PresetName.isID(parts[0]), Self.isParameter(parts[1]) else {
            problems.add(.badEndpoint(text, expected: Self.targetExpectation), path: path, at: value.span)
            return nil
        }
        guard nodeIDs.contains(parts[0]) else {
            problems.add(.unknownNode(parts[0], known: nodeIDs), path: path, at: value.span)
            return nil
        }
        return (parts[0], parts[1])
    }

    /// Whether it could be one: the contract's rule for a parameter's id, or one of the node's own controls.
    private static func isParameter(_ text: String) -> Bool {
        if text.first == NodeControl.marker {
            return NodeControl.all.contains { "\(NodeControl.marker)\($0.id)" == text }
        }
        let isWord = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        return isWord && (1...PresetLimits.idLength).contains(text.utf8.count)
    }

    private mutating func bits(_ value: JSONNode, at path: String) -> Int? {
        if value.content == .number(7) || value.content == .number(14) { return value.content == .number(7) ? 7 : 14 }
        problems.add(.wrongType(found: value.shown, expected: "7 or 14"), path: path, at: value.span)
        return nil
    }

    private mutating func whole(_ value: JSONNode, at path: String, from range: ClosedRange<Int>) -> Int? {
        if case .number(let number) = value.content, let whole = Int(exactly: number), range.contains(whole) {
            return whole
        }
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        problems.add(.wrongType(found: value.shown, expected: expected), path: path, at: value.span)
        return nil
    }
}

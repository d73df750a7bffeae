// The reader's building blocks: objects with known keys, bounded lists, texts under a rule, numbers in a range.

import EffectHost

extension PresetReader {
    /// An object's members in file order, without the unknown and the repeated ones, which are reported; nil unless
    /// the value is an object.
    ///
    /// - Parameters:
    ///   - known: the keys the format has; nil for an object whose keys are names.
    ///   - named: those of them that messages tell; nil for all.
    ///   - required: the keys that may not be missing.
    mutating func members(
        of value: JSONNode, at path: String, known: [String]?, named: [String]? = nil, required: [String] = []
    ) -> [JSONMember]? {
        guard case .object(let all) = value.content else {
            problems.add(.wrongType(found: value.shown, expected: "an object"), path: path, at: value.span)
            return nil
        }
        var seen: Set<String> = []
        var members: [JSONMember] = []
        for member in all {
            let memberPath = Self.path(path, member.key)
            if let known, !known.contains(member.key) {
                problems.add(.unknownKey(member.key, known: named ?? known), path: memberPath, at: member.keySpan)
            } else if !seen.insert(member.key).inserted {
                problems.add(.duplicateKey(member.key), path: memberPath, at: member.keySpan)
            } else {
                places[memberPath] = PresetDocument.Place(key: member.keySpan, value: member.value.span)
                members.append(member)
            }
        }
        for key in required where !seen.contains(key) {
            problems.add(.missingKey(key), path: path, at: value.span)
        }
        return members
    }

    /// A list's elements, at most `limit`; empty unless the value is a list.
    mutating func elements(
        of value: JSONNode, at path: String, what: String, limit: Int, atLeastOne: Bool = false
    ) -> [JSONNode] {
        guard case .array(let elements) = value.content else {
            problems.add(.wrongType(found: value.shown, expected: "a list"), path: path, at: value.span)
            return []
        }
        if elements.count > limit {
            problems.add(
                .wrongCount(elements.count, of: what, expected: "at most \(limit)"), path: path, at: value.span)
        } else if elements.isEmpty, atLeastOne {
            problems.add(
                .wrongType(found: "an empty list", expected: "at least one element"), path: path, at: value.span)
        }
        return Array(elements.prefix(limit))
    }

    /// Any value, without what a JSON text can't hold twice or at all: repeated keys, numbers beyond all bounds.
    mutating func value(_ node: JSONNode, at path: String) -> JSONValue? {
        switch node.content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .string(let value): return .string(value)
        case .number(let value):
            if value.isFinite { return .number(value) }
            problems.add(
                .badValue(found: "a number beyond all bounds", expected: "a finite number"), path: path, at: node.span)
            return nil
        case .array(let elements):
            return .array(
                elements.enumerated().compactMap { value($0.element, at: "\(path)[\($0.offset)]") })
        case .object:
            let members = members(of: node, at: path, known: nil) ?? []
            return .object(
                members.compactMap { member in
                    value(member.value, at: Self.path(path, member.key)).map { .init(member.key, $0) }
                })
        }
    }

    /// A text that keeps a rule, else nil.
    mutating func text(_ value: JSONNode, at path: String, _ rule: TextRule) -> String? {
        guard case .string(let text) = value.content else {
            problems.add(.wrongType(found: value.shown, expected: rule.expected), path: path, at: value.span)
            return nil
        }
        if let problem = rule.problem(with: text) {
            problems.add(problem, path: path, at: value.span)
            return nil
        }
        return text
    }

    /// A number, or a text with a unit, within a control's range, else nil.
    mutating func number(_ value: JSONNode, at path: String, as control: EffectParameter) -> Float? {
        do throws(PresetProblem) {
            switch value.content {
            case .number(let number): return try ParameterValue.read(.number(number), for: control)
            case .string(let text): return try ParameterValue.read(.text(text), for: control)
            default: throw .wrongType(found: value.shown, expected: ParameterValue.expectation(for: control))
            }
        } catch {
            problems.add(error, path: path, at: value.span)
            return nil
        }
    }

    /// True or false, else nil.
    mutating func flag(_ value: JSONNode, at path: String) -> Bool? {
        if case .bool(let flag) = value.content { return flag }
        problems.add(.wrongType(found: value.shown, expected: "true or false"), path: path, at: value.span)
        return nil
    }

    /// The path of a member: `parent.key`, or `parent["key"]` where the key has characters that a path uses.
    static func path(_ parent: String, _ key: String) -> String {
        let isPlain = key.utf8.allSatisfy { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "_") || isWordByte($0) }
        guard isPlain, !key.isEmpty else { return "\(parent)[\(DisplayText.quoted(key))]" }
        return parent.isEmpty ? key : "\(parent).\(key)"
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return byte == UInt8(ascii: "-") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
    }
}

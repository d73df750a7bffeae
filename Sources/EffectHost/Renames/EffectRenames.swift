// What an effect, its parameters and their choices were called before. Plain values, any thread but the audio thread.

import Foundation

/// The former names that an effect states, so that presets which use them still load.
///
/// Each leads straight to what the name is now. Stated as a JSON object, in `renames.json` beside an effect's source and in
/// a section of the built effect: `{"names": ["lowpass"], "parameters": {"freq": "cutoff"}, "choices": {"type": {"lp":
/// "low-pass"}}}`; each key may be left out.
package struct EffectRenames: Equatable, Sendable {
    /// Names under which the effect was installed.
    package var names: [String]
    /// The parameter's id by its former one.
    package var parameters: [String: String]
    /// By the parameter's id as it is now: the choice's name by its former one.
    package var choices: [String: [String: String]]

    package init(
        names: [String] = [], parameters: [String: String] = [:], choices: [String: [String: String]] = [:]
    ) {
        self.names = names
        self.parameters = parameters
        self.choices = choices
    }

    /// Whether nothing was ever called otherwise.
    package var isEmpty: Bool { names.isEmpty && parameters.isEmpty && choices.isEmpty }

    /// Bounds on what a stranger's effect may state.
    package enum Limits {
        /// The JSON text.
        package static let bytes = 1 << 16
        package static let names = 32
        /// Of parameters, and of all choices together.
        package static let entries = 1_024
        /// Of a name or an id, in Unicode scalars.
        package static let nameLength = 64
        /// Of a choice, in Unicode scalars.
        package static let choiceLength = 200
    }

    /// Why a text states no former names, as the rest of a sentence.
    struct Fault: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }
}

// MARK: - As text

extension EffectRenames: Encodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case names, parameters, choices
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !names.isEmpty { try container.encode(names, forKey: .names) }
        if !parameters.isEmpty { try container.encode(parameters, forKey: .parameters) }
        if !choices.isEmpty { try container.encode(choices, forKey: .choices) }
    }

    /// The one canonical text: keys in order, nothing empty, no space. Equal values give equal bytes.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("strings can be written as JSON") }
        return Array(data)
    }

    /// Reads a text that may come from a stranger.
    ///
    /// - Throws: it is no such object, has a key of its own or one twice, is too large, or states what can't be a name.
    init(json: some Collection<UInt8>) throws(Fault) {
        guard json.count <= Limits.bytes else {
            throw Fault("it has \(json.count) bytes; at most \(Limits.bytes) are allowed")
        }
        let bytes = Array(json)
        // Foundation would take other encodings, too.
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil,
            let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        else { throw Fault("it is not JSON in UTF-8") }
        guard let members = value as? [String: Any] else { throw Fault("it should be a JSON object") }
        let known = CodingKeys.allCases.map(\.rawValue)
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw Fault("unknown key ‘\(printable(unknown, limit: 60))’; it may have \(known.joined(separator: ", "))")
        }
        guard let names = (members["names"] ?? [String]()) as? [String] else {
            throw Fault("‘names’ should be a list of the effect's former names")
        }
        guard let parameters = (members["parameters"] ?? [String: String]()) as? [String: String] else {
            throw Fault("‘parameters’ should give each former id of a parameter its present one")
        }
        guard let choices = (members["choices"] ?? [String: [String: String]]()) as? [String: [String: String]] else {
            throw Fault("‘choices’ should give, by a parameter's id, each former name of a choice its present one")
        }
        // Foundation keeps one of two equal keys, and says nothing.
        let memberCount = members.count + parameters.count + choices.count + choices.values.reduce(0) { $0 + $1.count }
        guard Self.memberCount(of: bytes) == memberCount else { throw Fault("a key is given twice") }
        self.init(names: names, parameters: parameters, choices: choices)
        try check()
    }

    /// How many keys all objects of a JSON text have together: each has its colon, and there are no others outside texts.
    private static func memberCount(of json: [UInt8]) -> Int {
        var count = 0
        var isInText = false
        var isEscaped = false
        for byte in json {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInText
            case UInt8(ascii: "\""): isInText.toggle()
            case UInt8(ascii: ":"): count += isInText ? 0 : 1
            default: break
            }
        }
        return count
    }
}

// MARK: - By itself

extension EffectRenames {
    /// What can be judged without the effect.
    private func check() throws(Fault) {
        guard names.count <= Limits.names else {
            throw Fault("it states \(names.count) former names; at most \(Limits.names) are allowed")
        }
        let entryCount = parameters.count + choices.values.reduce(0) { $0 + $1.count }
        guard entryCount <= Limits.entries, choices.count <= Limits.entries else {
            throw Fault(
                "it states \(entryCount) former names of parameters and choices; at most \(Limits.entries) are allowed")
        }
        for name in names where !Self.isName(name, limit: Limits.nameLength) || EffectLibrary.isPath(name) {
            throw Fault("‘\(printable(name, limit: Limits.nameLength))’ can't have been an effect's name")
        }
        guard Set(names).count == names.count else { throw Fault("it states a former name twice") }
        for id in parameters.keys.sorted() where !EffectParameter.isID(id) {
            throw Fault("‘\(printable(id, limit: Limits.nameLength))’ can't have been a parameter's id")
        }
        for name in choices.values.flatMap(\.keys).sorted() where !Self.isName(name, limit: Limits.choiceLength) {
            throw Fault("‘\(printable(name, limit: Limits.nameLength))’ can't have been a choice's name")
        }
    }

    private static func isName(_ text: String, limit: Int) -> Bool {
        text.unicodeScalars.count <= limit && printable(text, limit: limit) == text && !text.allSatisfy(\.isWhitespace)
    }
}

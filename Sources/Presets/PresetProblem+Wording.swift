// All wording of this module's problems. Pure functions, any thread.

import EffectHost

extension PresetProblem {
    private static func make(
        _ kind: Kind, _ complaint: String, found: String? = nil, expected: String? = nil, nearest: String? = nil
    ) -> PresetProblem {
        PresetProblem(kind: kind, complaint: complaint, found: found, expected: expected, nearest: nearest)
    }

    // MARK: The text

    static func unknownPreset(directories: [String], nearest: String?) -> PresetProblem {
        make(
            .unreadable, "there is no preset of this name in \(directories.joined(separator: ", "))",
            expected: "a preset's name, or a path to a .json or .cajon file", nearest: nearest)
    }

    static func unreadable(_ reason: String) -> PresetProblem { make(.unreadable, "can't be read: \(reason)") }

    static func tooLarge(what: String, limit: Int) -> PresetProblem {
        make(.tooLarge, "\(what) is too large", expected: "at most \(limit) bytes")
    }

    static func tooDeep() -> PresetProblem {
        make(.tooDeep, "lists and objects nest too deeply", expected: "at most \(PresetLimits.nesting) levels")
    }

    static func notText(found byte: UInt8) -> PresetProblem {
        let shown = "0x" + String(byte, radix: 16, uppercase: true)
        return make(.notText, "the byte \(shown) is not text", found: shown, expected: "UTF-8")
    }

    static func syntax(found: String, expecting expected: String) -> PresetProblem {
        make(.syntax, "found \(found)", found: found, expected: expected)
    }

    // MARK: The shape

    static func newerFormat(_ number: Double) -> PresetProblem {
        let shown = DisplayText.number(number)
        return make(
            .newerFormat, "made for a newer Cajon: format \(shown), this one reads 1 to \(PresetLimits.format)",
            found: shown)
    }

    static func unknownFormat(found: String) -> PresetProblem {
        make(
            .wrongType, "found \(found)", found: found,
            expected: "a format's number, from 1 to \(PresetLimits.format)")
    }

    /// A key of a later format in a preset of an earlier one.
    static func newerKey(_ key: String, format: Int, since: Int) -> PresetProblem {
        make(
            .unknownKey, "unknown key \(DisplayText.quoted(key)) in a preset of format \(format)", found: key,
            expected: "\"format\": \(since), which has it")
    }

    static func unknownKey(_ key: String, known: [String]) -> PresetProblem {
        make(
            .unknownKey, "unknown key \(DisplayText.quoted(key))", found: key, expected: DisplayText.list(known),
            nearest: NearestName.nearest(to: key, among: known))
    }

    static func duplicateKey(_ key: String) -> PresetProblem {
        make(.duplicateKey, "\(DisplayText.quoted(key)) is given twice", found: key, expected: "it once")
    }

    static func missingKey(_ key: String) -> PresetProblem {
        make(.missingKey, "the key \"\(key)\" is missing")
    }

    static func wrongType(found: String, expected: String) -> PresetProblem {
        make(.wrongType, "found \(found)", found: found, expected: expected)
    }

    static func badText(_ text: String, expected: String) -> PresetProblem {
        make(
            .badText, "found \(text.isEmpty ? "an empty text" : DisplayText.quoted(text))", found: text,
            expected: expected)
    }

    static func wrongCount(_ count: Int, of what: String, expected: String) -> PresetProblem {
        make(.outOfRange, "\(count) \(what)", found: String(count), expected: expected)
    }

    static func duplicateTag(_ tag: String) -> PresetProblem {
        make(.duplicateID, "the tag \(DisplayText.quoted(tag)) is given twice", found: tag, expected: "it once")
    }

    static func duplicateID(_ id: String, first: Int) -> PresetProblem {
        make(
            .duplicateID, "the id \(DisplayText.quoted(id)) is already taken by nodes[\(first)]", found: id,
            expected: "an id of its own")
    }

    static func reservedID(_ id: String) -> PresetProblem {
        make(
            .reservedID, "the id \"\(id)\" stands for the graph's own \(id)", found: id, expected: "any other id")
    }

    // MARK: Connections

    static func badEndpoint(_ text: String, expected: String) -> PresetProblem {
        make(.badEndpoint, "found \(DisplayText.quoted(text))", found: text, expected: expected)
    }

    static func unknownNode(_ id: String, known: [String]) -> PresetProblem {
        make(
            .unknownNode, "there is no node \(DisplayText.quoted(id))", found: id, expected: DisplayText.list(known),
            nearest: NearestName.nearest(to: id, among: known))
    }

    static func lastNode() -> PresetProblem {
        make(.badEdit, "is the only node", expected: "at least one to be left; bypass it instead")
    }

    static func besideItself(_ id: String) -> PresetProblem {
        make(.badEdit, "\(DisplayText.quoted(id)) can't be put beside itself", expected: "another node")
    }

    static func notOneNode() -> PresetProblem {
        make(.badEdit, "only one effect can take a node's place", expected: "one effect, without \"|\"")
    }

    /// An effect that can't be had. `known` are the names to choose from.
    static func failedLookup(
        _ reference: EffectReference, _ failure: EffectLookupFailure, known: [String] = []
    ) -> PresetProblem {
        switch (failure, reference) {
        case (.unusable(let reason), _): unusableEffect(reference.description, reason: reason)
        case (.notFound, .file(let path)): noSuchFile(path)
        case (.notFound, .name(let name)): unknownEffect(name, known: known)
        }
    }

    static func tooManyNodes() -> PresetProblem {
        make(.badEdit, "the graph is full", expected: "at most \(PresetLimits.nodes) nodes")
    }

    static func duplicateConnection(first: Int) -> PresetProblem {
        make(
            .duplicateConnection, "connects the same two ends as connections[\(first)]",
            expected: "one connection, with a gain")
    }

    static func nothingReachesOutput() -> PresetProblem {
        make(
            .notConnected, "nothing is connected to \"output\"",
            expected: "a connection to it, or no connections at all (the nodes then run in order)")
    }

    static func noSidechain(node: String, effect: String) -> PresetProblem {
        make(
            .noSidechain,
            "node \(DisplayText.quoted(node)) has no side-chain: effect \(DisplayText.quoted(effect)) takes one input",
            found: "\(node).sidechain", expected: DisplayText.quoted(node))
    }

    // MARK: Effects

    static func noOptions(_ key: String, effect: String) -> PresetProblem {
        make(
            .noOptions, "effect \(DisplayText.quoted(effect)) takes no \(key)", found: key,
            expected: "parameters alone")
    }

    static func badReference(_ text: String, expected: String) -> PresetProblem {
        make(.badReference, "found the file \(DisplayText.quoted(text))", found: text, expected: expected)
    }

    static func unknownEffect(_ name: String, known: [String]) -> PresetProblem {
        make(
            .unknownEffect, "there is no effect \(DisplayText.quoted(name))", found: name,
            expected: DisplayText.list(known) + ", or a path to a .wasm, .js or .dsp file",
            nearest: NearestName.nearest(to: name, among: known))
    }

    static func noSuchFile(_ path: String) -> PresetProblem {
        make(
            .unknownEffect, "there is no file \(DisplayText.quoted(path))", found: path,
            expected: "an effect's .wasm, .js or .dsp file")
    }

    static func unusableEffect(_ name: String, reason: String) -> PresetProblem {
        // A script's exception has a line for each call.
        let lines = reason.split(separator: "\n").map { DisplayText.escaped(String($0), limit: 1000) }
        return make(
            .unusableEffect, "effect \(DisplayText.quoted(name)) can't be used: \(lines.joined(separator: "\n"))",
            found: name)
    }

    /// - Parameter mayBeControl: whether the text could have set a node's own control there, which is easily taken
    ///   for a parameter.
    static func unknownParameter(_ id: String, of descriptor: EffectDescriptor, mayBeControl: Bool) -> PresetProblem {
        let known = descriptor.parameters.map(\.id)
        let isControl = mayBeControl && NodeControl.all.contains { $0.id == id }
        let control = "\(NodeControl.marker)\(id)"
        return make(
            .unknownParameter,
            "effect \(DisplayText.quoted(descriptor.name)) has no parameter \(DisplayText.quoted(id))", found: id,
            expected: DisplayText.list(known),
            nearest: isControl ? control : NearestName.nearest(to: id, among: known))
    }

    /// A parameter that is set by a former id and by another of its ids.
    static func givenUnderTwoNames(_ id: String, _ other: String, parameter: String) -> PresetProblem {
        make(
            .duplicateKey,
            "\(DisplayText.quoted(id)) and \(DisplayText.quoted(other)) are the same parameter, which has been renamed",
            found: id, expected: "\(DisplayText.quoted(parameter)) alone")
    }

    static func unknownControl(_ name: String, known: [String]) -> PresetProblem {
        make(
            .unknownParameter, "a node has no control \(DisplayText.quoted(name))", found: name,
            expected: DisplayText.list(known), nearest: NearestName.nearest(to: name, among: known))
    }

    // MARK: Values

    static func badValue(found: String, expected: String) -> PresetProblem {
        make(.badNumber, "found \(found)", found: found, expected: expected)
    }

    static func wrongUnit(_ unit: String, parameter: String, expected: String) -> PresetProblem {
        make(
            .wrongUnit, "\(parameter) can't be given in \(DisplayText.quoted(unit))", found: unit, expected: expected)
    }

    static func outOfRange(found: String, expected: String) -> PresetProblem {
        make(
            .outOfRange, "\(DisplayText.escaped(found, limit: PresetLimits.idLength)) is out of range", found: found,
            expected: expected)
    }

    static func notWhole(found: String, expected: String) -> PresetProblem {
        make(
            .badNumber, "\(DisplayText.escaped(found, limit: PresetLimits.idLength)) is not a whole number",
            found: found,
            expected: expected)
    }

    static func unknownChoice(_ text: String, choices: [String]) -> PresetProblem {
        make(
            .unknownChoice, "found \(DisplayText.quoted(text))", found: text, expected: DisplayText.list(choices),
            nearest: NearestName.nearest(to: text, among: choices))
    }
}

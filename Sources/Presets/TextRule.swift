// What each text of a preset may look like. Values, any thread.

/// A rule for one sort of text: its length, its characters, and how to ask for it.
enum TextRule {
    case id
    case tag
    case name
    case licence
    case version
    case description
    /// An effect's name or a path.
    case effect
    /// A path or address that nothing is loaded from.
    case reference
    /// A parameter's value.
    case value
    /// One end of a connection, and what is expected there.
    case endpoint(String)

    /// What a text must be, for messages.
    var expected: String {
        switch self {
        case .id:
            "lower-case letters, digits and single hyphens, a letter first, at most \(PresetLimits.idLength) characters"
        case .tag: "lower-case letters, digits and single hyphens, at most \(PresetLimits.idLength) characters"
        case .name: "a text of 1 to \(PresetLimits.nameLength) characters on one line"
        case .licence: "an SPDX licence expression, such as CC-BY-4.0"
        case .version:
            "three numbers with points between them, such as 1.4.0, each at most \(PresetVersion.maximumPart)"
        case .description: "a text of 1 to \(PresetLimits.descriptionLength) characters"
        case .effect: "an effect's name, or a path to a .wasm, .js or .dsp file"
        case .reference: "a text of 1 to \(PresetLimits.referenceLength) characters on one line"
        case .value: "a text of 1 to \(PresetLimits.valueLength) characters on one line"
        case .endpoint(let expected): expected
        }
    }

    /// What is wrong with a text, nil if nothing is.
    func problem(with text: String) -> PresetProblem? {
        guard hasGoodLength(text), hasGoodCharacters(text) else { return .badText(text, expected: expected) }
        if case .effect = self, let fault = EffectReference.presetFault(in: text) {
            return .badReference(text, expected: fault)
        }
        return nil
    }

    private func hasGoodLength(_ text: String) -> Bool {
        let limit =
            switch self {
            case .id, .tag: PresetLimits.idLength
            case .name, .licence, .version: PresetLimits.nameLength
            case .description: PresetLimits.descriptionLength
            case .effect, .reference: PresetLimits.referenceLength
            case .value, .endpoint: PresetLimits.valueLength
            }
        return !text.isEmpty && text.unicodeScalars.count <= limit
    }

    private func hasGoodCharacters(_ text: String) -> Bool {
        switch self {
        case .id: PresetName.isID(text)
        case .tag: PresetName.isTag(text)
        case .licence: PresetName.isLicence(text)
        case .version: PresetVersion(text) != nil
        case .description: text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.isSafe($0) }
        default: text.unicodeScalars.allSatisfy(DisplayText.isSafe)
        }
    }
}

// One thing that is wrong with a preset, a chain or an override. A plain value, any thread.

/// What is wrong, where, what was found, what was expected, and the name that was probably meant.
///
/// The wording lives in `PresetProblem+Wording.swift`.
package struct PresetProblem: Error, Equatable, Sendable {
    /// The sort of problem, under a stable name for machines.
    package enum Kind: String, CaseIterable, Sendable {
        case unreadable
        case tooLarge = "too-large"
        case tooDeep = "too-deep"
        case notText = "not-text"
        case syntax
        case newerFormat = "newer-format"
        case unknownKey = "unknown-key"
        case duplicateKey = "duplicate-key"
        case missingKey = "missing-key"
        case wrongType = "wrong-type"
        case badText = "bad-text"
        case duplicateID = "duplicate-id"
        case reservedID = "reserved-id"
        case badReference = "bad-reference"
        case badEndpoint = "bad-endpoint"
        case unknownNode = "unknown-node"
        case duplicateConnection = "duplicate-connection"
        case notConnected = "not-connected"
        case noSidechain = "no-sidechain"
        case noOptions = "no-options"
        case unknownEffect = "unknown-effect"
        case unusableEffect = "unusable-effect"
        case unknownParameter = "unknown-parameter"
        case unknownChoice = "unknown-choice"
        case badNumber = "bad-number"
        case wrongUnit = "wrong-unit"
        case outOfRange = "out-of-range"
        case badEdit = "bad-edit"
    }

    /// The sort of problem.
    package var kind: Kind
    /// Where in the document: `nodes[1].parameters.cutof`; empty for the document as a whole.
    package var path = ""
    /// Where in the text; nil when the text could not be read at all.
    package var place: PresetPlace?
    /// For a command-line argument: the text and a caret under the place, two lines.
    package var excerpt: String?
    /// What is wrong, and what was found: the beginning of a sentence, without a full stop.
    package var complaint: String
    /// What was found, as it may be shown; nil where something is missing.
    package var found: String?
    /// What would have been right; nil when the complaint says it.
    package var expected: String?
    /// The valid name nearest to what was found, if one is near.
    package var nearest: String?

    /// The whole message without the place: complaint, expectation, suggestion.
    package var message: String {
        var text = complaint
        if let expected { text += "; expected \(expected)" }
        if let nearest { text += "; did you mean \(DisplayText.quoted(nearest))?" }
        return text
    }
}

// Presets of earlier formats, brought to the newest one. Pure functions, any thread.

/// The steps from each format to the next, carried out on the JSON tree before it is read as a preset.
///
/// What a step leaves alone keeps its place in the text, and what it makes gets the place of what it was made from, so
/// that messages point into the text as it was written.
///
/// For a new format: raise `PresetLimits.format`; append the step from the one before it to `steps`; change the reader,
/// the writer and `preset.schema.json`; put a preset that uses each key of the new format in
/// `Tests/PresetsTests/Fixtures/Formats`, where one of every format stays for ever.
enum PresetMigration {
    /// The way from one format to the next.
    struct Step: Sendable {
        /// The keys of a preset that the later format brought. They are refused in a preset of the earlier one, as any
        /// unknown key is.
        let newKeys: [String]
        /// What changes, beyond the number.
        let change: @Sendable ([JSONMember]) -> [JSONMember]
    }

    /// The first one leads from format 1 to 2.
    static let steps = [
        // Format 2 has a preset's version.
        Step(newKeys: ["version"], change: { $0 })
    ]

    /// What a preset says of its format.
    enum Format: Equatable {
        case known(Int)
        /// Of a Cajon to come.
        case newer(Double)
        /// No format that there was or will be.
        case unknown
    }

    /// The format that the value of the key `format` stands for.
    static func format(of value: JSONNode) -> Format {
        guard case .number(let number) = value.content, number.isFinite, number == number.rounded(), number >= 1 else {
            return .unknown
        }
        guard number <= Double(PresetLimits.format) else { return .newer(number) }
        return .known(Int(number))
    }

    /// Whether a key of a preset came after a format.
    static func isKey(_ key: String, newerThan format: Int) -> Bool {
        steps.dropFirst(format - 1).contains { $0.newKeys.contains(key) }
    }

    /// A preset of a known format as the newest format has it. What its own format doesn't know is refused and left out.
    static func migrated(_ root: JSONNode, from format: Int, problems: inout ProblemList) -> JSONNode {
        precondition(steps.count == PresetLimits.format - 1, "one step between each format and the next")
        guard format < PresetLimits.format, case .object(var members) = root.content else { return root }
        for (index, step) in steps.enumerated().dropFirst(format - 1) {
            let since = index + 2
            members.removeAll { member in
                guard step.newKeys.contains(member.key) else { return false }
                problems.add(
                    .newerKey(member.key, format: format, since: since), path: member.key, at: member.keySpan)
                return true
            }
            members = step.change(members)
        }
        return JSONNode(content: .object(members), span: root.span)
    }
}

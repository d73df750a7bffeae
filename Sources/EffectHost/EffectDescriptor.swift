// What an effect says of itself: the contract's `descriptor` record, lifted and checked. Plain values, any thread.

/// The unit a parameter's numbers are in, as the contract's `unit` enum, case for case in its order.
package enum ParameterUnit: String, CaseIterable, Sendable, Codable {
    case none, hertz, decibels, milliseconds, seconds, percent, ratio, semitones, degrees
}

/// How a control should map its travel to the parameter's range, as the contract's `scale` enum.
package enum ParameterScale: String, CaseIterable, Sendable, Codable {
    case linear, logarithmic, stepped
}

/// One knob of an effect.
package struct EffectParameter: Equatable, Sendable, Codable {
    /// Stable name used in presets and on the command line: lower-case kebab, unique within the effect.
    package var id: String
    /// Name for people.
    package var name: String
    package var unit: ParameterUnit
    package var scale: ParameterScale
    package var minimum: Float
    package var maximum: Float
    package var initial: Float
    /// For a stepped parameter that is a choice: the choices' names; value `i` stands for `choices[i]`.
    package var choices: [String]
    /// What choices were called before: the present name by the former one. Told by the descriptor's `renames`.
    package internal(set) var formerChoices: [String: String] = [:]

    private enum CodingKeys: CodingKey {
        case id, name, unit, scale, minimum, maximum, initial, choices
    }

    package init(
        id: String, name: String, unit: ParameterUnit, scale: ParameterScale,
        minimum: Float, maximum: Float, initial: Float, choices: [String] = []
    ) {
        self.id = id
        self.name = name
        self.unit = unit
        self.scale = scale
        self.minimum = minimum
        self.maximum = maximum
        self.initial = initial
        self.choices = choices
    }
}

/// What an effect is: its name, what it does, which knobs it has.
package struct EffectDescriptor: Equatable, Sendable, Encodable {
    package var name: String
    package var version: String
    /// One sentence for people.
    package var summary: String
    /// Whether the effect listens to a second input.
    package var hasSidechain: Bool
    /// Whether the effect can be told more than numbers: it exports the contract's `settings`.
    package var takesOptions: Bool
    /// The only block length the effect can take; 0 means any up to the configured maximum.
    package var quantum: Int
    package var parameters: [EffectParameter]
    /// What the effect shows of what it measures; empty for one that doesn't export the contract's `meters`.
    package var meters: [EffectMeter] = []
    /// What the effect, its parameters and their choices were called before.
    package internal(set) var renames = EffectRenames()

    private enum CodingKeys: CodingKey {
        case name, version, summary, hasSidechain, takesOptions, quantum, parameters, meters, renames
    }

    package init(
        name: String, version: String, summary: String, hasSidechain: Bool = false, takesOptions: Bool = false,
        quantum: Int = 0, parameters: [EffectParameter] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.hasSidechain = hasSidechain
        self.takesOptions = takesOptions
        self.quantum = quantum
        self.parameters = parameters
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(version, forKey: .version)
        try container.encode(summary, forKey: .summary)
        try container.encode(hasSidechain, forKey: .hasSidechain)
        try container.encode(takesOptions, forKey: .takesOptions)
        try container.encode(quantum, forKey: .quantum)
        try container.encode(parameters, forKey: .parameters)
        if !meters.isEmpty { try container.encode(meters, forKey: .meters) }
        if !renames.isEmpty { try container.encode(renames, forKey: .renames) }
    }
}

// The formats of other programs' presets that are read. A plain value, any thread.

/// What a file is taken for.
package enum ImportFormat: String, CaseIterable, Sendable {
    /// AutoEq's `ParametricEQ.txt`: a preamp and filters, whose shelves state their centre.
    case autoEq = "autoeq-parametric"
    /// Equalizer APO's configuration: these, and channels, graphic curves and whatever else a line may say.
    case equalizerAPO = "equalizer-apo"
    /// `GraphicEQ:` curves alone.
    case graphic

    /// What people call it.
    var title: String {
        switch self {
        case .autoEq: "AutoEq parametric equalisation"
        case .equalizerAPO: "Equalizer APO configuration"
        case .graphic: "graphic equalisation"
        }
    }

    /// What a text looks like: nil where no line of it is of any of the formats.
    static func sniffed(_ lines: [ImportLine]) -> ImportFormat? {
        let commands = Set(lines.map { $0.command.kind })
        guard commands.contains(.filter) || commands.contains(.preamp) || commands.contains(.graphic) else {
            return nil
        }
        let isPlain = commands.isSubset(of: [.filter, .preamp, .graphic, .none])
        guard isPlain, commands.contains(.filter) != commands.contains(.graphic) else { return .equalizerAPO }
        if commands.contains(.graphic) { return .graphic }
        let isAutoEq = lines.allSatisfy { $0.command.kind != .filter || isOfAutoEq($0.command.parameters) }
        return isAutoEq ? .autoEq : .equalizerAPO
    }

    /// Whether AutoEq writes filters of that type.
    private static func isOfAutoEq(_ parameters: String) -> Bool {
        guard case .word(let type)? = ImportToken.scan(parameters).dropFirst().first else { return false }
        return ["pk", "lsc", "hsc"].contains(type.lowercased())
    }
}

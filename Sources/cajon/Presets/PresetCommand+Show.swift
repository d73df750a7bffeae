// `cajon preset show`: what is in a preset.

import ArgumentParser
import EffectHost
import Presets
import Session

extension PresetCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in a preset.",
            discussion: "Examples:\n  cajon preset show warm-strings\n  cajon preset show mine.json --json")

        @Argument(help: "A preset's name, or a .json file.")
        var preset: String

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Print the preset as JSON, in its canonical form.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let document = try PresetLibrary.standard().document(preset)
                if json { return try Terminal.print(document.preset.json()) }
                let store = EffectStore(loader: try .forProgram(grants: grants.effectGrants(GrantConsent())))
                try Terminal.print(try document.resolve(using: store).text)
            }
        }
    }
}

extension ResolvedPreset {
    /// For people.
    fileprivate var text: String {
        var lines = [preset.version.map { "\(preset.name) \($0)" } ?? preset.name]
        let origin = [preset.author.map { "by \($0)" }, preset.licence].compactMap(\.self)
        if !origin.isEmpty { lines.append(origin.joined(separator: ", ")) }
        if let description = preset.description { lines += ["", description] }
        if !preset.tags.isEmpty { lines += ["", "tags: " + preset.tags.joined(separator: ", ")] }
        for node in nodes { lines += [""] + node.lines }
        if preset.connections != nil {
            lines += ["", "connections:"]
            lines += connections.map { connection in
                let gain = connection.gain == 1 ? "" : "  (gain \(connection.gain))"
                return "  \(connection.from) → \(connection.to)\(gain)"
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension ResolvedNode {
    fileprivate var lines: [String] {
        var title = id == reference.description ? id : "\(id): \(reference)"
        if isBypassed { title += ", bypassed" }
        if mix != 1 { title += ", mixed \(Int((mix * 100).rounded())) %" }
        let rows = zip(descriptor.parameters, values).map { parameter, value in
            [
                "  " + parameter.id,
                ParameterValue.format(value, for: parameter) + (value == parameter.initial ? "" : " *"),
            ]
        }
        return [title, Text.table(rows)]
    }
}

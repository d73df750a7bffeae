// `cajon preset list | show | check`: presets to look at.

import ArgumentParser
import EffectHost
import Presets
import Session

struct PresetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preset", abstract: "List, show and check presets.",
        discussion: "Examples:\n  cajon preset show warm-strings\n  cajon preset check mine.json",
        subcommands: [List.self, Show.self, Check.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the presets that can be named.", discussion: "Example:\n  cajon preset list")

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let library = PresetLibrary.standard()
                let entries = library.names.map { name in
                    do throws(PresetError) {
                        let preset = try library.document(name).preset
                        return Entry(name: name, title: preset.name, tags: preset.tags)
                    } catch {
                        return Entry(name: name, title: "unusable: \(error.problems.first?.message ?? "")", tags: [])
                    }
                }
                if json { return try Terminal.print(try Text.json(entries)) }
                guard !entries.isEmpty else {
                    throw Failure(.noInput, "no presets in \(library.directories.joined(separator: ", "))")
                }
                try Terminal.print(Text.table(entries.map { [$0.name, $0.title, $0.tags.joined(separator: ", ")] }))
            }
        }

        private struct Entry: Encodable {
            let name: String
            let title: String
            let tags: [String]
        }
    }

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
                let store = EffectStore(loader: try EffectLoader(grants: grants.effectGrants(GrantConsent())))
                try Terminal.print(try document.resolve(using: store).text)
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check presets: their text, their effects, their graph.",
            discussion: "Example:\n  cajon preset check mine.json")

        @Argument(help: ArgumentHelp("Presets' names, or .json files.", valueName: "preset"))
        var presets: [String]

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            var results: [CheckResult] = []
            var worst: ExitStatus?
            try Failure.reporting {
                let store = EffectStore(loader: try EffectLoader(grants: grants.effectGrants(GrantConsent())))
                let library = PresetLibrary.standard()
                for preset in presets {
                    do {
                        let resolved = try library.document(preset).resolve(using: store)
                        let warnings = try PlayableGraph.check(resolved, store: store)
                        results.append(CheckResult(preset: preset, isValid: true, problems: [], warnings: warnings))
                    } catch {
                        let failure = Failure(error)
                        worst = worst ?? failure.status
                        // What is wrong with the text names the preset and the place; what its effects do doesn't.
                        let problem = error is PresetError ? failure.message : "\(preset): \(failure.message)"
                        results.append(CheckResult(preset: preset, isValid: false, problems: [problem], warnings: []))
                    }
                }
                try report(results)
            }
            if let worst { throw worst.code }
        }

        private func report(_ results: [CheckResult]) throws {
            if json { return try Terminal.print(try Text.json(results)) }
            for result in results {
                for problem in result.problems { Terminal.say("cajon: \(problem)") }
                for warning in result.warnings { Terminal.say("cajon: \(result.preset): \(warning)") }
                if result.isValid { try Terminal.print("\(result.preset): in order") }
            }
        }

        private struct CheckResult: Encodable {
            let preset: String
            let isValid: Bool
            let problems: [String]
            let warnings: [String]
        }
    }
}

extension ResolvedPreset {
    /// For people.
    fileprivate var text: String {
        var lines = [preset.name]
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

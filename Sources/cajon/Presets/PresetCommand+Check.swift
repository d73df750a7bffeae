// `cajon preset check`: whether presets are in order.

import ArgumentParser
import EffectHost
import Presets
import Session

extension PresetCommand {
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
                let store = EffectStore(loader: try .forProgram(grants: grants.effectGrants(GrantConsent())))
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

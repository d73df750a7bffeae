// `cajon preset search`: presets by what is known of them.

import ArgumentParser
import Bundles

extension PresetCommand {
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search presets by name, author, tags and description.",
            discussion: "All words must be found; capitals don't matter.\n\nExample:\n  cajon preset search tape echo")

        @Argument(help: ArgumentHelp("Words to look for.", valueName: "text"))
        var words: [String]

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let entries = PresetFinder.standard().entries(with: words)
                if json { return try Terminal.print(try Text.json(entries)) }
                guard !entries.isEmpty else {
                    throw Failure(.noInput, "no preset has ‘\(words.joined(separator: " "))’ in what is known of it")
                }
                try Terminal.print(entries.text)
            }
        }
    }
}

// `cajon preset list`: the presets that can be named.

import ArgumentParser
import Bundles
import EffectHost
import Presets

extension PresetCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the presets that can be named, and the installed bundles.",
            discussion: "Example:\n  cajon preset list")

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let finder = PresetFinder.standard()
                let entries = finder.entries
                if json { return try Terminal.print(try Text.json(entries)) }
                guard !entries.isEmpty else {
                    let folders = finder.presets.directories + [finder.bundles?.directory].compactMap(\.self)
                    throw Failure(.noInput, "no presets in \(folders.joined(separator: ", "))")
                }
                try Terminal.print(entries.text)
            }
        }
    }
}

extension [PresetEntry] {
    /// For people: a line for each.
    var text: String {
        Text.table(
            map { entry in
                var notes: [String] = []
                if entry.isBundle {
                    notes.append(entry.author.map { "by \(printable($0, limit: 60))" } ?? "by nobody it names")
                    notes.append(entry.signer == nil ? "unsigned" : "signed")
                }
                notes += entry.tags
                return [printable(entry.name), printable(entry.title), notes.joined(separator: ", ")]
            })
    }
}

// `cajon preset list`: the presets that can be named.

import ArgumentParser
import EffectHost
import Presets
import Session

extension PresetCommand {
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
}

// `cajon preset search`: presets by what is known of them.

import ArgumentParser
import Bundles
import EffectHost
import Presets

extension PresetCommand {
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search presets, installed or on a shelf, by name, author, tags and description.",
            discussion: "All words must be found; capitals don't matter.\n\nExample:\n  cajon preset search tape echo")

        @Argument(help: ArgumentHelp("Words to look for.", valueName: "text"))
        var words: [String]

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let entries = PresetFinder.standard().entries(with: words)
                let offers = ShelfCatalogue.found(words)
                if json {
                    let found = entries.map(FoundPreset.here) + offers.map { .onShelf(OfferedPreset($0)) }
                    return try Terminal.print(try Text.json(found))
                }
                guard !entries.isEmpty || !offers.isEmpty else {
                    throw Failure(.noInput, "no preset has ‘\(words.joined(separator: " "))’ in what is known of it")
                }
                if !entries.isEmpty { try Terminal.print(entries.text) }
                guard !offers.isEmpty else { return }
                let rows = offers.map { offer in
                    let entry = offer.entry
                    let notes = [
                        entry.author.map { "by \(printable($0, limit: 60))" } ?? "by nobody it names",
                        entry.signer == nil ? "unsigned" : "signed", "on ‘\(printable(offer.shelf.name, limit: 60))’",
                    ]
                    return [
                        entry.identity.description, printable(entry.name), (notes + entry.tags).joined(separator: ", "),
                    ]
                }
                try Terminal.print(
                    (entries.isEmpty ? "" : "\n") + "on shelves (‘cajon preset install’):\n" + Text.table(rows))
            }
        }
    }
}

/// What was found, for scripts.
private enum FoundPreset: Encodable {
    case here(PresetEntry)
    case onShelf(OfferedPreset)

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .here(let entry): try entry.encode(to: encoder)
        case .onShelf(let preset): try preset.encode(to: encoder)
        }
    }
}

/// As `PresetEntry`, of what isn't installed.
private struct OfferedPreset: Encodable {
    let name: String
    let title: String
    let tags: [String]
    let author: String?
    let description: String?
    let version: String
    let signer: String?
    let shelf: String

    init(_ offer: ShelfOffer) {
        name = offer.entry.identity.description
        title = offer.entry.name
        tags = offer.entry.tags
        author = offer.entry.author
        description = offer.entry.description
        version = offer.entry.identity.version.description
        signer = offer.entry.signer
        shelf = offer.shelf.name
    }
}

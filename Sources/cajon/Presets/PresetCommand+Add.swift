// `cajon preset add`: remember a shelf.

import ArgumentParser
import Bundles
import EffectHost
import Foundation

extension PresetCommand {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a shelf of bundles, by its index.",
            discussion: """
                The index is fetched, and its signature checked. From then on it is held to \
                the key that it has now: compare the fingerprint with what its maker says. \
                Nothing is installed.

                Examples:
                  cajon preset add https://example.com/presets/shelf.json
                  cajon preset add ~/shared/presets
                """)

        @Argument(
            help: ArgumentHelp(
                "An https address, or http on this machine; a shelf.json, or a folder with one.", valueName: "index"))
        var index: String

        @OptionGroup(title: "Signatures")
        var keys: KeysOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let book = try ShelfBook.standard()
                let place = try ShelfReader.place(index)
                let known = try book.shelf(at: place)
                let shelf = try ShelfReader().shelf(at: place)
                let namesakes = try book.shelves().filter { $0.name == shelf.index.name && $0.place != place }
                try book.admit(shelf, at: place, accepting: try KeyPolicy(accepting: keys.accepted))
                if json { return try Terminal.print(try Text.json(ShelfReport(shelf, at: place, isNew: known == nil))) }
                try Terminal.print(
                    """
                    \(known == nil ? "added" : "known already"): \(ShelfLines.title(shelf))
                      \(printable(place.text, limit: 2_048))
                      signed by \(shelf.key.fingerprint)
                      \(ShelfLines.bundles(shelf.index.bundles.count))
                    """)
                if let formerName = known.flatMap({ ShelfLines.formerName(of: shelf, $0) }) {
                    try Terminal.print("  " + ShelfLines.renamed(formerName))
                }
                for other in namesakes {
                    Terminal.say(
                        "cajon: another shelf is called ‘\(printable(other.name))’ as well: \(printable(other.place.text))"
                            + (other.key == shelf.key ? ", by the same key" : ", by another key"))
                }
            }
        }
    }
}

/// A shelf, for scripts.
struct ShelfReport: Encodable {
    let name: String
    let place: String
    let fingerprint: String
    let serial: Int
    var bundleCount: Int?
    var isNew: Bool?

    init(_ shelf: SignedShelf, at place: ShelfPlace, isNew: Bool) {
        self.init(KnownShelf(shelf, at: place), bundleCount: shelf.index.bundles.count)
        self.isNew = isNew
    }

    init(_ shelf: KnownShelf, bundleCount: Int?) {
        name = shelf.name
        place = shelf.place.text
        fingerprint = shelf.key.fingerprint
        serial = shelf.serial
        self.bundleCount = bundleCount
    }
}

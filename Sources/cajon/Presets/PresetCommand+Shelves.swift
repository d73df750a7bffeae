// `cajon preset shelves`: the shelves that were added.

import ArgumentParser
import Bundles
import EffectHost

extension PresetCommand {
    struct Shelves: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the shelves that were added, or forget some.",
            discussion: """
                What was installed from a shelf stays when the shelf is forgotten.

                Examples:
                  cajon preset shelves
                  cajon preset shelves --forget 'Jane’s presets'
                """)

        @Option(help: ArgumentHelp("Forget a shelf, by its name or its place; its key, too.", valueName: "shelf"))
        var forget: [String] = []

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let book = try ShelfBook.standard()
                guard forget.isEmpty else {
                    for shelf in try book.shelves(called: forget) {
                        try book.forget(shelf)
                        Terminal.say("cajon: forgot the shelf ‘\(printable(shelf.name))’")
                    }
                    return
                }
                let shelves = try book.shelves().map { ShelfReport($0, bundleCount: book.index(of: $0)?.bundles.count) }
                if json { return try Terminal.print(try Text.json(shelves)) }
                guard !shelves.isEmpty else { return Terminal.say("cajon: no shelf was added; see ‘cajon preset add’") }
                let rows = shelves.map { shelf in
                    [
                        printable(shelf.name), shelf.bundleCount.map(String.init) ?? "?", "\(shelf.serial)",
                        shelf.fingerprint,
                        printable(shelf.place, limit: 2_048),
                    ]
                }
                try Terminal.print(Text.table([["name", "bundles", "serial", "key", "place"]] + rows))
            }
        }
    }
}

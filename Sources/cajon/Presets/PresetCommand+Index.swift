// `cajon preset index`: a folder of bundles as a shelf.

import ArgumentParser
import Bundles
import Foundation

extension PresetCommand {
    struct Index: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a folder of bundles a shelf that others can add.",
            usage: "cajon preset index <folder> [<options>]",
            discussion: """
                Checks every .cajon file below the folder and writes a signed index, \
                shelf.json, beside them. Any web server can serve the folder as it is. \
                When nothing has changed, the index stays as it is; otherwise its serial \
                rises, by which others know that it is newer. Keep it: one that is made anew \
                is another shelf, and isn't taken in place of this one.

                Examples:
                  cajon preset index public
                  cajon preset index public --name 'Jane’s presets'
                """)

        @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
        var folder: String

        @Option(
            name: .shortAndLong, help: ArgumentHelp("The index to write, in place of shelf.json.", valueName: "file"))
        var output: String?

        @Option(help: ArgumentHelp("What the shelf is called; at first the folder's name.", valueName: "name"))
        var name: String?

        @Option(help: ArgumentHelp("The index' number, in place of the next.", valueName: "number"))
        var serial: Int?

        @OptionGroup var key: SigningKeyOptions

        @Flag(help: "Leave out bundles that aren't in order, and say so.")
        var skipInvalid = false

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func validate() throws {
            if let serial, !(1...ShelfLimits.serial).contains(serial) {
                throw ValidationError("--serial \(serial): expected a number from 1")
            }
            if let name, !ShelfIndex.isName(name) {
                throw ValidationError("--name: expected a text of 1 to 200 characters on one line")
            }
        }

        func run() throws {
            try Failure.reporting {
                let key = try key.file.read()
                let builder = ShelfBuilder(folder: folder)
                var skipped: [String] = []
                let skip: (ShelfError) -> Void = { error in
                    skipped.append(error.description)
                    Terminal.say("cajon: left out: \(error)")
                }
                let entries = try builder.entries(skip: skipInvalid ? skip : nil)
                let outcome = try builder.write(entries, name: name, serial: serial, signedWith: key, to: output)
                try report(outcome, skipped: skipped)
            }
        }

        private func report(_ outcome: ShelfBuilder.Outcome, skipped: [String]) throws {
            let shelf = outcome.shelf
            var changes: ShelfChanges?
            if case .written(_, let made) = outcome { changes = made }
            if json {
                let result = Result(
                    name: shelf.index.name, serial: shelf.index.serial, fingerprint: shelf.key.fingerprint,
                    bundleCount: shelf.index.bundles.count, isChanged: changes != nil,
                    changes: changes.map(ShelfChangesReport.init), leftOut: skipped)
                return try Terminal.print(try Text.json(result))
            }
            let count = ShelfLines.bundles(shelf.index.bundles.count)
            try Terminal.print("\(ShelfLines.title(shelf)): \(count)\(changes == nil ? ", nothing has changed" : "")")
            for line in changes?.lines ?? [] { try Terminal.print("  " + line) }
        }

        private struct Result: Encodable {
            let name: String
            let serial: Int
            let fingerprint: String
            let bundleCount: Int
            let isChanged: Bool
            let changes: ShelfChangesReport?
            let leftOut: [String]
        }
    }
}

// `cajon preset remove`: installed bundles out of the library.

import ArgumentParser
import Bundles

extension PresetCommand {
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove installed bundles.",
            discussion: """
                An id stands for all its versions. What plays or renders one just now goes on.

                Examples:
                  cajon preset remove tape-delay
                  cajon preset remove tape-delay@1.0.0
                """)

        @Argument(help: ArgumentHelp("Ids, or ids with a version.", valueName: "name"))
        var names: [String]

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                var removed: [String] = []
                // What went before something went wrong is gone, and said to be.
                let outcome = Result {
                    try BundleLibrary.required().remove(names) { removed.append($0.description) }
                }
                if json {
                    try Terminal.print(try Text.json(removed))
                } else if !removed.isEmpty {
                    try Terminal.print(removed.map { "removed \($0)" }.joined(separator: "\n"))
                }
                try outcome.get()
            }
        }
    }
}

// `cajon preset verify`: whether installed bundles are as they were installed.

import ArgumentParser
import Bundles
import EffectHost

extension PresetCommand {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every file of installed bundles.",
            discussion: "Examples:\n  cajon preset verify\n  cajon preset verify tape-delay@1.0.0")

        @Argument(help: ArgumentHelp("Ids, or ids with a version; by default all.", valueName: "name"))
        var names: [String] = []

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            var results: [VerifyResult] = []
            try Failure.reporting {
                let library = try BundleLibrary.required()
                for identity in try library.identities(for: names) {
                    do throws(LibraryError) {
                        _ = try library.verify(identity)
                        results.append(VerifyResult(name: identity.description, isWhole: true, problem: nil))
                    } catch {
                        results.append(
                            VerifyResult(name: identity.description, isWhole: false, problem: error.description))
                    }
                }
                if names.isEmpty {
                    for stranger in library.strangers {
                        Terminal.say(
                            "cajon: \(library.directory)/\(printable(stranger)): is no bundle; it is left alone")
                    }
                }
                try report(results)
            }
            if results.contains(where: { !$0.isWhole }) { throw ExitStatus.badData.code }
        }

        private func report(_ results: [VerifyResult]) throws {
            if json { return try Terminal.print(try Text.json(results)) }
            for result in results {
                if let problem = result.problem { Terminal.say("cajon: \(problem)") }
                if result.isWhole { try Terminal.print("\(result.name): whole") }
            }
        }

        private struct VerifyResult: Encodable {
            let name: String
            let isWhole: Bool
            let problem: String?
        }
    }
}

// `cajon preset install`: bundles into the library. Nothing of a bundle is run.

import ArgumentParser
import Bundles
import EffectHost
import Foundation
import Presets

extension PresetCommand {
    struct Install: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install bundles, so that they can be named.",
            discussion: """
                Each is installed whole or not at all, beside other versions of it. Nothing in \
                it is run.

                Examples:
                  cajon preset install tape-delay.cajon
                  cajon preset install tape-delay.cajon --as my-delay
                """)

        @Argument(help: ArgumentHelp("Bundles' files.", valueName: "bundle"))
        var bundles: [String]

        @Option(name: .customLong("as"), help: ArgumentHelp("Install under another id.", valueName: "id"))
        var id: String?

        @OptionGroup(title: "Signatures")
        var keys: KeysOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func validate() throws {
            guard id == nil || bundles.count == 1 else { throw ValidationError("--as goes with one bundle") }
            if let id, !PresetName.isID(id) {
                throw ValidationError("--as \(id): expected lower-case letters, digits and hyphens, as in tape-delay")
            }
        }

        func run() throws {
            var results: [InstallResult] = []
            var worst: ExitStatus?
            try Failure.reporting {
                let library = try BundleLibrary.required()
                for path in bundles {
                    do {
                        results.append(InstallResult(try install(path, into: library), bundle: path))
                    } catch {
                        let failure = Failure(error)
                        worst = worst ?? failure.status
                        results.append(InstallResult(bundle: path, problem: failure.message))
                    }
                }
                try report(results)
            }
            if let worst { throw worst.code }
        }

        private func install(_ path: String, into library: BundleLibrary) throws -> BundleLibrary.Installation {
            try library.install(path, as: id, beside: .standard(), trust: try keys.trust())
        }

        private func report(_ results: [InstallResult]) throws {
            if json { return try Terminal.print(try Text.json(results)) }
            for result in results {
                if let problem = result.problem { Terminal.say("cajon: \(problem)") }
                if let text = result.text { try Terminal.print(text) }
            }
        }
    }
}

/// What became of one bundle.
private struct InstallResult: Encodable {
    let bundle: String
    var problem: String?
    var name: String?
    var title: String?
    var author: String?
    var signer: String?
    /// What is known of the key, in words.
    var signature: String?
    var effectCount: Int?
    var isNew: Bool?

    init(bundle: String, problem: String) {
        self.bundle = bundle
        self.problem = problem
    }

    init(_ done: BundleLibrary.Installation, bundle: String) {
        self.bundle = bundle
        name = done.identity.description
        title = done.bundle.preset.name
        author = done.bundle.preset.author
        signer = done.bundle.signer?.fingerprint
        signature = done.judgement.sentence(author: author)
        effectCount = done.bundle.effectCount
        isNew = done.isNew
    }

    var text: String? {
        guard let name, let title, let signature, let effectCount else { return nil }
        let author = author.map { "by \(printable($0, limit: 200))" } ?? "by nobody it names"
        let effects = effectCount == 1 ? "1 effect of its own" : "\(effectCount) effects of its own"
        return """
            \(isNew == true ? "installed" : "installed already, the very same:") \(name)
              \(printable(title, limit: 200)), \(author)
              \(signature)
              \(effects)
            """
    }
}

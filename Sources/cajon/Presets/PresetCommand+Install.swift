// `cajon preset install`: bundles into the library. Nothing of a bundle is run.

import ArgumentParser
import Bundles
import EffectHost
import Foundation
import Presets
import Session

extension PresetCommand {
    struct Install: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install bundles, so that they can be named.",
            usage: "cajon preset install <bundle> ... [<options>]",
            discussion: """
                Each is installed whole or not at all, beside other versions of it. Nothing in \
                it is run.

                Examples:
                  cajon preset install tape-delay.cajon
                  cajon preset install tape-delay.cajon --as my-delay
                  cajon preset install my-folder
                  cajon preset install tape-delay@1.2.0
                """)

        @Argument(
            help: ArgumentHelp(
                "Bundles' files, folders that are packed first, or names on a shelf.", valueName: "bundle"))
        var bundles: [String]

        @Option(name: .customLong("as"), help: ArgumentHelp("Install under another id.", valueName: "id"))
        var id: String?

        @Option(help: ArgumentHelp("Look for names on this shelf alone.", valueName: "shelf"))
        var shelf: String?

        @OptionGroup(title: "Signatures")
        var keys: KeysOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func validate() throws {
            guard id == nil || bundles.count == 1 else { throw ValidationError("--as goes with one bundle") }
            guard !keys.acceptsUnsigned || bundles.count == 1 else {
                throw ValidationError("--accept-key none goes with one bundle")
            }
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
            if let offer = try ShelfOffer(named: path, shelf: shelf) {
                let fetched = try offer.fetch(by: ShelfReader())
                // Its file goes with it.
                defer { withExtendedLifetime(fetched) {} }
                return try library.install(
                    fetched.path, knownAs: offer.displayName, as: id, beside: .standard(), trust: try keys.trust())
            }
            guard isFolder(path) else {
                return try library.install(path, as: id, beside: .standard(), trust: try keys.trust())
            }
            let name = URL(filePath: path).standardizedFileURL.lastPathComponent
            let packed = try BundlePacker().pack(
                try PackingSource(path, library: .standard()), BundlePacker.Options(id: id, outputName: name))
            let scratch = try ScratchFolder()
            defer { withExtendedLifetime(scratch) {} }
            let file = scratch.file("\(packed.identity.id).cajon")
            try BundleWriter().write(packed.files, as: packed.identity, signedWith: nil, to: file)
            return try library.install(
                file, knownAs: path, as: id, beside: .standard(), trust: try keys.trust())
        }

        private func isFolder(_ path: String) -> Bool {
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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
    /// What it asks for beyond samples in and samples out, in words.
    var requests: [String]?
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
        effectCount = done.contents.effects.count
        requests = done.contents.requests
        isNew = done.isNew
    }

    var text: String? {
        guard let name, let title, let signature, let effectCount else { return nil }
        let author = author.map { "by \(printable($0, limit: 200))" } ?? "by nobody it names"
        let effects = effectCount == 1 ? "1 effect of its own" : "\(effectCount) effects of its own"
        let requests = requests ?? []
        return """
            \(isNew == true ? "installed" : "installed already, the very same:") \(name)
              \(printable(title, limit: 200)), \(author)
              \(signature)
              \(effects)\(requests.isEmpty ? ", asking for nothing beyond samples in and samples out" : "")
            """ + requests.map { "\n  It will ask: \($0)." }.joined()
    }
}

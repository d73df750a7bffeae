// `cajon preset pack`: a preset with all that it needs, in one file.

import ArgumentParser
import Bundles
import EffectHost
import Foundation
import Presets
import Session

extension PresetCommand {
    struct Pack: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pack a preset into a bundle, with the effects it uses.",
            usage: "cajon preset pack <preset> --output <output> [<options>]",
            discussion: """
                Examples:
                  cajon preset pack tape-echo -o tape-echo.cajon
                  cajon preset pack my-folder -o my-echo.cajon --sign

                A folder has its preset in preset.json (or in its only .json file) and the effects' files
                beside it; README.md, LICENSE and picture.png (.jpg, .webp) in it go along.
                Effects that the preset names are copied too, so nothing can be missing where it is opened.
                """)

        @Argument(help: "A preset's name, a .json file, or a folder with a preset in it.")
        var preset: String

        @Option(name: .shortAndLong, help: "The bundle to write; its name ends in .cajon.")
        var output: String

        @Option(help: "What the bundle is called by: lower-case letters, digits, hyphens. Otherwise the output's name.")
        var id: String?

        @Option(
            help: ArgumentHelp(
                "The bundle's version. Otherwise the preset's own, or \(PresetVersion.initial).", valueName: "x.y.z"))
        var bundleVersion: String?

        @OptionGroup(title: "Signing")
        var signing: SigningOptions

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Replace a file that is there.")
        var force = false

        @Flag(help: "Print the result as JSON on standard output.")
        var json = false

        func validate() throws {
            if let id, !PresetName.isID(id) {
                throw ValidationError(
                    "--id is lower-case letters, digits and single hyphens, a letter first, as in tape-echo")
            }
            if let bundleVersion, PresetVersion(bundleVersion) == nil {
                throw ValidationError("--bundle-version is three numbers, as in 1.2.0")
            }
            guard PresetFinder.isBundleFile(output), !outputName.isEmpty else {
                throw ValidationError("--output: a bundle's name ends in \(PresetFinder.bundleSuffix)")
            }
        }

        func run() throws {
            try Failure.reporting {
                try refuseExisting()
                let key = try signing.key()
                guard !PresetFinder.isBundleFile(preset) else {
                    throw Failure(.usage, "\(printable(preset)): is a bundle already")
                }
                let source = try PackingSource(preset, library: .standard())
                let packed = try BundlePacker().pack(
                    source,
                    BundlePacker.Options(
                        id: id, version: bundleVersion.flatMap { PresetVersion($0) },
                        outputName: outputName))
                // What doesn't work here is not handed on.
                let store = EffectStore(loader: try .forProgram(grants: grants.effectGrants(GrantConsent())))
                let resolved = try source.document.resolve(using: store)
                let warnings = try PlayableGraph.check(resolved, store: store)
                try report(packed, write(packed, key), warnings)
            }
        }

        /// The output's name without folder and ending.
        private var outputName: String {
            String((output.split(separator: "/").last ?? "").dropLast(PresetFinder.bundleSuffix.count))
        }

        private func refuseExisting() throws {
            var status = stat()
            guard lstat(output, &status) == 0 else { return }
            guard force else {
                throw Failure(.usage, "\(output): is there already, so nothing was written; --force replaces it")
            }
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw Failure(.ioError, "\(output): can't be written: \(String(cString: strerror(EISDIR)))")
            }
        }

        private func write(_ packed: PackedBundle, _ key: SigningKey?) throws -> Bundles.Bundle {
            do {
                return try BundleWriter().write(packed.files, as: packed.identity, signedWith: key, to: output)
            } catch {
                // No file is wanted here, so it is the system that has none to give.
                if case .file = error.kind { throw Failure(.ioError, error.description) }
                throw error
            }
        }

        private func report(_ packed: PackedBundle, _ bundle: Bundles.Bundle, _ warnings: [String]) throws {
            let contents = BundleContents(packed)
            let signature = bundle.signer.map { "signed with \($0.fingerprint)" } ?? "not signed"
            let notes = packed.notes + warnings
            var status = stat()
            let byteCount = stat(output, &status) == 0 ? Int(status.st_size) : 0
            if json {
                return try Terminal.print(
                    try Text.json(
                        PackResult(
                            output: output, bytes: byteCount, contentHash: bundle.contentHash,
                            signer: bundle.signer?.fingerprint, contents: ContentsSummary(contents), notes: notes)))
            }
            Terminal.say("\(output): \(packed.identity), \(Text.bytes(byteCount)), \(signature)")
            Terminal.say(contents.fileTable)
            Terminal.say(contents.requestText)
            for note in notes { Terminal.say("cajon: \(note)") }
        }
    }
}

/// What `--json` prints.
private struct PackResult: Encodable {
    let output: String
    let bytes: Int
    let contentHash: String
    let signer: String?
    let contents: ContentsSummary
    let notes: [String]
}

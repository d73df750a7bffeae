// `cajon preset show`: what is in a preset, or in a bundle.

import ArgumentParser
import Bundles
import EffectHost
import Presets
import Session

extension PresetCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in a preset or a bundle.",
            usage: "cajon preset show <preset> [<options>]",
            discussion: """
                Examples:
                  cajon preset show warm-strings
                  cajon preset show mine.json --json
                  cajon preset show from-a-stranger.cajon

                Of a bundle it shows who made it, what is in it and what it asks for. All of
                that is read; nothing of a bundle is compiled or run.
                """)

        @Argument(help: "A preset's or an installed bundle's name, a .json file, or a .cajon file.")
        var preset: String

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Print a bundle's README.")
        var readme = false

        @Flag(help: "Print the preset as JSON, in its canonical form; of a bundle, what is in it.")
        var json = false

        func validate() throws {
            guard !(readme && json) else { throw ValidationError("give either --readme or --json") }
        }

        func run() throws {
            try Failure.reporting {
                // Whoever signed it, it may be looked at.
                let finder = PresetFinder.standard()
                if PresetFinder.isBundleFile(preset) { return try show(finder.cache.open(preset)) }
                let opened = try finder.open(preset)
                if let bundle = opened.bundle { return try show(bundle) }
                guard !readme else { throw Failure(.usage, "\(printable(preset)): only a bundle has a README") }
                let document = opened.document
                if json { return try Terminal.print(document.preset.json()) }
                let store = EffectStore(loader: try .forProgram(grants: grants.effectGrants(GrantConsent())))
                try Terminal.print(try document.resolve(using: store).text)
            }
        }

        private func show(_ opened: OpenedBundle) throws {
            let contents = try opened.contents
            if readme {
                guard contents.hasReadme else {
                    throw Failure(.noInput, "\(printable(preset)): has no README.md")
                }
                return try Terminal.print(BundleContents.shown(try BundleContents.readme(unpacked: opened.folder)))
            }
            let bundle = opened.bundle
            let signature = try opened.signature(BundleTrust(remembers: false))
            guard json else { return try Terminal.print(contents.text(signature: signature)) }
            try Terminal.print(
                try Text.json(
                    BundleDescription(
                        contentHash: bundle.contentHash, signer: bundle.signer?.fingerprint, signature: signature,
                        contents: ContentsSummary(contents))))
        }
    }
}

/// What `--json` prints of a bundle.
private struct BundleDescription: Encodable {
    let contentHash: String
    let signer: String?
    /// In words.
    let signature: String
    let contents: ContentsSummary
}

extension ResolvedPreset {
    /// For people.
    fileprivate var text: String {
        let name = printable(preset.name)
        var lines = [preset.version.map { "\(name) \($0)" } ?? name]
        let origin = [preset.author.map { "by \(printable($0))" }, preset.licence].compactMap(\.self)
        if !origin.isEmpty { lines.append(origin.joined(separator: ", ")) }
        if let description = preset.description { lines += ["", BundleContents.shown(description)] }
        if !preset.tags.isEmpty { lines += ["", "tags: " + preset.tags.joined(separator: ", ")] }
        for node in nodes { lines += [""] + node.lines }
        if preset.connections != nil {
            lines += ["", "connections:"]
            lines += connections.map { connection in
                let gain = connection.gain == 1 ? "" : "  (gain \(connection.gain))"
                return "  \(connection.from) → \(connection.to)\(gain)"
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension ResolvedNode {
    fileprivate var lines: [String] {
        var title = id == reference.description ? id : "\(id): \(printable(reference.description))"
        if isBypassed { title += ", bypassed" }
        if mix != 1 { title += ", mixed \(Int((mix * 100).rounded())) %" }
        let rows = zip(descriptor.parameters, values).map { parameter, value in
            [
                "  " + printable(parameter.id),
                printable(ParameterValue.format(value, for: parameter)) + (value == parameter.initial ? "" : " *"),
            ]
        }
        return [title, Text.table(rows)]
    }
}

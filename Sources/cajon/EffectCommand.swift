// `cajon effect list | show`: which effects there are, and what they can do.

import ArgumentParser
import EffectHost
import Presets
import Session

struct EffectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effect", abstract: "List effects, and show their parameters.",
        discussion: "Examples:\n  cajon effect list\n  cajon effect show filter",
        subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the effects that presets and chains may name.",
            discussion: "Example:\n  cajon effect list")

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let library = EffectLibrary.standard()
                let grants = EffectGrants.files().remembering(
                    in: .standard(), ask: { _ in nil }, warn: { Terminal.say("cajon: \($0)") })
                let loader = try EffectLoader.forProgram(grants: grants)
                let store = EffectStore(loader: loader, library: library)
                var entries: [Entry] = []
                for name in library.names {
                    do {
                        let descriptor = try store.module(for: .name(name)).descriptor
                        entries.append(Entry(name: name, version: descriptor.version, summary: descriptor.summary))
                    } catch {
                        entries.append(Entry(name: name, problem: "\(error)"))
                    }
                }
                if json { return try Terminal.print(try Text.json(entries)) }
                guard !entries.isEmpty else {
                    throw Failure(.noInput, "no effects in \(library.directories.joined(separator: ", "))")
                }
                try Terminal.print(
                    Text.table(
                        entries.map { [$0.name, $0.version ?? "", $0.summary ?? "unusable: \($0.problem ?? "")"] }))
            }
        }

        private struct Entry: Encodable {
            let name: String
            var version: String?
            var summary: String?
            var problem: String?
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what an effect does, its parameters and its meters.",
            discussion: "Examples:\n  cajon effect show filter\n  cajon effect show ./my-effect.wasm --json")

        @Argument(help: "An effect's name, or a .wasm, .js or .dsp file.")
        var effect: String

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            try Failure.reporting {
                let loader = try EffectLoader.forProgram(grants: grants.effectGrants(GrantConsent()))
                let store = EffectStore(loader: loader)
                let module = try store.module(for: EffectReference(effect))
                try Terminal.print(
                    json ? try Text.json(module.descriptor) : module.descriptor.text(wantsAssets: module.wantsAssets))
            }
        }
    }
}

extension EffectDescriptor {
    /// For people.
    fileprivate func text(wantsAssets: Bool) -> String {
        var lines = ["\(name) \(version)", summary]
        if hasSidechain { lines.append("Listens to a side-chain, if one is connected.") }
        if wantsAssets { lines.append("Reads sounds and data by name, in a folder that it is granted.") }
        if quantum > 0 { lines.append("Processes blocks of \(quantum) frames, which adds as much latency.") }
        lines += renames.lines
        if !meters.isEmpty {
            let rows = meters.map { [$0.id, $0.rangeText, $0.name] }
            lines += ["", Text.table([["meter", "range"]] + rows)]
        }
        guard !parameters.isEmpty else { return lines.joined(separator: "\n") }
        let rows = parameters.map { parameter in
            [
                parameter.id, parameter.rangeText ?? "a choice",
                ParameterValue.format(parameter.initial, for: parameter), parameter.name,
            ]
        }
        lines += ["", Text.table([["parameter", "range", "initially"]] + rows)]
        for parameter in parameters where parameter.rangeText == nil {
            lines += ["", "\(parameter.id) is one of:", "  " + parameter.choices.joined(separator: ", ")]
        }
        return lines.joined(separator: "\n")
    }
}

extension EffectRenames {
    /// For people: what was called otherwise.
    var lines: [String] {
        var lines: [String] = []
        if !names.isEmpty { lines.append("Formerly " + names.map { printable($0) }.joined(separator: ", ") + ".") }
        let sorted = { (entries: [String: String]) in entries.sorted { $0.key < $1.key } }
        lines += sorted(parameters).map { "Parameter \(printable($1)), formerly \(printable($0))." }
        for (parameter, names) in choices.sorted(by: { $0.key < $1.key }) {
            lines += sorted(names).map {
                "Choice \(printable($1)) of \(printable(parameter)), formerly \(printable($0))."
            }
        }
        return lines
    }
}

extension EffectParameter {
    /// More characters than that would push the other columns off the screen.
    private static let rangeLength = 30

    /// Nil when there are too many choices for a table.
    fileprivate var rangeText: String? {
        let text =
            choices.isEmpty
            ? "\(ParameterValue.format(minimum, for: self)) to \(ParameterValue.format(maximum, for: self))"
            : choices.joined(separator: " | ")
        return text.count <= Self.rangeLength ? text : nil
    }
}

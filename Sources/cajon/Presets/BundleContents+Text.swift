// What is in a bundle, as text and as JSON.

import Bundles
import EffectHost
import Presets

extension BundleContents {
    /// How much of a hash people compare.
    private static let shownHashLength = 12

    /// A line for each file.
    var fileTable: String {
        Text.table(
            files.map {
                ["  " + $0.path.text, Text.bytes($0.byteCount), "sha256 \($0.sha256.prefix(Self.shownHashLength))"]
            })
    }

    /// What it will ask for and what it lacks, a line for each.
    var requestText: String {
        requests.isEmpty
            ? "It asks for nothing beyond samples in and samples out."
            : requests.map { "Note: \($0)." }.joined(separator: "\n")
    }

    /// A stranger's text with its line breaks, and no other character that drives a terminal.
    static func shown(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { printable(String($0), limit: .max) }.joined(separator: "\n")
    }

    /// For people. Text in it is a stranger's.
    func text(signature: String) -> String {
        var lines = [printable(preset.name)]
        let origin = [identity.description, preset.author.map { "by \(printable($0))" }, preset.licence]
        lines.append(origin.compactMap(\.self).joined(separator: ", "))
        lines.append(signature)
        if let description = preset.description { lines += ["", Self.shown(description)] }
        if !preset.tags.isEmpty { lines += ["", "tags: " + preset.tags.joined(separator: ", ")] }
        lines += ["", requestText, "", "effects:"]
        for effect in effects {
            let hash = effect.sha256.prefix(Self.shownHashLength)
            lines.append(
                "  \(printable(effect.name)): \(effect.form), \(Text.bytes(effect.byteCount)), sha256 \(hash)")
            lines += effect.outline.problems.map { "    no effect: \(printable($0))" }
            if effect.outline.problems.isEmpty { lines.append("    \(effect.needsSentence)") }
            if !effect.outline.generalReasons.isEmpty {
                lines.append("    is run as a whole: more slowly, and not live")
            }
        }
        lines += ["", "nodes:"] + preset.nodeLines + ["", "files:", fileTable]
        if hasReadme { lines += ["", "It has a README.md, which --readme prints."] }
        return lines.joined(separator: "\n")
    }
}

extension Preset {
    /// Nodes and connections as they are written; nobody looks up what the effects make of it.
    fileprivate var nodeLines: [String] {
        var lines: [String] = []
        for node in nodes {
            var title = node.id == node.effect ? node.id : "\(node.id): \(printable(node.effect))"
            if node.isBypassed { title += ", bypassed" }
            if node.mix != 1 { title += ", mixed \(Int((node.mix * 100).rounded())) %" }
            lines.append("  " + title)
            if !node.settings.isEmpty {
                lines.append(Text.table(node.settings.map { ["    " + printable($0.parameter), $0.value.text] }))
            }
            if let options = node.options { lines.append("    options " + printable(options.text)) }
            if !node.messages.isEmpty { lines.append("    \(node.messages.count) messages") }
        }
        guard let connections else { return lines }
        return lines
            + connections.map { connection in
                let gain = connection.gainDecibels == 0 ? "" : "  (\(Text.decibels(Double(connection.gainDecibels))))"
                return "  \(connection.from) → \(connection.to)\(gain)"
            }
    }
}

extension PresetValue {
    /// As it is written.
    fileprivate var text: String {
        switch self {
        case .number(let number): DisplayText.number(number)
        case .text(let text): printable(text)
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}

/// What `--json` says of a bundle.
struct ContentsSummary: Encodable {
    struct File: Encodable {
        let path: String
        let bytes: Int
        let sha256: String
    }

    struct Effect: Encodable {
        let name: String
        let path: String
        let form: String
        let bytes: Int
        let sha256: String
        let capabilities: [String]
        let ownAssets: Int
        let willAsk: Bool
        let problems: [String]
        let nodes: [String]
    }

    let id: String
    let version: String
    let name: String
    let author: String?
    let licence: String?
    let description: String?
    let tags: [String]
    let effects: [Effect]
    let files: [File]
    let requests: [String]
    /// The preset's canonical text.
    let preset: String

    init(_ contents: BundleContents) {
        id = contents.identity.id
        version = contents.identity.version.description
        name = contents.preset.name
        author = contents.preset.author
        licence = contents.preset.licence
        description = contents.preset.description
        tags = contents.preset.tags
        effects = contents.effects.map { effect in
            Effect(
                name: effect.name, path: effect.path, form: effect.form, bytes: effect.byteCount, sha256: effect.sha256,
                capabilities: effect.outline.capabilities.map(\.rawValue), ownAssets: effect.assetCount,
                willAsk: effect.willAsk, problems: effect.outline.problems, nodes: effect.nodes)
        }
        files = contents.files.map { File(path: $0.path.text, bytes: $0.byteCount, sha256: $0.sha256) }
        requests = contents.requests
        preset = contents.preset.json()
    }
}

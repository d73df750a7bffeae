// What is drawn: one preset or chain, several to be compared, or one with a parameter at several values.

import ArgumentParser
import EffectHost
import Foundation
import Presets
import Session

/// A preset with what it is called in a picture.
struct PlotSubject {
    let label: String
    let preset: ResolvedPreset
}

/// `--preset`, `--chain`, `--set` and `--vary`, the first two any number of times.
struct PlotSubjectOptions: ParsableArguments {
    /// More curves can't be told apart.
    static let greatestCount = 8

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A preset: a shipped or installed name, or a .json or .cajon file; several are compared.",
            valueName: "preset"))
    var preset: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Effects one after the other, as in 'filter cutoff=800 | chorus'; several are compared.",
            valueName: "effects"))
    var chain: [String] = []

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Change a parameter; may be given several times.", valueName: "node.parameter=value"))
    var overrides: [String] = []

    @Option(
        help: ArgumentHelp(
            "Compare a parameter's values, as in filter.cutoff=200,1kHz,5kHz.", valueName: "node.parameter=value,…"))
    var vary: String?

    @OptionGroup(title: "Signatures")
    var keys: KeysOptions

    func validate() throws {
        let count = preset.count + chain.count
        guard count > 0 else { throw ValidationError("give --preset or --chain") }
        guard count <= Self.greatestCount else {
            throw ValidationError("\(count) presets and chains can't be told apart; give at most \(Self.greatestCount)")
        }
        guard count == 1 || (overrides.isEmpty && vary == nil) else {
            throw ValidationError(
                "--set and --vary work with one preset or chain; write values into the chains instead")
        }
        if vary != nil { _ = try values() }
    }

    /// What `--vary` says: the parameter, and its values.
    private func values() throws -> (parameter: String, values: [String]) {
        let parts = (vary ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let values = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
        guard parts.count == 2, !values.isEmpty else {
            throw ValidationError("--vary \(vary ?? ""): expected node.parameter=value,value")
        }
        guard values.count <= Self.greatestCount else {
            throw ValidationError(
                "--vary: \(values.count) curves can't be told apart; give at most \(Self.greatestCount)")
        }
        return (String(parts[0]), values)
    }

    /// Everything looked up.
    func subjects(_ store: EffectStore) throws -> [PlotSubject] {
        var subjects: [PlotSubject] = []
        for name in preset {
            let resolved = try store.document(name).resolve(using: store)
            subjects.append(PlotSubject(label: printable(resolved.preset.name, limit: 80), preset: resolved))
        }
        for text in chain {
            let resolved = try PresetDocument.parse(chain: text).resolve(using: store)
            subjects.append(PlotSubject(label: printable(text, limit: 160), preset: resolved))
        }
        for override in overrides {
            var changed = subjects[0].preset
            try changed.apply(override: override)
            subjects[0] = PlotSubject(label: subjects[0].label, preset: changed)
        }
        guard vary != nil else { return subjects }
        let (parameter, values) = try values()
        return try values.map { value in
            var changed = subjects[0].preset
            try changed.apply(override: "\(parameter)=\(value)", option: "--vary")
            return PlotSubject(label: printable("\(parameter) = \(value)", limit: 80), preset: changed)
        }
    }

    /// The words above a picture of several.
    func title(_ subjects: [PlotSubject], several: String) -> String {
        if subjects.count == 1 { return subjects[0].label }
        if vary != nil { return printable(chain.first ?? preset.first ?? several, limit: 160) }
        return several
    }
}

// The options that say which effects a command works with.

import ArgumentParser
import Bundles
import EffectHost
import Presets
import Session

/// `--preset`, `--chain` and `--set`.
struct GraphOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("A preset: a shipped or installed name, or a .json or .cajon file.", valueName: "preset"))
    var preset: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Effects one after the other, as in 'filter cutoff=800 | chorus'.", valueName: "effects"))
    var chain: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Change a parameter; may be given several times.", valueName: "node.parameter=value"))
    var overrides: [String] = []

    @OptionGroup(title: "Signatures")
    var keys: KeysOptions

    func validate() throws {
        guard (preset == nil) != (chain == nil) else { throw ValidationError("give either --preset or --chain") }
    }

    /// Where presets are found.
    func presets(isQuiet: Bool) throws -> PresetFinder {
        PresetFinder.standard(trust: try keys.trust(), tell: { if !isQuiet { Terminal.say("cajon: \($0)") } })
    }

    /// The preset or chain, with its effects looked up and the overrides applied.
    func resolve(_ store: EffectStore) throws -> ResolvedPreset {
        let document =
            try chain.map { try PresetDocument.parse(chain: $0) } ?? store.document(preset!)
        var resolved = try document.resolve(using: store)
        for override in overrides { try resolved.apply(override: override) }
        return resolved
    }
}

/// What effects may use.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Memory of one effect, in MiB.", valueName: "MiB"))
    var memoryLimit = EffectLimits().memoryBytes >> 20

    @Option(help: ArgumentHelp("Time that one effect may take for a block, in milliseconds.", valueName: "ms"))
    var timeLimit = EffectLimits().blockMilliseconds

    func validate() throws {
        guard (1...1024).contains(memoryLimit) else { throw ValidationError("--memory-limit is 1 to 1024 MiB") }
        guard (10...3_600_000).contains(timeLimit) else { throw ValidationError("--time-limit is 10 to 3600000 ms") }
    }

    var effectLimits: EffectLimits {
        var limits = EffectLimits()
        limits.memoryBytes = memoryLimit << 20
        limits.blockMilliseconds = timeLimit
        return limits
    }
}

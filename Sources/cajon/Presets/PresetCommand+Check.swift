// `cajon preset check`: whether presets and bundles are in order.

import ArgumentParser
import Bundles
import EffectHost
import Presets
import Session

extension PresetCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check presets and bundles: everything short of playing them.",
            usage: "cajon preset check <preset> ... [<options>]",
            discussion: """
                Examples:
                  cajon preset check mine.json
                  cajon preset check from-a-stranger.cajon

                A bundle's files are held against its lock. Then the preset's text, its
                effects and its graph are checked, and a second of noise is rendered, in
                memory and time that are limited: how loud it gets, what fails, what is
                odd. Nothing of a bundle runs before it was found to be in order, and then
                locked in a box.
                """)

        @Argument(
            help: ArgumentHelp(
                "Presets' and installed bundles' names, .json files, or .cajon files.", valueName: "preset"))
        var presets: [String]

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @OptionGroup(title: "Signatures")
        var keys: KeysOptions

        @Flag(help: "Print JSON on standard output.")
        var json = false

        func run() throws {
            var results: [CheckResult] = []
            try Failure.reporting {
                let loader = try EffectLoader.forProgram(
                    limits: DryRender.Limits.effects, grants: grants.effectGrants(GrantConsent()))
                let trust = try keys.trust(remembers: false)
                let check = PresetCheck(
                    store: EffectStore(loader: loader, presets: .standard(trust: trust)), trust: trust)
                results = presets.map(check.result(for:))
                if json {
                    try Terminal.print(try Text.json(results))
                } else {
                    for result in results { try result.say() }
                }
            }
            if let worst = results.lazy.compactMap(\.status).first { throw worst.code }
        }
    }
}

/// Checks one preset or bundle after the other.
private struct PresetCheck {
    let store: EffectStore
    let trust: BundleTrust

    func result(for preset: String) -> CheckResult {
        var result = CheckResult(preset: preset)
        do {
            let opened = try store.open(preset)
            if let bundle = opened.bundle {
                try check(bundle, &result)
            } else {
                try check(opened.document, &result)
            }
        } catch {
            result.fail(error)
        }
        return result
    }

    private func check(_ document: PresetDocument, _ result: inout CheckResult) throws {
        let dry = DryRender(store: store)
        let render = try dry.run(dry.resolve(document))
        result.render = render
        result.warnings += render.warnings
        for fault in render.faults { result.fail(.effectFailed, "\(printable(result.preset)): \(fault)") }
    }

    /// First what can be said without running any of it.
    private func check(_ opened: OpenedBundle, _ result: inout CheckResult) throws {
        let bundle = opened.bundle
        let contents = try opened.contents
        result.bundle = CheckResult.Bundle(
            identity: contents.identity.description, contentHash: bundle.contentHash,
            signer: bundle.signer?.fingerprint, signature: try opened.signature(trust), files: contents.files.count,
            bytes: contents.byteCount, requests: contents.requests)
        for effect in contents.effects {
            for problem in effect.outline.problems {
                result.fail(
                    .badData,
                    "\(printable(result.preset)): effect ‘\(printable(effect.name))’ can't be used: \(printable(problem))"
                )
            }
        }
        guard result.isValid else { return }
        defer { store.close(opened) }
        do {
            try check(opened.document, &result)
        } catch {
            result.fail(error)
        }
    }
}

/// What is said of one of them.
private struct CheckResult: Encodable {
    struct Bundle: Encodable {
        let identity: String
        let contentHash: String
        let signer: String?
        let signature: String
        let files: Int
        let bytes: Int
        let requests: [String]
    }

    let preset: String
    private(set) var isValid = true
    private(set) var problems: [String] = []
    var warnings: [String] = []
    var bundle: Bundle?
    var render: DryRenderReport?
    /// What the first problem ends the program with.
    private(set) var status: ExitStatus?

    private enum CodingKeys: CodingKey {
        case preset, isValid, problems, warnings, bundle, render
    }

    init(preset: String) { self.preset = preset }

    mutating func fail(_ status: ExitStatus, _ problem: String) {
        isValid = false
        self.status = self.status ?? status
        problems.append(problem)
    }

    /// What is wrong with a text names the preset and the place, and what is wrong with a bundle its file; what effects
    /// do doesn't.
    mutating func fail(_ error: any Error) {
        let failure = Failure(error)
        var isNamed = error is PresetError || error is LibraryError || error is BundleError || error is PackingError
        // A signature is its bundle's, whatever the file is called.
        if case .key? = (error as? LibraryError)?.kind { isNamed = false }
        fail(failure.status, isNamed ? failure.message : "\(printable(preset)): \(failure.message)")
    }

    func say() throws {
        for problem in problems { Terminal.say("cajon: \(problem)") }
        for warning in warnings { Terminal.say("cajon: \(printable(preset)): \(warning)") }
        guard isValid else { return }
        try Terminal.print("\(printable(preset)): in order")
        guard let bundle else { return }
        try Terminal.print("  \(bundle.identity), \(bundle.files) files with \(Text.bytes(bundle.bytes))")
        try Terminal.print("  \(bundle.signature)")
        if bundle.requests.isEmpty {
            try Terminal.print("  asks for nothing beyond samples in and samples out")
        }
        for request in bundle.requests { try Terminal.print("  \(request)") }
        if let render { try Terminal.print("  " + render.text) }
    }
}

extension DryRenderReport {
    /// One line.
    fileprivate var text: String {
        var parts = [
            "noise at \(Text.level(input.rmsDecibels)) comes out at \(Text.level(output.rmsDecibels)), "
                + "peak \(Text.level(peakDecibels))"
        ]
        if let loudnessChange {
            let size = Text.decibels(abs(loudnessChange))
            parts.append(
                abs(loudnessChange) < 0.05 ? "as loud" : "\(size) \(loudnessChange < 0 ? "quieter" : "louder")")
        }
        if latencyFrames > 0 { parts.append("latency of \(latencyFrames) frames") }
        let tail = tailFrames.map { Text.duration(Double($0) / Double(sampleRate)) }
        if tailFrames != 0 { parts.append(tail.map { "tail of \($0)" } ?? "a tail that may never end") }
        parts.append(Text.speed(speed))
        return parts.joined(separator: ", ")
    }
}

// What the pictures of sound files have in common: one file, and maybe a preset to compare it with.

import ArgumentParser
import AudioIO
import EffectHost
import Foundation
import Plotting
import Presets
import Session

/// The file, and what it is sent through.
struct PlotFileOptions: ParsableArguments {
    @Argument(help: "The sound file to read; ‘-’ is standard input.")
    var input: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Compare with what a preset makes of it: a shipped or installed name, or a .json or .cajon file.",
            valueName: "preset"))
    var preset: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Compare with what effects make of it, as in 'filter cutoff=800 | chorus'.", valueName: "effects"))
    var chain: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Change a parameter; may be given several times.", valueName: "node.parameter=value"))
    var overrides: [String] = []

    @OptionGroup(title: "Signatures")
    var keys: KeysOptions

    @OptionGroup(title: "Grants")
    var grants: GrantOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    func validate() throws {
        guard input != "" else { throw ValidationError("a file's name can't be empty") }
        guard preset == nil || chain == nil else { throw ValidationError("give either --preset or --chain") }
        guard overrides.isEmpty || preset != nil || chain != nil else {
            throw ValidationError("--set changes a preset's or chain's parameter; give --preset or --chain")
        }
    }

    /// Opens the file and looks the effects up, then runs a measurement.
    ///
    /// - Parameter body: is given what to run; calls `PlottedFile.run` once.
    func measure(_ picture: PictureOptions, _ body: (consuming PlottedFile) throws -> Void) throws {
        try PlotSession.reporting {
            if let output = picture.output { try OutputPaths.refuseInputs([input], among: [output]) }
            let session = try PlotSession(keys: keys, grants: grants, limits: limits, isQuiet: picture.quiet)
            var resolved: ResolvedPreset?
            if let chain { resolved = try PresetDocument.parse(chain: chain).resolve(using: session.store) }
            if let preset { resolved = try session.store.document(preset).resolve(using: session.store) }
            for override in overrides { try resolved?.apply(override: override) }
            try body(
                PlottedFile(
                    probe: try FileProbe(path: input, preset: resolved, store: session.store),
                    effects: resolved.map { printable(chain ?? $0.preset.name, limit: 160) }, log: session.log,
                    isQuiet: picture.quiet))
        }
    }
}

/// An open file with what it is sent through.
struct PlottedFile: ~Copyable {
    private let probe: FileProbe
    /// What the effects are called; nil without any.
    let effects: String?
    private let log: OfflineRender.Log
    private let isQuiet: Bool
    let info: AudioFileInfo

    fileprivate init(
        probe: consuming FileProbe, effects: String?, log: @escaping OfflineRender.Log, isQuiet: Bool
    ) {
        info = probe.info
        self.probe = probe
        self.effects = effects
        self.log = log
        self.isQuiet = isQuiet
    }

    var name: String { info.path == "standard input" ? info.path : URL(filePath: info.path).lastPathComponent }

    /// Reads the file to its end.
    ///
    /// - Returns: what is to be noted in the picture.
    ///
    /// Errors: `.badData` for a sound of no frames.
    consuming func run(before: FileProbe.Take, after: FileProbe.Take) throws -> (frameCount: Int, notes: [String]) {
        let (name, path) = (name, info.path)
        let bar = ProgressBar(label: name, fileCount: 1, isQuiet: isQuiet)
        defer { bar.finish() }
        let log = log
        let report = try probe.run(
            log: { node, entry in
                bar.finish()
                log(node, entry)
            },
            progress: { doneFrames, info in
                bar.update(
                    file: 0, doneFrames: doneFrames, totalFrames: info.frameCount, sampleRate: Double(info.sampleRate))
            }, before: before, after: after)
        guard report.frameCount > 0 else {
            throw Failure(.badData, "\(printable(path)): it holds no sound, so there is nothing to draw")
        }
        bar.finish()
        if !isQuiet { for warning in report.warnings { Terminal.say("cajon: \(warning)") } }
        let count = report.nonFiniteSampleCount
        return (
            report.frameCount,
            count == 0
                ? []
                : ["\(count) \(count == 1 ? "sample" : "samples") of the file that are no numbers count as silence."]
        )
    }

    /// The words above the picture, and beneath them: the file, and what it was sent through.
    func caption(_ picture: PictureOptions) -> (title: String, subtitle: String) {
        let sound =
            "\(printable(name, limit: 120)), \(Text.channels(info.channelCount)), \(Text.rate(Double(info.sampleRate)))"
        return (picture.title ?? effects ?? printable(name, limit: 160), sound)
    }
}

extension Series {
    /// In the legend of pictures of files.
    static let beforeLabel = "before"
    static let afterLabel = "after"
}

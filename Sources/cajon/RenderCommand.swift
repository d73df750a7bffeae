// `cajon render`: files in, files out.

import ArgumentParser
import AudioIO
import EffectHost
import Foundation
import Presets
import Session

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Render sound files through a preset or a chain of effects.",
        discussion: """
            Examples:
              cajon render guitar.wav -o wide.wav --preset warm-strings
              cajon render *.wav -d out --chain 'filter cutoff=2kHz | chorus'
              cajon render take.flac -o take.wav --bits 24 --preset mine.json
              cajon render in.wav -o out.wav --preset mine --set filter.cutoff=1kHz
              arecord -f cd | cajon render - -o - --chain 'gain level=-6dB' | aplay

            The output has the input's format and sample type, unless its name, \
            --format or --bits say otherwise. It lines up with the input to the \
            sample, and rings on until the effects' tails have died away. When an \
            effect fails, or the run is interrupted, no output is left behind and an \
            existing file stays as it was.
            """)

    @Argument(help: ArgumentHelp("Sound files to read; ‘-’ is standard input.", valueName: "input"))
    var inputs: [String]

    @Option(name: .shortAndLong, help: "The file to write; ‘-’ is standard output.")
    var output: String?

    @Option(name: .shortAndLong, help: "The folder to write to, one file for each input, under the input's name.")
    var directory: String?

    @OptionGroup(title: "Effects")
    var graph: GraphOptions

    @OptionGroup(title: "Grants")
    var grants: GrantOptions

    @Option(
        help: ArgumentHelp("Output format: wav, flac, aiff, caf, ogg, opus, mp3, au, w64, rf64, …", valueName: "format")
    )
    var format: String?

    @Option(help: ArgumentHelp("Output sample type: 8, 16, 24, 32, 32f, 64f.", valueName: "bits"))
    var bits: String?

    @Flag(help: "Round to the output's bits without dither.")
    var noDither = false

    @Flag(help: "End with the input: cut off what still rings.")
    var noTail = false

    @Option(help: "When an effect fails: stop (and write nothing), or bypass it and go on.")
    var onFault: RenderRequest.FaultPolicy = .stop

    @Option(help: "When an input ends before its header says: render what is there and warn, or stop.")
    var onShortInput: RenderRequest.ShortInputPolicy = .render

    @Option(name: .shortAndLong, help: ArgumentHelp("How many files to render at once.", valueName: "count"))
    var jobs = 1

    @Option(help: ArgumentHelp("Frames in a block. Doesn't change the result.", valueName: "frames"))
    var blockSize = RenderRequest.defaultBlockFrameCount

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @Flag(help: "Print the report as JSON on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard !inputs.isEmpty else { throw ValidationError("no input given; name at least one sound file") }
        guard (output == nil) != (directory == nil) else {
            throw ValidationError("give either --output FILE or --directory FOLDER")
        }
        guard inputs.count == 1 || directory != nil else {
            throw ValidationError("\(inputs.count) inputs can't go into one file; use --directory FOLDER")
        }
        guard directory == nil || !inputs.contains("-") else {
            throw ValidationError("standard input has no name to be written under; use --output FILE")
        }
        guard !inputs.contains(""), output != "", directory != "" else {
            throw ValidationError("a file's name can't be empty")
        }
        guard !(json && output == "-") else {
            throw ValidationError("--json and the sound can't both go to standard output")
        }
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs is 1 to 256") }
        guard (1...1 << 20).contains(blockSize) else { throw ValidationError("--block-size is 1 to 1048576") }
    }

    func run() throws {
        PartialFiles.removeOnSignals()
        signal(SIGPIPE, SIG_IGN)
        try Failure.reporting {
            let store = EffectStore(
                loader: try .forProgram(limits: limits.effectLimits, grants: grants.effectGrants(GrantConsent())),
                presets: try graph.presets(isQuiet: quiet))
            let preset = try graph.resolve(store)
            let outputs = try directory.map { try OutputPaths.below($0, inputs: inputs, format: format) } ?? [output!]
            try OutputPaths.refuseInputs(inputs, among: outputs)
            let folder = try directory.map(OutputFolder.init(path:))
            let results = render(makeRequests(preset: preset, outputs: outputs), store: store)
            folder?.removeIfUnused()
            try report(results)
        }
    }

    // MARK: - What to render

    private func makeRequests(preset: ResolvedPreset, outputs: [String]) -> [RenderRequest] {
        zip(inputs, outputs).map { input, output in
            var request = RenderRequest(input: input, output: output, preset: preset)
            request.container = format
            request.bits = bits
            request.isDithered = !noDither
            request.rendersTail = !noTail
            request.faultPolicy = onFault
            request.shortInputPolicy = onShortInput
            request.blockFrameCount = blockSize
            return request
        }
    }

    // MARK: - Rendering

    private func render(_ requests: [RenderRequest], store: EffectStore) -> [Result<RenderReport, RenderError>] {
        let label = requests.count == 1 ? URL(filePath: requests[0].input).lastPathComponent : "\(requests.count) files"
        let bar = ProgressBar(label: label, fileCount: requests.count, isQuiet: quiet)
        let results = ResultList<RenderReport, RenderError>(count: requests.count)
        let isQuiet = quiet
        WorkerPool.run(count: requests.count, threadCount: jobs) { index in
            let lines = LogLines(showsOnlyErrors: isQuiet)
            results[index] = Result { () throws(RenderError) in
                try OfflineRender(
                    requests[index], store: store,
                    log: { node, entry in
                        guard let line = lines.line(node: node, entry) else { return }
                        bar.finish()
                        Terminal.say("cajon: \(line)")
                    },
                    progress: { doneFrames, info in
                        bar.update(
                            file: index, doneFrames: doneFrames, totalFrames: info.frameCount,
                            sampleRate: Double(info.sampleRate))
                    }
                ).run()
            }
        }
        bar.finish()
        return results.all
    }

    private func report(_ results: [Result<RenderReport, RenderError>]) throws {
        let reports = results.compactMap { try? $0.get() }
        var failures: [Failure] = []
        for (input, result) in zip(inputs, results) {
            guard case .failure(let error) = result else { continue }
            let failure = Failure(error)
            // What a file's error says names the file; what an effect did doesn't say in which of several.
            let namesInput = if case .file = error.kind { true } else { results.count == 1 }
            failures.append(Failure(failure.status, namesInput ? failure.message : "\(input): \(failure.message)"))
        }
        if json {
            try Terminal.print(try Text.json(RenderSummary(files: reports, failures: failures.map(\.message))))
        } else if !quiet {
            for report in reports { Terminal.say(report.text) }
        }
        guard let first = failures.first else { return }
        for failure in failures { Terminal.say("cajon: \(failure.message)") }
        if results.count > 1 { Terminal.say("cajon: \(failures.count) of \(results.count) files failed") }
        throw first.status.code
    }
}

extension RenderRequest.FaultPolicy: ExpressibleByArgument {}
extension RenderRequest.ShortInputPolicy: ExpressibleByArgument {}

/// What `--json` prints.
private struct RenderSummary: Encodable {
    let files: [RenderReport]
    let failures: [String]
}

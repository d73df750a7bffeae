// `cajon preset import`: presets of other programs, with a report of what became of each line.

import ArgumentParser
import EffectBuild
import EffectHost
import Foundation
import Presets

extension PresetCommand {
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a preset of an equalizer file of AutoEq or Equalizer APO.",
            usage: "cajon preset import <file> --output <output> [<options>]",
            discussion: """
                Examples:
                  cajon preset import 'HD 650 ParametricEQ.txt' -o hd-650.json
                  cajon preset import config.txt -o room.json --lenient

                Says of each line whether it was taken over exactly, approximated or left out,
                and why. A line without which it would sound otherwise stops the import,
                unless --lenient is given. Graphic curves are followed by 32 bands as near as
                they come; the report says how near.
                """)

        @Argument(help: "The file: AutoEq's ParametricEQ.txt or GraphicEQ.txt, an Equalizer APO configuration.")
        var file: String

        @Option(name: .shortAndLong, help: "The preset to write; its name ends in .json.")
        var output: String

        @Option(help: ArgumentHelp("The file's format. Otherwise it is found out.", valueName: "format"))
        var from: ImportFormat?

        @Option(help: "The preset's name. Otherwise the file's.")
        var name: String?

        @Flag(help: "Go on without lines that change the sound and can't be taken over.")
        var lenient = false

        @Flag(help: "Replace a file that is there.")
        var force = false

        @Flag(help: "Print the report as JSON on standard output.")
        var json = false

        func validate() throws {
            guard output.hasSuffix(Self.ending), output.count > Self.ending.count else {
                throw ValidationError("--output: a preset's name ends in \(Self.ending)")
            }
            if let name, !PresetImport.isName(name) {
                throw ValidationError(
                    "--name is a text of 1 to \(PresetLimits.nameLength) characters on one line")
            }
        }

        func run() throws {
            try Failure.reporting {
                try OutputPaths.refuseInputs([file], among: [output])
                try refuseExisting()
                let imported = try PresetImport(
                    path: file, options: PresetImport.Options(format: from, name: name, isLenient: lenient))
                guard let preset = imported.preset else { return try refuse(imported.report) }
                try OutputFile.write(Data(preset.json().utf8), to: URL(filePath: output))
                try report(imported.report, preset)
            }
        }

        private static let ending = ".json"

        private func refuseExisting() throws {
            var status = stat()
            guard lstat(output, &status) == 0, !force else { return }
            throw Failure(.usage, "\(output): is there already, so nothing was written; --force replaces it")
        }

        private func refuse(_ report: ImportReport) throws {
            if json { try Terminal.print(try Text.json(ImportResult(report, source: file, preset: nil, output: nil))) }
            for line in report.refusals {
                Terminal.say("cajon: \(printable(file)):\(line.number): ‘\(line.text)’: \(line.note)")
            }
            throw ExitStatus.badData.code
        }

        private func report(_ report: ImportReport, _ preset: Preset) throws {
            if json {
                return try Terminal.print(
                    try Text.json(ImportResult(report, source: file, preset: preset, output: output)))
            }
            try Terminal.print("\(output): \(printable(preset.name)), \(report.summary)")
            let rows = report.lines.map { line in
                let note = line.outcome == .exact ? line.note : "‘\(line.text)’: \(line.note)"
                return ["  \(line.number)", line.outcome.rawValue, note]
            }
            try Terminal.print(Text.table(rows))
            for note in report.notes { try Terminal.print("  \(note)") }
        }
    }
}

extension ImportFormat: ExpressibleByArgument {}

extension ImportReport {
    /// `10 bands in one equalizer, preamp -6.1 dB: 9 lines exact, 1 approximated, 2 left out`.
    fileprivate var summary: String {
        let row = equalizerCount == 1 ? "one equalizer" : "\(equalizerCount) equalizers"
        let counts = [
            "\(count(of: .exact)) lines exact", "\(count(of: .approximated)) approximated",
            "\(count(of: .leftOut)) left out",
        ]
        return
            "\(bandCount) \(bandCount == 1 ? "band" : "bands") in \(row), preamp \(DisplayText.number(preampDecibels)) dB: "
            + counts.joined(separator: ", ")
    }
}

/// What `--json` prints.
private struct ImportResult: Encodable {
    struct Line: Encodable {
        let line: Int
        let text: String
        let outcome: String
        let note: String
    }

    struct Fit: Encodable {
        let channel: String
        let points: Int
        let bands: Int
        let largestDeviation: Double
        let largestDeviationFrequency: Double
        let rmsDeviation: Double
        let sampleRate: Double
    }

    let source: String
    let format: String
    let isImported: Bool
    let output: String?
    let name: String?
    let bands: Int
    let equalizers: Int
    let preamp: Double
    let lines: [Line]
    let fits: [Fit]
    let notes: [String]

    init(_ report: ImportReport, source: String, preset: Preset?, output: String?) {
        self.source = source
        format = report.format.rawValue
        isImported = preset != nil
        self.output = output
        name = preset?.name
        bands = report.bandCount
        equalizers = report.equalizerCount
        preamp = report.preampDecibels
        lines = report.lines.map {
            Line(line: $0.number, text: $0.text, outcome: $0.outcome.rawValue, note: $0.note)
        }
        fits = report.fits.map {
            Fit(
                channel: $0.channel, points: $0.pointCount, bands: $0.bandCount,
                largestDeviation: $0.largestDeviationDecibels,
                largestDeviationFrequency: $0.largestDeviationHertz, rmsDeviation: $0.rmsDeviationDecibels,
                sampleRate: $0.rateHertz)
        }
        notes = report.notes
    }
}

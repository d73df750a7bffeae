// `cajon plot curve`: how loud comes out what goes in.

import ArgumentParser
import AudioGraph
import Foundation
import Plotting
import Session

extension PlotCommand {
    struct Curve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw the level curve of effects: output over input, settled.",
            discussion: """
                Examples:
                  cajon plot curve --chain 'compressor threshold=-20dB' -o curve.svg
                  cajon plot curve --chain compressor -o ratios.svg \\
                    --vary compressor.ratio=1.5,2,4,10
                  cajon plot curve --chain 'gate threshold=-40dB' --x -80..0 -o gate.png

                A sine is played at one level after the other, a decibel apart, upwards and
                then downwards. Each level is played until three windows of a tenth of a
                second are equally loud. Levels are by the mean square, 0 dBFS for a sine of
                full scale.
                """)

        @OptionGroup(title: "Effects")
        var subjects: PlotSubjectOptions

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Option(help: ArgumentHelp("The sine's frequency.", valueName: "Hz"))
        var frequency = 1_000.0

        @OptionGroup(title: "Sound")
        var probe: ProbeOptions

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        @OptionGroup(title: "Limits")
        var limits: LimitOptions

        private static let allowed = -120.0...24.0
        private static let standard = -60.0...0.0
        private static let stepDecibels = 1.0
        /// Curves up and down that are nearer to each other are one.
        private static let toleranceDecibels = 0.1

        private var range: ClosedRange<Double> { picture.x?.range ?? Self.standard }

        func validate() throws {
            guard Self.allowed.lowerBound <= range.lowerBound, range.upperBound <= Self.allowed.upperBound else {
                throw ValidationError("--x is within -120..24 dBFS")
            }
            guard frequency >= 10, frequency < Double(probe.sampleRate) / 2 else {
                throw ValidationError("--frequency is 10 Hz to half the rate")
            }
        }

        func run() throws {
            try PlotSession.reporting {
                let session = try PlotSession(
                    keys: subjects.keys, grants: grants, limits: limits, isQuiet: picture.quiet)
                let compared = try subjects.subjects(session.store)
                let count = Int(((range.upperBound - range.lowerBound) / Self.stepDecibels).rounded(.down))
                var levels = (0...count).map { range.lowerBound + Double($0) * Self.stepDecibels }
                if levels.last! < range.upperBound { levels.append(range.upperBound) }
                var probing = LevelProbe(format: probe.format, levels: levels)
                probing.frequencyHertz = frequency
                var curves: [(label: String, curve: LevelProbe.Curve)] = []
                for subject in compared {
                    let curve = try probing.run(subject.preset, store: session.store, log: session.log)
                    curves.append((subject.label, curve))
                    picture.warn(curve.warnings.map { compared.count > 1 ? "\(subject.label): \($0)" : $0 })
                }
                let notes = notes(curves, probing)
                try picture.write(
                    chart(curves, notes, title: subjects.title(compared, several: "Level curves")),
                    size: PictureSize(560, 560),
                    numbers: Numbers(
                        sampleRateHertz: probe.format.sampleRate, frequencyHertz: frequency, notes: notes,
                        curves: curves.map {
                            Numbers.Curve(label: $0.label, rising: $0.curve.rising, falling: $0.curve.falling)
                        }))
            }
        }

        private struct Numbers: Encodable {
            struct Curve: Encodable {
                let label: String
                let rising: [LevelProbe.Step]
                let falling: [LevelProbe.Step]
            }

            let sampleRateHertz: Double
            let frequencyHertz: Double
            let notes: [String]
            let curves: [Curve]
        }

        /// Whether it depends on where the level comes from.
        private static func hasTwoBranches(_ curve: LevelProbe.Curve) -> Bool {
            zip(curve.rising, curve.falling).contains { up, down in
                let floor = up.inputDecibels - 100
                return abs(max(up.outputDecibels, floor) - max(down.outputDecibels, floor)) > toleranceDecibels
            }
        }

        private func notes(
            _ curves: [(label: String, curve: LevelProbe.Curve)], _ probing: LevelProbe
        ) -> [String] {
            var notes: [String] = []
            if curves.contains(where: { Self.hasTwoBranches($0.curve) }) {
                notes.append("Dashed: as the level falls.")
            }
            for (label, curve) in curves {
                let count = (curve.rising + curve.falling).count { !$0.hasSettled }
                guard count > 0 else { continue }
                let name = curves.count > 1 ? "\(label): " : ""
                notes.append(
                    "\(name)\(count) of \(curve.rising.count + curve.falling.count) levels had not settled after "
                        + "\(Text.duration(probing.longestSeconds)).")
            }
            return notes
        }

        private func chart(
            _ curves: [(label: String, curve: LevelProbe.Curve)], _ notes: [String], title: String
        ) -> Chart {
            func points(_ steps: [LevelProbe.Step]) -> [Point] {
                steps.map { Point($0.inputDecibels, $0.outputDecibels) }
            }
            let top = curves.flatMap { $0.curve.rising + $0.curve.falling }.map(\.outputDecibels).max() ?? 0
            let y =
                picture.y?.range
                ?? range.lowerBound...max(range.upperBound, ((top - 0.05) / 5).rounded(.up) * 5)
            var panel = Panel(
                x: Axis("Input in dBFS", AxisScale(range)), y: Axis("Output in dBFS", AxisScale(y)))
            panel.guides = [.identity]
            for (index, (label, curve)) in curves.enumerated() {
                // Without dots: a curve of many levels is one line.
                panel.series.append(Series(label, .curve(index), .line(points(curve.rising), width: 2)))
                guard Self.hasTwoBranches(curve) else { continue }
                panel.series.append(
                    Series(nil, .curve(index), .line(points(curve.falling), isDashed: true, width: 2)))
            }
            var chart = Chart(title: picture.title ?? title, panels: [panel])
            chart.subtitle =
                "Level curve: settled sines of \(String(format: "%g", frequency)) Hz at "
                + Text.rate(probe.format.sampleRate)
            chart.notes = notes
            return chart
        }
    }
}

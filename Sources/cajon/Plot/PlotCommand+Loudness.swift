// `cajon plot loudness`: how loud a sound is to an ear, over time.

import ArgumentParser
import AudioIO
import Foundation
import Measuring
import Plotting

extension PlotCommand {
    struct Loudness: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a sound file's loudness over time, before and after effects.",
            discussion: """
                Examples:
                  cajon plot loudness speech.wav -o speech.svg
                  cajon plot loudness speech.wav --preset vocal-polish -o polish.png
                  cajon plot loudness speech.wav --json

                As EBU R128 has it: momentary (0.4 s), short-term (3 s) and integrated
                loudness, the range, and the true peak.
                """)

        @OptionGroup
        var file: PlotFileOptions

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        /// Below this the standard's gates take nothing for sound.
        private static let floor = -70.0

        func run() throws {
            try file.measure(picture) { plotted in
                let (info, caption, hasEffects) = (plotted.info, plotted.caption(picture), plotted.effects != nil)
                guard LoudnessCurve.channelCounts.contains(info.channelCount),
                    LoudnessCurve.sampleRates.contains(info.sampleRate)
                else {
                    throw Failure(
                        .badData,
                        "\(info.path): loudness is measured of 1 to 64 channels at 16 Hz to 2.8 MHz, and these are "
                            + "\(info.channelCount) channels at \(info.sampleRate) Hz")
                }
                var before = LoudnessCurve(channelCount: info.channelCount, sampleRate: info.sampleRate)
                var after = LoudnessCurve(channelCount: info.channelCount, sampleRate: info.sampleRate)
                let (frameCount, notes) = try plotted.run {
                    before.measure($0, $1)
                } after: {
                    after.measure($0, $1)
                }
                let rate = Double(info.sampleRate)
                var measured = [
                    Measured(
                        name: Series.beforeLabel, programme: before.finish(), moments: before.moments,
                        secondsEach: before.secondsEach(sampleRate: rate))
                ]
                if hasEffects {
                    measured.append(
                        Measured(
                            name: Series.afterLabel, programme: after.finish(), moments: after.moments,
                            secondsEach: after.secondsEach(sampleRate: rate)))
                }
                try picture.write(
                    chart(measured, seconds: Double(frameCount) / rate, caption, notes), size: PictureSize(800, 450),
                    numbers: Numbers(
                        sampleRateHertz: rate, notes: notes, before: measured[0].numbers,
                        after: measured.dropFirst().first?.numbers))
            }
        }

        private struct Numbers: Encodable {
            let sampleRateHertz: Double
            let notes: [String]
            let before: Measured.Numbers
            let after: Measured.Numbers?
        }

        /// What was measured of one of the two sounds.
        fileprivate struct Measured {
            struct Numbers: Encodable {
                let programme: LoudnessCurve.Programme
                /// The end of the first window; the others' follow at this distance.
                let secondsEach: Double
                /// LUFS; nil below -70.
                let momentary: [Double?]
                let shortTerm: [Double?]
            }

            let name: String
            let programme: LoudnessCurve.Programme
            let moments: [LoudnessCurve.Moment]
            let secondsEach: Double

            func points(_ value: (LoudnessCurve.Moment) -> Double) -> [Point] {
                moments.enumerated().map { index, moment in
                    let loudness = value(moment)
                    return Point(Double(index + 1) * secondsEach, loudness >= Loudness.floor ? loudness : .nan)
                }
            }

            var numbers: Numbers {
                func known(_ values: [Double]) -> [Double?] { values.map { $0 >= Loudness.floor ? $0 : nil } }
                return Numbers(
                    programme: programme, secondsEach: secondsEach, momentary: known(moments.map(\.momentary)),
                    shortTerm: known(moments.map(\.shortTerm)))
            }

            /// `integrated -18.3 LUFS, range 5.1 LU, true peak -1.2 dBTP`.
            var words: String {
                let integrated = programme.integratedLUFS.map { "integrated \(Self.number($0)) LUFS" }
                let range = programme.rangeLU.map { "range \(Self.number($0)) LU" }
                let peak = programme.truePeakDecibels.map { "true peak \(Self.number($0)) dBTP" }
                let known = [integrated, range, peak].compactMap(\.self)
                return known.isEmpty ? "silence" : known.joined(separator: ", ")
            }

            private static func number(_ value: Double) -> String { Ticks.number(value, step: 0.1) }
        }

        private func chart(
            _ measured: [Measured], seconds: Double, _ caption: (title: String, subtitle: String), _ notes: [String]
        ) -> Chart {
            let values = measured.flatMap(\.moments).flatMap { [$0.momentary, $0.shortTerm] }.filter {
                $0 >= Self.floor
            }
            let y = picture.y?.range ?? ChartRanges.around(values, leastSpan: 20, greatestSpan: 50)
            var panel = Panel(
                x: Axis("Time in s", .seconds, AxisScale(picture.x?.range ?? 0...max(seconds, 0.1))),
                y: Axis("Loudness in LUFS", AxisScale(values.isEmpty && picture.y == nil ? -70...0 : y)))
            for (index, one) in measured.enumerated() {
                let colour = measured.count > 1 && index == 0 ? SeriesColour.before : .curve(0)
                let name = measured.count > 1 ? "\(one.name), " : ""
                panel.series += [
                    Series("\(name)momentary", colour, .line(one.points(\.momentary), width: 0.9), opacity: 0.6),
                    Series("\(name)short-term", colour, .line(one.points(\.shortTerm), width: 2.2)),
                ]
                if let integrated = one.programme.integratedLUFS {
                    let ends = [panel.x.scale.lower, panel.x.scale.upper]
                    panel.series.append(
                        Series(
                            "\(name)integrated", colour,
                            .line(ends.map { Point($0, integrated) }, isDashed: true, width: 1.2)))
                }
            }
            var chart = Chart(title: caption.title, panels: [panel])
            chart.subtitle = "Loudness of \(caption.subtitle)"
            chart.notes =
                measured.map {
                    measured.count > 1
                        ? "\($0.name.capitalized): \($0.words)."
                        : $0.words.prefix(1).uppercased() + $0.words.dropFirst() + "."
                } + notes
            return chart
        }
    }
}

// `cajon plot spectrum`: what frequencies a sound is made of.

import ArgumentParser
import AudioIO
import Foundation
import Measuring
import Plotting

extension PlotCommand {
    struct Spectrum: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a sound file's spectrum, before and after effects.",
            discussion: """
                Examples:
                  cajon plot spectrum take.wav -o take.svg
                  cajon plot spectrum take.wav --preset telephone -o phone.png
                  cajon plot spectrum hum.wav --window 65536 --x 20..500 -o hum.svg

                By Welch's method: the mean power of segments under a Hann window, each
                overlapping the next by half, and of the channels. 0 dBFS is a sine of full
                scale. Of several frequencies in one place the loudest is drawn.
                """)

        @OptionGroup
        var file: PlotFileOptions

        @Option(help: ArgumentHelp("Frames of a segment, a power of two, 64 to 1048576.", valueName: "frames"))
        var window = 16_384

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        func validate() throws {
            guard (64...1 << 20).contains(window), window & (window - 1) == 0 else {
                throw ValidationError("--window is a power of two, 64 to 1048576")
            }
        }

        /// What lies further below the loudest isn't shown, unless asked for.
        private static let spanDecibels = 110.0
        /// Points of a curve: a little more than a picture has.
        private static let columnCount = 1_000

        func run() throws {
            try file.measure(picture) { plotted in
                let (info, caption, hasEffects) = (plotted.info, plotted.caption(picture), plotted.effects != nil)
                let rate = Double(info.sampleRate)
                let range = try ChartRanges.frequencies(picture.x, sampleRate: rate)
                func meter() -> SpectrumMeter {
                    SpectrumMeter(length: window, channelCount: info.channelCount, sampleRate: rate)
                }
                var before = meter()
                var after = hasEffects ? meter() : nil
                let (_, notes) = try plotted.run {
                    before.measure($0, $1)
                } after: {
                    after?.measure($0, $1)
                }
                let binHertz = before.binHertz
                let beforeLevels = before.finish()
                let afterLevels = after?.finish()
                let points = [beforeLevels, afterLevels].compactMap(\.self).map {
                    Self.points($0, binHertz: binHertz, in: range)
                }
                try picture.write(
                    chart(points, range, caption, notes, rate: rate), size: PictureSize(800, 450),
                    numbers: Numbers(
                        sampleRateHertz: rate, windowFrames: window, segmentCount: before.segmentCount, notes: notes,
                        hertz: points[0].map(\.x), before: points[0].map(\.y), after: points.dropFirst().first?.map(\.y)
                    ))
            }
        }

        private struct Numbers: Encodable {
            let sampleRateHertz: Double
            let windowFrames: Int
            let segmentCount: Int
            let notes: [String]
            let hertz: [Double]
            /// dBFS.
            let before: [Double]
            let after: [Double]?
        }

        /// The loudest bin of each column; where bins are further apart than columns, each bin.
        private static func points(
            _ levels: [Double], binHertz: Double, in range: ClosedRange<Double>
        ) -> [Point] {
            let ratio = pow(range.upperBound / range.lowerBound, 1 / Double(columnCount))
            let last = levels.count - 1
            var bin = max(Int((range.lowerBound / binHertz).rounded(.down)), 1)
            var points: [Point] = []
            while bin <= last, Double(bin - 1) * binHertz < range.upperBound {
                let end = min(max(Int(Double(bin) * ratio), bin), last)
                let loudest = (bin...end).max { levels[$0] < levels[$1] }!
                points.append(Point(Double(loudest) * binHertz, levels[loudest]))
                bin = end + 1
            }
            return points
        }

        private func chart(
            _ points: [[Point]], _ range: ClosedRange<Double>, _ caption: (title: String, subtitle: String),
            _ notes: [String], rate: Double
        ) -> Chart {
            let all = points.joined().map(\.y)
            let y =
                picture.y?.range ?? ChartRanges.around(all, leastSpan: 40, greatestSpan: Self.spanDecibels)
            var panel = Panel(
                x: Axis("Frequency in Hz", .frequency, AxisScale(range, isLogarithmic: true)),
                y: Axis("Level in dBFS", AxisScale(y)))
            if points.count == 1 {
                panel.series = [Series(nil, .curve(0), .filled(points[0]))]
            } else {
                panel.series = [
                    Series(Series.beforeLabel, .before, .filled(points[0])),
                    Series(Series.afterLabel, .curve(0), .line(points[1], width: 1.3)),
                ]
            }
            var chart = Chart(title: caption.title, panels: [panel])
            chart.subtitle = "Spectrum of \(caption.subtitle)"
            chart.notes =
                [
                    "Welch’s method, Hann window of \(window) frames (\(Text.duration(Double(window) / rate))), "
                        + "overlap by half, mean of the channels; 0 dBFS is a sine of full scale."
                ] + notes
            return chart
        }
    }
}

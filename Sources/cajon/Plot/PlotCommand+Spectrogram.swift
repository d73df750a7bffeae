// `cajon plot spectrogram`: frequencies over time.

import ArgumentParser
import AudioIO
import Foundation
import Measuring
import Plotting

extension PlotCommand {
    struct Spectrogram: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a sound file's spectrogram, before and after effects.",
            discussion: """
                Examples:
                  cajon plot spectrogram take.wav -o take.png
                  cajon plot spectrogram take.wav --preset wide-chorus -o chorus.png
                  cajon plot spectrogram take.wav --levels -90..-10 --y 50..8k -o t.png

                Segments under a Hann window, each overlapping the next by half; the mean
                power of the channels. 0 dBFS is a sine of full scale. With effects there are
                two panels with the same colours.
                """)

        @OptionGroup
        var file: PlotFileOptions

        @Option(help: ArgumentHelp("Frames of a segment, a power of two, 64 to 65536.", valueName: "frames"))
        var window = 2_048

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("From which level to which the colours go, in dBFS.", valueName: "from..to"))
        var levels: PlotRange?

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        func validate() throws {
            guard (64...1 << 16).contains(window), window & (window - 1) == 0 else {
                throw ValidationError("--window is a power of two, 64 to 65536")
            }
        }

        /// What lies further below the loudest is dark, unless asked for.
        private static let spanDecibels = 90.0
        private static let rowCount = 320

        func run() throws {
            try file.measure(picture) { plotted in
                let (info, caption, hasEffects) = (plotted.info, plotted.caption(picture), plotted.effects != nil)
                let rate = Double(info.sampleRate)
                let range = try ChartRanges.frequencies(picture.y, sampleRate: rate)
                func meter() -> SpectrogramMeter {
                    SpectrogramMeter(
                        length: window, channelCount: info.channelCount, sampleRate: rate, range: range,
                        rowCount: Self.rowCount)
                }
                var before = meter()
                var after = hasEffects ? meter() : nil
                let (frameCount, notes) = try plotted.run {
                    before.measure($0, $1)
                } after: {
                    after?.measure($0, $1)
                }
                let hop = Double(before.hop) / rate
                var images = [before.finish()]
                if let image = after?.finish() { images.append(image) }
                try picture.write(
                    chart(images, hop: hop, seconds: Double(frameCount) / rate, range, caption, notes, rate: rate),
                    size: PictureSize(800, hasEffects ? 620 : 420),
                    numbers: Numbers(
                        sampleRateHertz: rate, windowFrames: window, secondsEach: hop * Double(images[0].segmentsEach),
                        firstSecond: hop / 2, notes: notes, lowestHertz: range.lowerBound,
                        highestHertz: range.upperBound, before: images[0].columns,
                        after: images.dropFirst().first?.columns))
            }
        }

        /// Rows are at equal ratios from the lowest frequency to the highest.
        private struct Numbers: Encodable {
            let sampleRateHertz: Double
            let windowFrames: Int
            /// From one column to the next.
            let secondsEach: Double
            /// Where the first column begins.
            let firstSecond: Double
            let notes: [String]
            let lowestHertz: Double
            let highestHertz: Double
            /// By column, then by row: dBFS.
            let before: [[Double]]
            let after: [[Double]]?
        }

        private func chart(
            _ images: [(columns: [[Double]], segmentsEach: Int)], hop: Double, seconds: Double,
            _ range: ClosedRange<Double>, _ caption: (title: String, subtitle: String), _ notes: [String], rate: Double
        ) -> Chart {
            let loudest = images.reduce(FrequencyResponse.floorDecibels) { greatest, image in
                image.columns.reduce(greatest) { max($0, $1.max() ?? $0) }
            }
            // Of silence there is no loudest.
            let top = loudest > -150 ? (loudest / 10).rounded(.up) * 10 : 0
            let levels = levels?.range ?? top - Self.spanDecibels...top
            let panels = images.enumerated().map { index, image in
                let title = images.count == 1 ? nil : index == 0 ? Series.beforeLabel : Series.afterLabel
                var panel = Panel(
                    title: title,
                    x: Axis("Time in s", .seconds, AxisScale(picture.x?.range ?? 0...max(seconds, 1e-6))),
                    y: Axis("Frequency in Hz", .frequency, AxisScale(range, isLogarithmic: true)))
                panel.labelsX = index == images.count - 1
                // A segment says what is about its middle, half a hop to either side.
                let start = image.columns.count == 1 && seconds < 2 * hop ? 0 : hop / 2
                panel.raster = Raster(
                    columns: image.columns,
                    span: start...start + hop * Double(max(image.columns.count * image.segmentsEach, 1)))
                return panel
            }
            var chart = Chart(title: caption.title, panels: panels)
            chart.colourBar = Axis("Level in dBFS", AxisScale(levels))
            chart.subtitle = "Spectrogram of \(caption.subtitle)"
            chart.notes =
                [
                    "Hann window of \(window) frames (\(Text.duration(Double(window) / rate))), overlap by half, mean of "
                        + "the channels; 0 dBFS is a sine of full scale."
                ] + notes
            return chart
        }
    }
}

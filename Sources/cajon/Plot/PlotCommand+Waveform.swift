// `cajon plot waveform`: the outline of a sound.

import ArgumentParser
import AudioIO
import Foundation
import Measuring
import Plotting

extension PlotCommand {
    struct Waveform: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a sound file's waveform, before and after effects.",
            discussion: """
                Examples:
                  cajon plot waveform take.wav -o take.svg
                  cajon plot waveform take.wav --chain 'limiter' -o limited.png

                Every sample counts: drawn are the extremes, and, of a file alone, the level
                by the mean square within them. The horizontal axis is in seconds.
                """)

        @OptionGroup
        var file: PlotFileOptions

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        /// More panels are too low to see anything.
        private static let greatestPanelCount = 8
        /// A point each, about: no picture has room for more.
        private static let columnCount = 1_200

        func run() throws {
            try file.measure(picture) { plotted in
                let (info, caption) = (plotted.info, plotted.caption(picture))
                let hasEffects = plotted.effects != nil
                var before = WaveformMeter(channelCount: info.channelCount)
                var after = WaveformMeter(channelCount: info.channelCount)
                let (frameCount, notes) = try plotted.run {
                    before.measure($0, $1)
                } after: {
                    after.measure($0, $1)
                }
                let rate = Double(info.sampleRate)
                let seconds = Double(frameCount) / rate
                var meters = [(Series.beforeLabel, SeriesColour.before, before)]
                if hasEffects {
                    meters.append((Series.afterLabel, .curve(0), after))
                } else {
                    meters[0].1 = .curve(0)
                }
                let outlines = meters.map { label, colour, meter in
                    (
                        label, colour,
                        (0..<info.channelCount).map { channel in
                            let (extents, framesEach) = meter.outline(ofChannel: channel)
                            return Outline(extents, framesEach, in: picture.x?.range ?? 0...seconds, rate: rate)
                        }
                    )
                }
                try picture.write(
                    chart(outlines, seconds: seconds, caption, notes),
                    size: PictureSize(800, 150 + 140 * min(info.channelCount, Self.greatestPanelCount)),
                    numbers: Numbers(
                        sampleRateHertz: rate, frameCount: frameCount, notes: notes,
                        before: outlines[0].2.map(\.numbers), after: hasEffects ? outlines[1].2.map(\.numbers) : nil))
            }
        }

        private struct Numbers: Encodable {
            let sampleRateHertz: Double
            let frameCount: Int
            let notes: [String]
            /// By channel.
            let before: [Outline.Numbers]
            let after: [Outline.Numbers]?
        }

        /// A channel's extents, no more than a picture has columns.
        fileprivate struct Outline {
            struct Numbers: Encodable {
                let secondsEach: Double
                let lowest: [Float]
                let highest: [Float]
                /// Root of the mean square.
                let rms: [Double]
            }

            let extents: [WaveformMeter.Extent]
            let framesEach: Int
            let rate: Double

            init(
                _ extents: [WaveformMeter.Extent], _ framesEach: Int, in shown: ClosedRange<Double>, rate: Double
            ) {
                let wide = (shown.upperBound - shown.lowerBound) * rate / Double(Waveform.columnCount)
                let group = min(max(Int(wide) / framesEach, 1), max(extents.count, 1))
                self.extents = stride(from: 0, to: extents.count, by: group).map { start in
                    extents[start..<min(start + group, extents.count)].dropFirst().reduce(extents[start]) {
                        WaveformMeter.Extent.merged($0, $1)
                    }
                }
                self.framesEach = framesEach * group
                self.rate = rate
            }

            /// Whether each extent is a sample.
            var isWhole: Bool { framesEach == 1 }

            private func time(_ index: Int) -> Double {
                isWhole ? Double(index) / rate : (Double(index) + 0.5) * Double(framesEach) / rate
            }

            var samples: [Point] { extents.enumerated().map { Point(time($0), Double($1.highest)) } }
            var band: [(x: Double, from: Double, to: Double)] {
                extents.enumerated().map { (time($0), Double($1.lowest), Double($1.highest)) }
            }
            var rmsBand: [(x: Double, from: Double, to: Double)] {
                extents.enumerated().map { (time($0), -$1.rms, $1.rms) }
            }
            var peak: Double { extents.reduce(0) { max($0, Double(max(-$1.lowest, $1.highest))) } }
            var numbers: Numbers {
                Numbers(
                    secondsEach: Double(framesEach) / rate, lowest: extents.map(\.lowest),
                    highest: extents.map(\.highest), rms: extents.map(\.rms))
            }
        }

        private func chart(
            _ outlines: [(label: String, colour: SeriesColour, channels: [Outline])], seconds: Double,
            _ caption: (title: String, subtitle: String), _ notes: [String]
        ) -> Chart {
            let channelCount = outlines[0].channels.count
            let peak = outlines.flatMap(\.channels).reduce(0) { max($0, $1.peak) }
            let limit = peak <= 1 ? 1 : (peak * 10).rounded(.up) / 10
            let y = Axis("Amplitude", AxisScale(picture.y?.range ?? -limit...limit))
            let x = Axis("Time in s", .seconds, AxisScale(picture.x?.range ?? 0...max(seconds, 1e-6)))
            let isAlone = outlines.count == 1
            var notes = notes
            if channelCount > Self.greatestPanelCount {
                notes.append("All \(channelCount) channels in one.")
            }
            let groups =
                channelCount > Self.greatestPanelCount ? [Array(0..<channelCount)] : (0..<channelCount).map { [$0] }
            let panels = groups.enumerated().map { index, channels in
                var panel = Panel(
                    title: groups.count > 1 ? ProbeOptions.name(ofChannel: index, of: channelCount) : nil, x: x, y: y)
                panel.labelsX = index == groups.count - 1
                panel.guides = [.zero]
                for (label, colour, outline) in outlines {
                    for channel in channels {
                        let one = outline[channel]
                        guard !one.isWhole else {
                            panel.series.append(Series(label, colour, .line(one.samples, width: 1.2)))
                            continue
                        }
                        let isAfter = label == Series.afterLabel
                        panel.series.append(
                            Series(
                                isAlone ? "extremes" : label, colour, .band(one.band),
                                opacity: isAlone ? 0.5 : isAfter ? 0.75 : 1))
                        if isAlone { panel.series.append(Series("mean square", colour, .band(one.rmsBand))) }
                    }
                }
                return panel
            }
            var chart = Chart(title: caption.title, panels: panels)
            chart.subtitle = "Waveform of \(caption.subtitle)"
            chart.notes = notes
            return chart
        }
    }
}

extension WaveformMeter.Extent {
    /// Root of the mean square.
    fileprivate var rms: Double { (sumOfSquares / Double(max(frameCount, 1))).squareRoot() }
}

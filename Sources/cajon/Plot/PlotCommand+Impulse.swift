// `cajon plot impulse`: what comes out after an impulse went in.

import ArgumentParser
import AudioGraph
import Foundation
import Plotting

extension PlotCommand {
    struct Impulse: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw the impulse response of effects.",
            discussion: """
                Examples:
                  cajon plot impulse --chain 'filter cutoff=500' -o filter.svg
                  cajon plot impulse --preset tape-echo --decibels --x 0..2000 -o echo.png

                Time 0 is the impulse's, the latency taken off; what comes before it rang
                before. The horizontal axis is in milliseconds.
                """)

        @OptionGroup(title: "Effects")
        var subjects: PlotSubjectOptions

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Draw the level in dB, in place of the samples.")
        var decibels = false

        @OptionGroup(title: "Sound")
        var probe: ProbeOptions

        @OptionGroup(title: "Impulse")
        var impulse: ImpulseOptions

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        @OptionGroup(title: "Limits")
        var limits: LimitOptions

        /// Below this beside the peak, a beginning or an end isn't worth the room.
        private var floorDecibels: Double { decibels ? -80 : -40 }
        /// No shorter time is shown, unless asked for.
        private static let leastMilliseconds = 1.0

        func run() throws {
            try PlotSession.reporting {
                let probing = try impulse.probe(probe.format)
                let session = try PlotSession(
                    keys: subjects.keys, grants: grants, limits: limits, isQuiet: picture.quiet)
                let compared = try subjects.subjects(session.store)
                let range = try ChartRanges.frequencies(nil, sampleRate: probe.format.sampleRate)
                let measured = try MeasuredImpulses(compared, probing, range: range, session: session)
                picture.warn(measured.warnings)
                try picture.write(
                    chart(measured, title: subjects.title(compared, several: "Impulse responses")),
                    size: PictureSize(800, 420),
                    numbers: Numbers(
                        sampleRateHertz: probe.format.sampleRate, notes: measured.notes,
                        curves: measured.impulses.map {
                            Numbers.Curve(
                                label: $0.label, latencyFrames: $0.latencyFrameCount, samples: Array($0.samples))
                        }))
            }
        }

        /// Samples begin at the impulse's frame; `latencyFrames` of them are before time 0.
        private struct Numbers: Encodable {
            struct Curve: Encodable {
                let label: String
                let latencyFrames: Int
                let samples: [Float]
            }

            let sampleRateHertz: Double
            let notes: [String]
            let curves: [Curve]
        }

        private func milliseconds(_ frame: Int, _ impulse: MeasuredImpulse) -> Double {
            Double(frame - impulse.latencyFrameCount) / probe.format.sampleRate * 1_000
        }

        /// From where to where there is something to be seen.
        private func times(_ impulses: [MeasuredImpulse]) -> ClosedRange<Double> {
            if let asked = picture.x { return asked.range }
            let peak = impulses.reduce(Float(0)) { $1.samples.reduce($0) { max($0, abs($1)) } }
            let floor = peak * Float(pow(10, floorDecibels / 20))
            var (first, last) = (0.0, Self.leastMilliseconds)
            for impulse in impulses where peak > 0 {
                if let frame = impulse.samples.firstIndex(where: { abs($0) >= floor }) {
                    first = min(first, milliseconds(frame, impulse))
                }
                if let frame = impulse.samples.lastIndex(where: { abs($0) >= floor }) {
                    last = max(last, milliseconds(frame, impulse))
                }
            }
            return first - (last - first) * 0.03...last + (last - first) * 0.05
        }

        private func chart(_ measured: MeasuredImpulses, title: String) -> Chart {
            let times = times(measured.impulses)
            let lines = measured.impulses.map { impulse in
                // A frame of silence on either side, as it was.
                let shown = (-1...impulse.samples.count).map { frame in
                    Point(
                        milliseconds(frame, impulse),
                        impulse.samples.indices.contains(frame) ? value(impulse.samples[frame]) : value(0))
                }
                let step = 1_000 / probe.format.sampleRate
                return shown.filter { $0.x >= times.lowerBound - step && $0.x <= times.upperBound + step }
            }
            let values = lines.joined().map(\.y)
            let top = values.reduce(decibels ? -60 : 0.1) { max($0, $1) }
            let y =
                picture.y?.range
                ?? (decibels
                    ? (top / 10).rounded(.up) * 10 - 80...(top / 10).rounded(.up) * 10
                    : ChartRanges.around(values, leastSpan: 0.1))
            var panel = Panel(
                x: Axis("Time in ms", AxisScale(times)),
                y: Axis(decibels ? "Level in dB" : "Amplitude", AxisScale(y)))
            if !decibels { panel.guides = [.zero] }
            panel.series = zip(measured.impulses, lines).enumerated().map { index, pair in
                Series(
                    pair.0.label, .curve(index), decibels ? .filled(pair.1) : .line(pair.1, width: 1.3),
                    opacity: lines.count > 1 ? 0.85 : 1)
            }
            var chart = Chart(title: picture.title ?? title, panels: [panel])
            let latencies = Set(measured.impulses.map(\.latencyFrameCount)).sorted()
            let taken =
                latencies == [0]
                ? "" : ", latency of \(latencies.map(String.init).joined(separator: " and ")) frames taken off"
            chart.subtitle =
                "Response to an impulse of \(String(format: "%g", impulse.level)) dBFS, scaled to 1, at "
                + Text.rate(probe.format.sampleRate) + taken
            chart.notes = measured.notes
            return chart
        }

        private func value(_ sample: Float) -> Double {
            guard decibels else { return Double(sample) }
            return sample == 0 ? -200 : 20 * log10(Double(abs(sample)))
        }
    }
}

// `cajon plot response`: magnitude, phase and group delay.

import ArgumentParser
import AudioGraph
import Foundation
import Measuring
import Plotting

extension PlotCommand {
    struct Response: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw the frequency response of effects.",
            discussion: """
                Examples:
                  cajon plot response --chain 'filter cutoff=1kHz' -o filter.svg
                  cajon plot response --chain filter --phase -o filter.png \\
                    --vary filter.resonance=0.5,0.707,2,8
                  cajon plot response -c 'filter | chorus' -c chorus -o two.svg
                  cajon plot response --preset telephone --json

                An impulse is sent through the effects, in the boxes that ‘cajon render’ runs
                them in, and what comes out is transformed. The latency is taken off. Two
                more impulses, a softer and a later one, tell whether the effects have one
                response at all; if not, the picture says so.
                """)

        @OptionGroup(title: "Effects")
        var subjects: PlotSubjectOptions

        @OptionGroup(title: "Grants")
        var grants: GrantOptions

        @Flag(help: "Draw the phase as well, the latency taken off.")
        var phase = false

        @Flag(help: "Draw the group delay as well, the latency taken off.")
        var groupDelay = false

        @OptionGroup(title: "Sound")
        var probe: ProbeOptions

        @OptionGroup(title: "Impulse")
        var impulse: ImpulseOptions

        @OptionGroup(title: "Picture")
        var picture: PictureOptions

        @OptionGroup(title: "Limits")
        var limits: LimitOptions

        func run() throws {
            try PlotSession.reporting {
                let range = try ChartRanges.frequencies(picture.x, sampleRate: probe.format.sampleRate)
                let probing = try impulse.probe(probe.format)
                let session = try PlotSession(
                    keys: subjects.keys, grants: grants, limits: limits, isQuiet: picture.quiet)
                let compared = try subjects.subjects(session.store)
                let measured = try MeasuredImpulses(compared, probing, range: range, session: session)
                let curves = measured.impulses.map { impulse in
                    ResponseCurve(
                        label: impulse.label,
                        response: FrequencyResponse(
                            impulseResponse: impulse.samples, origin: impulse.latencyFrameCount,
                            sampleRate: probe.format.sampleRate),
                        range: range)
                }
                picture.warn(measured.warnings)
                try picture.write(
                    chart(curves, measured.notes, title: subjects.title(compared, several: "Frequency responses")),
                    size: PictureSize(800, 300 + 170 * (1 + (phase ? 1 : 0) + (groupDelay ? 1 : 0)) - 20),
                    numbers: Numbers(
                        sampleRateHertz: probe.format.sampleRate, notes: measured.notes, curves: curves.map(\.numbers)))
            }
        }

        private struct Numbers: Encodable {
            let sampleRateHertz: Double
            let notes: [String]
            let curves: [ResponseCurve.Numbers]
        }

        private func chart(_ curves: [ResponseCurve], _ notes: [String], title: String) -> Chart {
            let x = Axis("Frequency in Hz", .frequency, AxisScale(curves[0].range, isLogarithmic: true))
            func panel(_ y: Axis, _ points: [[Point]]) -> Panel {
                var panel = Panel(x: x, y: y)
                if y.scale.lower < 0, y.scale.upper > 0 { panel.guides = [.zero] }
                panel.series = zip(curves, points).enumerated().map { index, pair in
                    Series(pair.0.label, .curve(index), .line(pair.1))
                }
                return panel
            }
            let levels = curves.map(\.magnitude)
            let y =
                picture.y?.range ?? ChartRanges.around(levels.joined().map(\.y), leastSpan: 12, greatestSpan: 60)
            var panels = [panel(Axis("Level in dB", AxisScale(y)), levels)]
            panels[0].weight = 1.5
            if phase {
                let points = curves.map(\.phase)
                let range = ChartRanges.around(points.joined().map(\.y), leastSpan: 90)
                panels.append(panel(Axis("Phase in degrees", .degrees, AxisScale(range)), points))
            }
            if groupDelay {
                let points = curves.map(\.groupDelay)
                let range = ChartRanges.most(of: points.joined().map(\.y), leastSpan: 0.2)
                panels.append(panel(Axis("Group delay in ms", AxisScale(range)), points))
            }
            for index in panels.indices.dropLast() { panels[index].labelsX = false }
            var chart = Chart(title: picture.title ?? title, panels: panels)
            chart.subtitle = subtitle
            chart.notes = notes
            return chart
        }

        private var subtitle: String {
            let parts = ["Frequency response", phase ? "phase" : nil, groupDelay ? "group delay" : nil]
                .compactMap(\.self)
            let into = impulse.into.map { ", impulse in channel \($0)" } ?? ""
            let at = impulse.at > 0 ? String(format: ", %g s after the start", impulse.at) : ""
            let list = parts.count == 1 ? parts[0] : parts.dropLast().joined(separator: ", ") + " and \(parts.last!)"
            return "\(list), by an impulse of \(String(format: "%g", impulse.level)) dBFS at "
                + "\(Text.rate(probe.format.sampleRate))\(into)\(at)"
        }
    }
}

// A live session as people read it. Pure functions, any thread.

import Control
import EffectHost
import Foundation
import Presets

extension Text {
    /// Parameters in columns: target, value, range, name.
    static func parameters(_ readings: [ParameterReading]) -> String {
        table(
            readings.map { reading in
                let parameter = reading.parameter
                let range =
                    parameter.choices.isEmpty
                    ? ParameterValue.range(of: parameter) : parameter.choices.joined(separator: " | ")
                return [reading.target, reading.text, range, parameter.name]
            })
    }

    /// Everything about a session.
    static func status(_ status: LiveStatus) -> String {
        var lines = ["\(status.session): \(status.preset), \(word(status.state)) for \(duration(status.uptimeSeconds))"]
        lines += status.devices
        let period = Double(status.periodFrames) / status.sampleRate * 1000
        lines.append(
            String(
                format: "%@, %d × %d frames (%.1f ms each), latency %.1f ms, %@", rate(status.sampleRate),
                status.periodCount, status.periodFrames, period, status.latencyMilliseconds, xruns(status.xruns)))
        if let load = status.meters.load { lines.append("load " + figures(load)) }
        lines.append(meters(status.meters))
        if let recording = status.recording {
            let lost = recording.lostFrames > 0 ? ", \(recording.lostFrames) frames lost" : ""
            lines.append("recording \(recording.file), \(duration(recording.seconds))\(lost)")
        }
        lines += ["", table(status.nodes.map(row))]
        let meters = status.nodes.flatMap { node in
            (node.meters ?? []).map { [node.id, $0.meter.name, $0.text] }
        }
        if !meters.isEmpty { lines += ["", table(meters)] }
        if !status.messages.isEmpty {
            lines += [""] + status.messages.map { "\(duration($0.uptimeSeconds))  \($0.text)" }
        }
        return lines.joined(separator: "\n")
    }

    /// A line for each side.
    static func meters(_ meters: LiveMeters) -> String {
        table([["in"] + meters.input.map(level), ["out"] + meters.output.map(level)])
    }

    /// All on one line.
    static func line(_ meters: LiveMeters) -> String {
        let peaks = { (levels: [LevelReading]) in
            levels.map { $0.peak.map { String(format: "%6.1f", $0) } ?? "     -" }.joined(separator: " ")
        }
        let load = meters.load.map { String(format: "  load %.0f %%, max %.0f %%", $0.median * 100, $0.maximum * 100) }
        return "in \(peaks(meters.input))  out \(peaks(meters.output))\(load ?? "")  \(xruns(meters.xruns))"
    }

    private static func level(_ reading: LevelReading) -> String {
        let clips = reading.clipCount > 0 ? ", \(reading.clipCount) clipped" : ""
        guard let peak = reading.peak else { return "silence\(clips)" }
        let rms = reading.rms.map { String(format: ", RMS %.1f", $0) } ?? ""
        return String(format: "peak %.1f dBFS", peak) + rms + clips
    }

    private static func row(_ node: NodeStatus) -> [String] {
        var state = [node.isBypassed ? "bypassed" : word(node.state)]
        if node.mix != 1 { state.append("mixed \(Int((node.mix * 100).rounded())) %") }
        if node.faultCount > 0 { state.append("\(node.faultCount) faults") }
        return [
            node.id, node.effect, state.joined(separator: ", "), "\(node.latencyFrames) frames",
            node.load.map(figures) ?? "", node.lastFault ?? "",
        ]
    }

    private static func figures(_ load: LoadFigures) -> String {
        String(
            format: "median %.1f %%, 99th %.1f %%, 99.9th %.1f %%, max %.1f %%", load.median * 100,
            load.percentile99 * 100, load.percentile999 * 100, load.maximum * 100)
    }

    private static func word(_ state: LiveStatus.State) -> String {
        switch state {
        case .playing: "playing"
        case .idle: "idle"
        case .waiting: "waiting for the sound device"
        case .ending: "ending"
        }
    }

    private static func word(_ state: NodeStatus.State) -> String {
        switch state {
        case .playing: "plays"
        case .failed: "failed"
        case .restarting: "restarting"
        case .out: "out"
        }
    }

    private static func xruns(_ count: Int) -> String { count == 1 ? "1 xrun" : "\(count) xruns" }
}

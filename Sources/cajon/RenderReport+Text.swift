// A render's report as people read it.

import AudioIO
import EffectHost
import Presets
import Session

extension RenderReport {
    /// Several lines, without a final line break.
    var text: String {
        let rate = Double(output.info.sampleRate)
        var lines = [
            "\(output.info.path): \(Text.duration(Double(outputFrames) / rate)), \(Text.channels(output.info.channelCount)), "
                + "\(Text.rate(rate)), \(output.info.format.displayName)",
            "  peak \(Text.level(peakDecibels)), RMS \(Text.level(rmsDecibels)), rendered in \(Text.duration(seconds)) "
                + "(\(Text.speed(speed)))",
        ]
        if latencyFrames > 0 {
            lines.append("  latency of \(latencyFrames) frames removed")
        }
        let busy = nodes.reduce(0) { $0 + $1.seconds }
        if !nodes.isEmpty {
            let rows = nodes.map { node in
                [
                    "  " + node.id, node.id == node.effect ? "" : node.effect, Text.duration(node.seconds),
                    busy > 0 ? "\(Int((100 * node.seconds / seconds).rounded())) %" : "",
                ]
            }
            lines.append(Text.table(rows))
        }
        let meters = nodes.flatMap { node in
            (node.meters ?? []).map { ["  " + node.id, $0.meter.name, $0.text] }
        }
        if !meters.isEmpty { lines.append(Text.table(meters)) }
        for node in nodes where node.nonFiniteBlocks > 0 {
            lines.append(
                "  warning: ‘\(node.id)’ put out NaN or infinity in \(node.nonFiniteBlocks) blocks, which became silence"
            )
        }
        lines += faults.map { "  warning: \($0); it was bypassed from there on" }
        lines += warnings.map { "  warning: \($0)" }
        if output.clippedSampleCount > 0 {
            lines.append(
                "  warning: \(output.clippedSampleCount) samples clipped; lower the level by "
                    + "\(Text.decibels(peakDecibels ?? 0)) or write --bits 32f")
        }
        if !output.lostMetadata.isEmpty {
            lines.append(
                "  note: \(output.info.format.container.displayName) can't hold: "
                    + output.lostMetadata.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}

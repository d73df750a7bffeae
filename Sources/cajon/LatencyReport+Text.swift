// A measured latency as people read it.

import AudioIO
import Foundation
import Session

extension LatencyReport {
    /// Several lines, without a final line break. Of a measurement that found something.
    var text: String {
        var rows: [[String]] = []
        if let frames = measuredFrames, let milliseconds = measuredMilliseconds {
            rows.append(
                [
                    "round trip", Self.milliseconds(milliseconds), Self.frames(frames.median),
                    String(
                        format: "median of %d, %.2f to %.2f", frames.count, frames.minimum, frames.maximum),
                ])
        }
        if let frames = computedFrames, let milliseconds = computedMilliseconds {
            rows.append(
                ["computed", Self.milliseconds(milliseconds), Self.frames(frames.median), "as ‘cajon live’ shows it"])
        }
        if let frames = differenceFrames, let milliseconds = differenceMilliseconds {
            rows.append(
                [
                    "difference", Self.milliseconds(milliseconds), Self.frames(frames),
                    frames < 0 ? "less than the devices say" : "converters, cable, and what a driver doesn't tell",
                ])
        }
        let width = rows.map { $0[1].count }.max() ?? 0
        let frameWidth = rows.map { $0[2].count }.max() ?? 0
        for index in rows.indices {
            rows[index][1] = Self.padded(rows[index][1], width)
            rows[index][2] = Self.padded(rows[index][2], frameWidth)
        }
        var lines = [Text.table(rows)]
        lines += connections.map(\.text)
        lines.append("\(setting), \(xruns)")
        return lines.joined(separator: "\n")
    }

    private var setting: String {
        let side = devices.playback ?? devices.capture
        let periods = side.map { $0.bufferFrames / max($0.periodFrames, 1) } ?? 0
        return "\(Text.rate(Double(devices.sampleRate))), \(periods) × \(devices.periodFrames) frames"
            + (devices.clock == .resampled ? ", capture resampled" : "")
    }

    private var xruns: String {
        let count = captureXruns + playbackXruns
        return count == 1 ? "1 xrun" : "\(count) xruns"
    }

    private static func milliseconds(_ value: Double) -> String { String(format: "%.2f ms", value) }
    private static func frames(_ value: Double) -> String { String(format: "%.2f frames", value) }

    /// With spaces before it.
    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}

extension LatencyReport.Connection {
    fileprivate var text: String {
        let noise =
            signalToNoiseDecibels.map { String(format: ", %.0f dB above the noise", $0) } ?? ", without noise"
        return "output \(output) came back on input \(input): "
            + String(format: "%.1f dBFS (%+.1f dB)", levelDecibels, 20 * log10(gain)) + noise
            + (isInverted ? ", polarity inverted" : "")
    }
}

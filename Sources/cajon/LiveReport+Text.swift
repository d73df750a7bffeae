// A live session's report as people read it.

import Control
import Foundation
import Realtime
import Session

extension LiveReport {
    /// Several lines, without a final line break.
    var text: String {
        let period = load.periodNanoseconds
        var lines = [
            "played \(Text.duration(status.uptimeSeconds)), latency "
                + String(format: "%.1f ms", status.latencyMilliseconds)
                + ", \(status.xruns) xrun\(status.xruns == 1 ? "" : "s")"
        ]
        if load.period.count > 0, period > 0 {
            var rows = [["  load of a period", "median", "99 %", "99.9 %", "maximum"]]
            rows.append(["  all"] + Self.cells(load.period, period))
            rows += load.nodes.map { ["  " + $0.id] + Self.cells($0.load, period) }
            lines.append(Text.table(rows))
        }
        if load.overrunCount > 0 {
            lines.append("  \(load.overrunCount) periods took longer to compute than they last")
        }
        if deviceLosses > 0 { lines.append("  the device went away \(deviceLosses) times") }
        if suspensions > 0 { lines.append("  the device was suspended \(suspensions) times") }
        if clippedSamples > 0 { lines.append("  \(clippedSamples) samples were too loud for the device") }
        if clockDriftPPM != 0 { lines.append("  capture's clock was \(clockDriftPPM) ppm faster than playback's") }
        if !faults.isEmpty { lines.append("  effects failed \(faults.count) times") }
        return lines.joined(separator: "\n")
    }

    private static func cells(_ load: LoadSummary, _ period: Double) -> [String] {
        [
            load.medianNanoseconds, load.percentile99Nanoseconds, load.percentile999Nanoseconds,
            load.maximumNanoseconds,
        ].map { String(format: "%.1f %%", Double($0) / period * 100) }
    }
}

extension Text {
    /// What to do about an audio thread that must share the processor; nil when there is nothing to say.
    static func advice(on scheduling: SystemThread.Scheduling) -> String? {
        guard case .refused(let code) = scheduling else { return nil }
        return "no real-time priority (\(String(cString: strerror(code)))): other programs may interrupt the sound; "
            + AudioLimits.advice
    }
}

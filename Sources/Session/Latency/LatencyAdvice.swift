// What a measurement means, and what to do about it: all its wording for people. Pure functions, any thread.

import AudioIO
import Foundation

/// The words that go with a report.
struct LatencyAdvice {
    /// Below that an input is as good as silent, in dBFS.
    private static let silentPeak: Float = 1e-5
    /// Below that the noise begins to move the result, in decibels.
    private static let poorSignalToNoise = 10.0
    /// By so many frames a loop on one clock doesn't change.
    private static let steadyFrames = 1.0

    let advice: [String]
    /// Nil when something came back.
    let failure: String?

    init(
        _ analysis: LoopbackAnalysis, connections: [LatencyReport.Connection], schedule: LoopbackSchedule,
        grant: DeviceGrant
    ) {
        guard let first = connections.first else {
            failure = Self.failure(analysis, grant: grant)
            advice = analysis.clippedSampleCount > 0 ? [Self.clipping(analysis)] : []
            return
        }
        failure = nil
        var advice: [String] = []
        if analysis.clippedSampleCount > 0 { advice.append(Self.clipping(analysis)) }
        if let echo = connections.compactMap(\.echo).first {
            advice.append(
                String(
                    format: "the sound came back several times alike, %.1f ms apart at %+.1f dB: a loudspeaker and a "
                        + "microphone in a room, or a mixer that monitors? Connect an output to an input by a cable",
                    abs(echo.milliseconds), echo.decibels))
        }
        if let noise = first.signalToNoiseDecibels, noise < Self.poorSignalToNoise {
            advice.append(
                String(
                    format: "what came back is only %.0f dB above the noise: turn up the output or the input, or raise "
                        + "--level", noise))
        }
        if let spread = connections.first?.frames, spread.maximum - spread.minimum > Self.steadyFrames {
            advice.append(
                String(
                    format: "the latency varied by %.1f frames: ", spread.maximum - spread.minimum)
                    + (grant.clock == .resampled
                        ? "capture and playback run on clocks of their own, and are being brought together"
                        : "a sound server in between, two clocks, or xruns"))
        }
        if first.frames.count * 2 <= schedule.repetitionCount {
            advice.append(
                "only \(first.frames.count) of \(schedule.repetitionCount) bursts came back whole: turn up, or use "
                    + "more or longer periods")
        }
        if analysis.spoiledCount > 0 {
            advice.append("\(analysis.spoiledCount) bursts were torn by xruns and don't count")
        }
        if let crossed = connections.first(where: { $0.input != $0.output }),
            !connections.contains(where: { $0.output == crossed.output && $0.input == crossed.output })
        {
            advice.append("output \(crossed.output) comes back on input \(crossed.input): the cables are crossed")
        }
        self.advice = advice
    }

    private static func clipping(_ analysis: LoopbackAnalysis) -> String {
        "what was captured clips (\(analysis.clippedSampleCount) samples at full scale): turn down the input, or lower "
            + "--level"
    }

    private static func failure(_ analysis: LoopbackAnalysis, grant: DeviceGrant) -> String {
        let capture = grant.capture?.name ?? "capture"
        if analysis.spoiledCount > 0 {
            return "\(capture): what came back was torn by xruns every time; use a longer --period or more --periods"
        }
        let peak = analysis.peaks.max() ?? 0
        let advice =
            "connect an output of \(grant.playback?.name ?? "playback") to an input of it, or turn up the output, the "
            + "input or --level"
        if peak < silentPeak { return "\(capture): no signal on capture; \(advice)" }
        return String(
            format: "%@: no signal on capture, only other sound that peaks at %.1f dBFS; ", capture,
            20 * log10(Double(peak))) + advice
    }
}

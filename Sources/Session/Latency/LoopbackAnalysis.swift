// From what came back to what connects which output with which input. Pure functions, any thread but the audio thread.

import Foundation

/// What a recording of the schedule tells.
struct LoopbackAnalysis {
    /// Peaks as high as that can't have been meant: full scale, but for rounding.
    private static let fullScale: Float = 0.9999
    /// Repetitions that are searched before one gives up to find anything.
    private static let searchedRepetitions = 3
    /// What arrives so much weaker than the same output elsewhere is crosstalk.
    private static let crosstalkRatio = 0.1
    /// Before the noise is listened to: a device's own start.
    private static let startSeconds = 0.3

    let connections: [LatencyReport.Connection]
    /// Root mean square of each input's channel while nothing was played, in dBFS; nil for digital silence.
    let noise: [Double?]
    /// The highest sample of each input's channel, linear.
    let peaks: [Float]
    let clippedSampleCount: Int
    /// Bursts that were found but not counted, since sound was lost while they were on their way.
    let spoiledCount: Int

    init(_ recording: LoopbackRecording, schedule: LoopbackSchedule) {
        let correlators = recording.channels.map { LoopbackCorrelator($0, schedule: schedule) }
        let noise = recording.channels.map { Self.noise($0, schedule: schedule) }
        var spoiledCount = 0
        var connections: [LatencyReport.Connection] = []
        for (output, input, known) in Self.pairs(correlators, schedule: schedule) {
            var arrivals: [LoopbackCorrelator.Arrival] = []
            for repetition in 0..<schedule.repetitionCount {
                let burst = schedule.burst(repetition: repetition, channel: output)
                let found = known.repetition == repetition ? known.arrival : correlators[input].find(burst: burst)
                guard let found else { continue }
                let way =
                    schedule.start(of: burst)...schedule.start(of: burst) + schedule.codeFrames
                    + Int(max(found.delayFrames, 0)) + schedule.chipFrames
                if recording.faultFrames.contains(where: way.contains) {
                    spoiledCount += 1
                } else {
                    arrivals.append(found)
                }
            }
            if let connection = LatencyReport.Connection(
                output: output, input: input, arrivals: arrivals, noise: noise[input], schedule: schedule)
            {
                connections.append(connection)
            }
        }
        self.connections = Self.withoutCrosstalk(connections)
        self.noise = noise.map { $0 > 0 ? 20 * log10($0) : nil }
        self.spoiledCount = spoiledCount
        peaks = recording.channels.map { samples in samples.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 } }
        clippedSampleCount = recording.channels.reduce(0) { $0 + $1.count { !(abs($0) < Self.fullScale) } }
    }

    /// Outputs and inputs that have something in common, with the repetition that shows it.
    ///
    /// Searched in one repetition; only when nothing is found there, in another.
    private static func pairs(
        _ correlators: [LoopbackCorrelator], schedule: LoopbackSchedule
    ) -> [(Int, Int, (repetition: Int, arrival: LoopbackCorrelator.Arrival))] {
        for repetition in 0..<min(schedule.repetitionCount, searchedRepetitions) {
            var pairs: [(Int, Int, (repetition: Int, arrival: LoopbackCorrelator.Arrival))] = []
            for output in 0..<schedule.channelCount {
                let burst = schedule.burst(repetition: repetition, channel: output)
                for input in correlators.indices {
                    if let arrival = correlators[input].find(burst: burst) {
                        pairs.append((output, input, (repetition, arrival)))
                    }
                }
            }
            if !pairs.isEmpty { return pairs }
        }
        return []
    }

    private static func withoutCrosstalk(_ connections: [LatencyReport.Connection]) -> [LatencyReport.Connection] {
        connections.filter { connection in
            let strongest = connections.filter { $0.output == connection.output }.map(\.gain).max() ?? 0
            return connection.gain >= crosstalkRatio * strongest
        }
    }

    /// The root mean square before the first burst, without the mean.
    private static func noise(_ samples: [Float], schedule: LoopbackSchedule) -> Double {
        let start = min(Int(startSeconds * schedule.sampleRate), schedule.leadFrames)
        let quiet = samples[start..<schedule.leadFrames].map { $0.isFinite ? Double($0) : 0 }
        let count = Double(max(quiet.count, 1))
        let mean = quiet.reduce(0, +) / count
        return (quiet.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
}

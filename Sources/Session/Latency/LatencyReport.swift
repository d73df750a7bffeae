// What a measurement found, for people and machines. Plain values, any thread.

package import AudioIO
import Foundation

/// A measured latency, and what Cajon computes for the same devices.
package struct LatencyReport: Encodable, Sendable {
    /// Frames, several times.
    package struct Spread: Equatable, Encodable, Sendable {
        package let median: Double
        package let minimum: Double
        package let maximum: Double
        package let count: Int

        /// Nil for none.
        init?(_ values: [Double]) {
            let sorted = values.sorted()
            guard let first = sorted.first, let last = sorted.last else { return nil }
            let middle = sorted.count / 2
            median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
            minimum = first
            maximum = last
            count = sorted.count
        }
    }

    /// An output that came back on an input.
    package struct Connection: Equatable, Encodable, Sendable {
        /// Channels, counted from 1.
        package let output: Int
        package let input: Int
        package let frames: Spread
        /// What arrived of what was played, as a factor of its amplitude.
        package let gain: Double
        /// What arrived, in dBFS.
        package let levelDecibels: Double
        /// Above the noise before the first burst; nil where there was none.
        package let signalToNoiseDecibels: Double?
        package let isInverted: Bool
        /// Nil where the sound came on one way only.
        package let echo: Echo?
    }

    /// A second arrival of the same sound.
    package struct Echo: Equatable, Encodable, Sendable {
        /// Behind the first; negative before it.
        package let milliseconds: Double
        /// Above the first, or below.
        package let decibels: Double
    }

    package let devices: DeviceGrant
    package let playedDecibels: Double
    package let repetitionCount: Int
    /// Of the strongest connection; nil when nothing came back.
    package let measuredFrames: Spread?
    package let measuredMilliseconds: Double?
    /// What `live` would show, the effects' part apart: `AudioDevice.latencyFrames`, over all periods from the first burst on.
    package let computedFrames: Spread?
    package let computedMilliseconds: Double?
    /// Measured less computed, medians: converters, cable, and what a driver doesn't tell.
    package let differenceFrames: Double?
    package let differenceMilliseconds: Double?
    /// The strongest first.
    package let connections: [Connection]
    /// Of each input before the first burst, in dBFS; null for digital silence.
    package let noiseDecibels: [Double?]
    /// The highest sample of each input, in dBFS; null for digital silence.
    package let peakDecibels: [Double?]
    /// Captured samples at full scale.
    package let clippedSamples: Int
    package let captureXruns: Int
    package let playbackXruns: Int
    package let suspensions: Int
    /// Bursts that an xrun made worthless.
    package let spoiledBursts: Int
    /// Whether the audio thread had real-time priority.
    package let isRealtime: Bool
    /// What to know, or to do, in words for people.
    package let advice: [String]
    /// Why nothing was measured; nil when something was.
    package let failure: String?
}

extension LatencyReport {
    /// Looks for what the schedule played in what came back.
    package init(
        _ recording: LoopbackRecording, schedule: LoopbackSchedule, grant: DeviceGrant, request: LatencyRequest,
        isRealtime: Bool
    ) {
        let analysis = LoopbackAnalysis(recording, schedule: schedule)
        let milliseconds = { (frames: Double) in frames / schedule.sampleRate * 1_000 }
        let connections = analysis.connections.sorted { $0.gain > $1.gain }
        devices = grant
        playedDecibels = request.levelDecibels
        repetitionCount = schedule.repetitionCount
        measuredFrames = connections.first?.frames
        measuredMilliseconds = measuredFrames.map { milliseconds($0.median) }
        computedFrames = Spread(recording.latencies.map(Double.init))
        computedMilliseconds = computedFrames.map { milliseconds($0.median) }
        let (measured, computed) = (measuredFrames?.median, computedFrames?.median)
        let difference = measured.flatMap { measured in computed.map { measured - $0 } }
        differenceFrames = difference
        differenceMilliseconds = difference.map(milliseconds)
        self.connections = connections
        noiseDecibels = analysis.noise
        peakDecibels = analysis.peaks.map { $0 > 0 ? 20 * log10(Double($0)) : nil }
        clippedSamples = analysis.clippedSampleCount
        captureXruns = recording.counters.captureXruns
        playbackXruns = recording.counters.playbackXruns
        suspensions = recording.counters.suspensions
        spoiledBursts = analysis.spoiledCount
        self.isRealtime = isRealtime
        let words = LatencyAdvice(analysis, connections: connections, schedule: schedule, grant: grant)
        advice = words.advice
        failure = words.failure
    }
}

extension LatencyReport.Connection {
    /// Nil for no arrivals.
    init?(
        output: Int, input: Int, arrivals: [LoopbackCorrelator.Arrival], noise: Double, schedule: LoopbackSchedule
    ) {
        guard let frames = LatencyReport.Spread(arrivals.map(\.delayFrames)),
            let gain = LatencyReport.Spread(arrivals.map { abs($0.gain) })
        else { return nil }
        let level = gain.median * schedule.amplitude
        self.output = output + 1
        self.input = input + 1
        self.frames = frames
        self.gain = gain.median
        levelDecibels = 20 * log10(level)
        signalToNoiseDecibels = noise > 0 ? 20 * log10(level / noise) : nil
        isInverted = arrivals.count { $0.gain < 0 } * 2 > arrivals.count
        // What one repetition alone has is chance.
        let echoes = arrivals.compactMap(\.echo)
        let offset = LatencyReport.Spread(echoes.map(\.offsetFrames))
        let ratio = LatencyReport.Spread(echoes.map(\.ratio))
        if echoes.count * 2 > arrivals.count, let offset, let ratio {
            echo = LatencyReport.Echo(
                milliseconds: offset.median / schedule.sampleRate * 1_000, decibels: 20 * log10(ratio.median))
        } else {
            echo = nil
        }
    }
}
